"""What the shop shows: absolute numbers, set once, and never over somebody's head where the vendor can tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync_agent.shops.trouble import Rejected, Stale
from sync_agent.shops.vendor import Push, Sellable, Shop
from tests.contract.bench import Bench, kind_shop


def pushed_to(shop: Shop, bench: Bench, quantity: int, key: str = "work-1", believed: int | None = None) -> Push:
    """A push to the first thing that the shop sells, at its first place."""
    (first, *_), _ = shop.sellables(None)
    return Push(first.external_id, shop.places()[0].id, quantity, believed, key, bench.clock())


def shown(shop: Shop, push: Push) -> int | None:
    return shop.stock([push.external_id], push.location).get(push.external_id)


class StockContract:
    """Sellables, places, levels and pushes."""

    def test_everything_that_the_shop_sells_is_told_once_with_its_sku(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            found: list[Sellable] = []
            after: str | None = None
            for _ in range(100):
                some, after = shop.sellables(after)
                found += some
                if after is None:
                    break

            ids = [one.external_id for one in found]
            assert after is None
            assert len(ids) == len(set(ids)) > 1
            assert any(one.sku for one in found)
            assert all(one.title for one in found)

    def test_what_is_pushed_is_shown(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            push = pushed_to(shop, bench, 17)

            (told,) = shop.push([push])

            assert (told.push, told.trouble) == (push, None)
            assert shown(shop, push) == 17

    def test_nothing_left_is_shown_as_nothing(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            push = pushed_to(shop, bench, 0)

            assert shop.push([push])[0].trouble is None
            assert shown(shop, push) == 0

    def test_the_same_push_again_because_the_answer_was_lost_is_no_trouble(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            push = pushed_to(shop, bench, 5)
            push = replace(push, believed=shown(shop, push))

            assert [shop.push([push])[0].trouble for _ in range(3)] == [None] * 3
            assert shown(shop, push) == 5

    def test_a_key_that_was_used_for_another_number_is_our_mistake_and_for_a_person(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            push = pushed_to(shop, bench, 5)
            shop.push([push])

            trouble = _trouble(shop, [replace(push, quantity=6)])

            assert isinstance(trouble, Rejected)

    def test_a_belief_that_is_wrong_sets_nothing_and_is_stale(self, bench: Bench):
        if not bench.checks_belief:
            pytest.skip("this vendor does not check beliefs")
        with bench.faults.kind():
            shop = kind_shop(bench)
            push = pushed_to(shop, bench, 9)
            bench.show(push.external_id, push.location, 4)

            trouble = _trouble(shop, [replace(push, believed=5)])

            assert isinstance(trouble, Stale)
            assert shown(shop, push) == 4
            assert shop.push([replace(push, believed=4, key="work-2")])[0].trouble is None
            assert shown(shop, push) == 9

    def test_one_push_that_cannot_be_taken_does_not_hold_up_the_others(self, bench: Bench):
        if bench.vendor.pushes_a_call < 2:
            pytest.skip("this vendor takes one push at a time")
        with bench.faults.kind():
            shop = kind_shop(bench)
            things, _ = shop.sellables(None)
            place = shop.places()[0].id
            good = [Push(t.external_id, place, 30 + n, None, f"w{n}", bench.clock()) for n, t in enumerate(things[:3])]
            digits = "9" * 17
            bad = replace(good[0], external_id=good[0].external_id.rpartition("/")[0] + "/" + digits, key="w-bad")
            if "/" not in good[0].external_id:
                bad = replace(bad, external_id="NOSUCHTHING")

            told = {one.push.key: one.trouble for one in shop.push([good[0], bad, *good[1:]])}

            assert isinstance(told["w-bad"], Rejected)
            assert [told[push.key] for push in good] == [None] * 3
            assert [shown(shop, push) for push in good] == [30, 31, 32]

    def test_a_full_call_is_taken_at_once(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            things, _ = shop.sellables(None)
            place = shop.places()[0].id
            some = things[: bench.vendor.pushes_a_call]
            told = shop.push([Push(t.external_id, place, 3, None, f"w{n}", bench.clock()) for n, t in enumerate(some)])

            assert [one.trouble for one in told] == [None] * len(some)
            levels = shop.stock([thing.external_id for thing in some], place)
            assert set(levels.values()) == {3}

    def test_an_item_that_is_not_kept_at_the_place_is_put_there_and_set(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            push = pushed_to(shop, bench, 8)
            bench.forget(push.external_id, push.location)

            assert shop.push([push])[0].trouble is None
            assert shown(shop, push) == 8

    def test_what_the_shop_does_not_know_is_left_out_of_the_levels(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            push = pushed_to(shop, bench, 8)
            bench.forget(push.external_id, push.location)

            assert shop.stock([push.external_id], push.location) == {}


def _trouble(shop: Shop, pushes: list[Push]) -> Exception | None:
    """What a push got, whether it is told or raised."""
    try:
        return shop.push(pushes)[0].trouble
    except (Rejected, Stale) as trouble:
        return trouble
