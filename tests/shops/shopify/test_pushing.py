"""Setting stock at Shopify: keys, beliefs, and a call that is taken whole or not at all (O32, O35)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from sync_agent.demo_shop.door import Answer
from sync_agent.demo_shop.shopify.state import PLACES, gid
from sync_agent.shops.shopify.documents import SET_QUANTITIES, document
from sync_agent.shops.trouble import Rejected, ShopTrouble, Stale, Throttled
from sync_agent.shops.vendor import Push, Shop
from tests.contract.bench import kind_shop
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.shopify.test_answers import shop as answering
from tests.shops.shopify.test_answers import told
from tests.support.cast import NOW

BAKERY, MARKET = (gid("Location", number) for number, _ in PLACES)


def pushes(shop: Shop, *quantities: int, place: str = BAKERY) -> list[Push]:
    """So many units of the first things."""
    things, _ = shop.sellables(None)
    return [Push(things[n].external_id, place, many, None, f"work-{n}", NOW) for n, many in enumerate(quantities)]


def sent(bench: ShopifyBench) -> list[dict[str, Any]]:
    """The variables of every call that set something."""
    return [dict(variables) for text, variables in bench.played.log if text == document(SET_QUANTITIES)]


class TestAKey:
    def test_is_that_of_the_work_where_it_goes_alone(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            shop.push(pushes(shop, 7))

        assert [call["key"] for call in sent(bench)] == ["work-0"]

    def test_follows_from_everything_in_a_call_of_many_whoever_sends_it_again(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            some = pushes(shop, 7, 8)
            shop.push(some)
            shop.push(some)
            shop.push([some[0], replace(some[1], quantity=9)])

        one, again, other = [call["key"] for call in sent(bench)]
        assert one == again != other

    def test_is_another_for_what_is_left_of_a_call(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            some = pushes(shop, 7, 8)
            shop.push([some[0], replace(some[1], believed=123)])

        first, second = sent(bench)
        assert first["key"] != second["key"] != "work-0"
        assert len(second["input"]["quantities"]) == 1


class TestABelief:
    def test_is_always_written_down_even_as_null(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            some = pushes(shop, 7, 8)
            shop.push([some[0], replace(some[1], believed=40)])

        (call,) = sent(bench)
        assert [one["changeFromQuantity"] for one in call["input"]["quantities"]] == [None, 40]

    def test_that_is_wrong_for_one_lets_the_others_through(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            some = [replace(push, believed=40) for push in pushes(shop, 1, 2, 3, 4)]
            bench.show(some[2].external_id, BAKERY, 39)
            told_ = shop.push(some)

            assert [type(one.trouble) for one in told_] == [type(None), type(None), Stale, type(None)]
            shown = shop.stock([push.external_id for push in some], BAKERY)
            assert [shown[push.external_id] for push in some] == [1, 2, 39, 4]

    def test_about_an_item_that_we_put_there_ourselves_is_none_left(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            (push,) = pushes(shop, 6, place=MARKET)
            (told_,) = shop.push([replace(push, believed=40)])

            assert told_.trouble is None
            assert shop.stock([push.external_id], MARKET) == {push.external_id: 6}
        assert [call["input"]["quantities"][0]["changeFromQuantity"] for call in sent(bench)] == [40, 0]


class TestWhatIsRefused:
    def test_by_half_a_call_is_told_for_each_and_in_order(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            some = pushes(shop, 1, -2, 3, 2_000_000_000, 5)
            some[4] = replace(some[4], location=gid("Location", 5))
            codes = [one.trouble.code if isinstance(one.trouble, ShopTrouble) else None for one in shop.push(some)]

        assert codes == [None, "INVALID_QUANTITY_NEGATIVE", None, "INVALID_QUANTITY_TOO_HIGH", "INVALID_LOCATION"]

    def test_for_being_named_twice_leaves_the_first(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            (push,) = pushes(shop, 1)
            first, second = shop.push([push, replace(push, quantity=2, key="work-9")])

        assert first.trouble is None
        assert isinstance(second.trouble, Rejected)

    def test_nothing_asked_is_nothing_sent(self, bench: ShopifyBench):
        with bench.faults.kind():
            assert list(kind_shop(bench).push([])) == []
        assert sent(bench) == []


def user_error(code: str, *path: str) -> Answer:
    error = {"code": code, "message": "words", "field": list(path) or None}
    return told({"inventorySetQuantities": {"userErrors": [error]}})


ALONE = Push("gid://shopify/InventoryItem/1", "gid://shopify/Location/2", 3, None, "work-1", NOW)
OTHER = replace(ALONE, external_id="gid://shopify/InventoryItem/2", key="work-2")


class TestAnErrorOfTheWholeCall:
    def test_that_says_wait_is_raised_for_all(self):
        opened, asked = answering(user_error("IDEMPOTENCY_CONCURRENT_REQUEST"))
        with pytest.raises(Throttled):
            opened.push([ALONE, OTHER])

        assert len(asked) == 1

    @pytest.mark.parametrize("code", ["NON_MUTABLE_INVENTORY_ITEM", "A_CODE_OF_NEXT_YEAR"])
    def test_that_does_not_say_which_of_many_it_is_about_is_found_by_asking_for_each_alone(self, code: str):
        done = told({"inventorySetQuantities": {"userErrors": []}})
        opened, asked = answering(user_error(code), done, user_error(code))

        first, second = opened.push([ALONE, OTHER])

        assert first.trouble is None
        assert isinstance(second.trouble, Rejected)
        keys = [json.loads(one.body)["variables"]["key"] for one in asked]
        assert keys[1:] == [ALONE.key, OTHER.key]
        assert keys[0] not in keys[1:]

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", Rejected),
            ("IDEMPOTENCY_CONCURRENT_REQUEST", Throttled),
            ("CHANGE_FROM_QUANTITY_STALE", Stale),
            ("NON_MUTABLE_INVENTORY_ITEM", Rejected),
        ],
    )
    def test_about_one_alone_is_that_ones(self, code: str, kind: type[ShopTrouble]):
        opened, _ = answering(user_error(code))

        (told_,) = opened.push([ALONE])

        assert type(told_.trouble) is kind
        assert told_.trouble.code == code

    @pytest.mark.parametrize("some", [[ALONE], [ALONE, OTHER]])
    def test_that_failed_before_with_this_key_is_asked_for_with_another(self, some: list[Push]):
        done = told({"inventorySetQuantities": {"userErrors": []}})
        failed = user_error("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")
        opened, asked = answering(failed, failed, done)

        assert [one.trouble for one in opened.push(some)] == [None] * len(some)
        bodies = [json.loads(one.body)["variables"] for one in asked]
        assert len({body["key"] for body in bodies}) == 3
        assert bodies[0]["input"] == bodies[2]["input"]

    def test_that_failed_before_with_every_key_is_to_be_reckoned_anew(self):
        opened, asked = answering(*[user_error("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")] * 20)

        assert isinstance(opened.push([ALONE])[0].trouble, Stale)
        assert len(asked) == 5

    def test_a_shop_that_refuses_to_keep_an_item_ends_in_words(self):
        not_kept = user_error("ITEM_NOT_STOCKED_AT_LOCATION", "input", "quantities", "0")
        no = told({"inventoryActivate": {"userErrors": [{"message": "No such place", "field": None}]}})
        opened, asked = answering(not_kept, no)

        (told_,) = opened.push([ALONE])

        assert isinstance(told_.trouble, Rejected)
        assert "No such place" in str(told_.trouble)
        assert len(asked) == 2

    def test_a_shop_that_takes_an_item_and_still_does_not_keep_it_is_not_asked_for_ever(self):
        not_kept = user_error("ITEM_NOT_STOCKED_AT_LOCATION", "input", "quantities", "0")
        opened, asked = answering(not_kept, told({"inventoryActivate": {"userErrors": []}}), not_kept)

        (told_,) = opened.push([ALONE])

        assert isinstance(told_.trouble, Rejected)
        assert len(asked) == 3

    def test_a_throttle_after_some_were_refused_keeps_what_is_known_of_those(self):
        opened, _ = answering(
            user_error("INVALID_INVENTORY_ITEM", "input", "quantities", "0"), Answer(429, b"", {"Retry-After": "3"})
        )

        first, second = opened.push([ALONE, OTHER])

        assert isinstance(first.trouble, Rejected)
        assert isinstance(second.trouble, Throttled)
        assert second.trouble.wait == 3
