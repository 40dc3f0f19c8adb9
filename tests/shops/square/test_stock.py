"""Counts at Square: texts, absolute, of a certain time, and repeated only with the same key and the same body."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from data.core.clock import HOUR, MINUTE
from sync_agent.demo_shop.faults import SOLD
from sync_agent.demo_shop.square.faults import ANSWER_LOST
from sync_agent.shops.square import stock
from sync_agent.shops.square.stock import whole
from sync_agent.shops.trouble import Rejected, Unavailable
from sync_agent.shops.vendor import Push
from tests.contract.bench import kind_shop
from tests.shops.square.bench import SquareBench


def first_shelf(bench: SquareBench) -> tuple[str, str]:
    return bench.played.seller.variations[0].id, bench.played.seller.locations[0]


def push_of(bench: SquareBench, quantity: int, key: str = "work-1", age_ms: int = 0, thing: int = 0) -> Push:
    ident = bench.played.seller.variations[thing].id
    return Push(ident, bench.played.seller.locations[0], quantity, None, key, bench.clock() - age_ms)


def test_a_sale_after_the_count_was_made_is_taken_off_it_though_it_came_first(bench):
    with bench.faults.kind():
        shop, (thing, place) = kind_shop(bench), first_shelf(bench)
        push = push_of(bench, 10)
        bench.clock.pass_by(60)
        bench.played.shelves.sell(thing, place, Decimal(1), bench.clock())

        assert shop.push([push])[0].trouble is None
        assert shop.stock([thing], place) == {thing: 9}


def test_a_sale_between_reading_and_setting_is_not_lost(bench):
    with bench.faults.kind():
        shop, (thing, place) = kind_shop(bench), first_shelf(bench)
        push = push_of(bench, 10)
        bench.clock.pass_by(1)
        bench.faults.switch(SOLD, True, 1.0)

        shop.push([push])

        assert shop.stock([thing], place) == {thing: 9}
        assert bench.faults.counts[SOLD] == 1


@pytest.mark.parametrize("age", [0, HOUR, 23 * HOUR, 24 * HOUR - 1, 24 * HOUR, 30 * 24 * HOUR, -5 * MINUTE])
def test_a_count_that_square_would_refuse_for_its_time_is_made_again_as_of_now(bench, age):
    with bench.faults.kind():
        thing, place = first_shelf(bench)
        bench.clock.pass_by(40 * 24 * 3600)
        shop = kind_shop(bench)

        assert shop.push([push_of(bench, 4, age_ms=age)])[0].trouble is None
        assert shop.stock([thing], place) == {thing: 4}


def test_a_lost_answer_is_asked_for_again_with_the_same_key_and_counts_once(bench):
    with bench.faults.kind():
        shop, (thing, place) = kind_shop(bench), first_shelf(bench)
        push = push_of(bench, 10)
        bench.faults.switch(ANSWER_LOST, True, 1.0)
        with pytest.raises(Unavailable):
            shop.push([push])
        bench.faults.switch(ANSWER_LOST, False)
        bench.clock.pass_by(60)
        bench.played.shelves.sell(thing, place, Decimal(3), bench.clock())
        bench.clock.pass_by(60)

        assert shop.push([push])[0].trouble is None
        assert shop.stock([thing], place) == {thing: 7}


def test_a_count_that_equals_the_last_count_is_not_passed_over(bench):
    with bench.faults.kind():
        shop, (thing, place) = kind_shop(bench), first_shelf(bench)
        shop.push([push_of(bench, 5)])
        bench.clock.pass_by(60)
        bench.played.shelves.sell(thing, place, Decimal(2), bench.clock())
        bench.clock.pass_by(60)

        shop.push([push_of(bench, 5, "work-2")])

        assert shop.stock([thing], place) == {thing: 5}


def test_one_that_will_never_be_taken_is_found_among_a_hundred_by_halving(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        things = len(bench.played.seller.variations)
        pushes = [push_of(bench, n % 7, f"w-{n}", thing=n % things) for n in range(100)]
        pushes[41] = replace(pushes[41], external_id="GONE")

        told = shop.push(pushes)

        assert [n for n, one in enumerate(told) if one.trouble is not None] == [41]
        assert isinstance(told[41].trouble, Rejected)


def test_no_push_asks_nothing(bench):
    assert bench.shop(bench.first_token().access).push([]) == []


class TestTheKeyOfACall:
    def changes(self, *pushes: Push, now: int):
        return stock._changes(pushes, now)

    def test_it_is_as_long_as_square_takes_however_long_ours_is(self, bench):
        push, now = push_of(bench, 1), bench.clock()

        for key in ("", "k", "k" * 200):
            assert 1 <= len(self.changes(replace(push, key=key), now=now)["idempotency_key"]) <= 128

    def test_the_same_push_of_another_time_has_another_for_it_is_another_body(self, bench):
        push, now = push_of(bench, 1), bench.clock()
        later = replace(push, at=push.at - 1)

        assert self.changes(push, now=now)["idempotency_key"] != self.changes(later, now=now)["idempotency_key"]

    def test_another_number_under_the_same_key_keeps_it_so_that_square_refuses_it(self, bench):
        push, now = push_of(bench, 1), bench.clock()
        other = replace(push, quantity=2)

        assert self.changes(push, now=now)["idempotency_key"] == self.changes(other, now=now)["idempotency_key"]

    def test_several_share_one_that_is_the_same_at_every_try(self, bench):
        pushes, now = [push_of(bench, 1), push_of(bench, 2, "work-2")], bench.clock()

        assert self.changes(*pushes, now=now) == self.changes(*pushes, now=now + HOUR)

    def test_what_is_stamped_anew_has_another_key_for_it_is_another_body(self, bench):
        push, now = push_of(bench, 1), bench.clock()
        later, later_still = now + 25 * HOUR, now + 26 * HOUR
        keys = {self.changes(push, now=at)["idempotency_key"] for at in (now, later, later_still)}

        assert len(keys) == 3
        assert self.changes(push, now=later) == self.changes(push, now=later + 1)

    def test_quantities_are_texts(self, bench):
        (change,) = self.changes(push_of(bench, 3), now=bench.clock())["changes"]

        assert change["physical_count"]["quantity"] == "3"


@pytest.mark.parametrize(
    ("quantity", "units"),
    [("5", 5), ("5.99999", 5), ("-0.5", -1), ("", None), (None, None), ("NaN", None), (True, None)],
)
def test_levels_are_whole_units_rounded_towards_what_is_surely_there(quantity, units):
    assert whole({"quantity": quantity}) == units


def test_levels_of_many_things_come_over_many_pages_and_calls(bench):
    with bench.faults.kind():
        shop, place = kind_shop(bench), bench.played.seller.locations[0]
        ids = [one.id for one in bench.played.seller.variations]

        assert shop.stock([*ids, *(f"NONE{n}" for n in range(150))], place) == dict.fromkeys(ids, 20)
