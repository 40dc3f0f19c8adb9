"""A shop that is connected only now tells of orders that customers have had long since: nobody makes them again."""

from __future__ import annotations

from dataclasses import replace

from data.orders.order import COMPLETED, DeadLetter, Order
from data.orders.reading import DEFAULT_RULES
from data.orders.shopify import read_order
from data.orders.square import read_order as read_square
from tests.support.bakery import Bakery
from tests.support.dockets import docket


def test_what_came_as_handed_over_is_done_at_birth_and_no_work(bakery: Bakery) -> None:
    bakery.take_in(replace(docket("20001"), fulfilled=True))

    assert bakery.order("20001").status == COMPLETED
    assert bakery.tickets(bakery.order("20001")) == ()


def test_nor_is_it_held_for_what_nobody_needs_any_more(bakery: Bakery) -> None:
    bakery.take_in(replace(docket("20001", customer=None, due_date=None), fulfilled=True))

    assert bakery.order("20001").status == COMPLETED
    assert bakery.all(DeadLetter) == []


def test_an_order_in_the_kitchen_goes_on_when_the_shop_says_it_is_fulfilled(bakery: Bakery) -> None:
    """The kitchen says itself when a cake has gone."""
    order = docket("20001")
    bakery.take_in(order)
    bakery.take_in(replace(order, fulfilled=True, updated_at=(order.updated_at or 0) + 1_000))

    (stays,) = bakery.all(Order)
    assert stays.status == "CONFIRMED"
    assert len(bakery.tickets(stays)) == 1


def test_both_vendors_say_so() -> None:
    bought = {"id": 1, "fulfillment_status": "fulfilled", "line_items": []}
    assert read_order(bought, DEFAULT_RULES, sha256="").fulfilled
    assert not read_order(bought | {"fulfillment_status": "partial"}, DEFAULT_RULES, sha256="").fulfilled
    assert read_square(
        {"id": "CAISEN82", "location_id": "L1", "state": "COMPLETED"}, DEFAULT_RULES, sha256=""
    ).fulfilled
    assert not read_square({"id": "CAISEN82", "location_id": "L1", "state": "OPEN"}, DEFAULT_RULES, sha256="").fulfilled
