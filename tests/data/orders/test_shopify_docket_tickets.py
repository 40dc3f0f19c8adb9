"""Tickets of a docket: one for each cake, and nothing its customer said is left behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.orders.docket import Docket
from data.orders.reading import DEFAULT_RULES
from data.orders.shopify import read_order
from data.orders.units import plan_tickets, suffix

FULL = "Filling,Covering,Decorating,Packing"


def docket(*lines: dict[str, object], **changes: object) -> Docket:
    items = [{"id": n, "product_id": 8} | line for n, line in enumerate(lines, start=1)]
    return read_order(
        {"id": 1, "tags": "DEL:2026-11-27", "shipping_address": {"name": "Mira"}, "line_items": items} | changes,
        DEFAULT_RULES,
        sha256="",
    )


def properties(**said: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in said.items()]


def test_each_unit_of_a_cake_is_a_ticket_of_its_own():
    tickets = plan_tickets(docket({"title": "Opera", "quantity": 2}, {"title": "Carrot"}), DEFAULT_RULES)

    assert [(t.line_id, t.unit, t.product, t.quantity, t.route) for t in tickets] == [
        ("1", 1, "Opera", 1, FULL),
        ("1", 2, "Opera", 1, FULL),
        ("2", 1, "Carrot", 1, FULL),
    ]


@pytest.mark.parametrize(("units", "quantities"), [(1, [1]), (12, [1] * 12), (13, [13]), (60, [60]), (0, [])])
def test_more_than_the_store_splits_is_one_batch(units, quantities):
    tickets = plan_tickets(docket({"title": "Mini cheesecake", "quantity": units}), DEFAULT_RULES)

    assert [t.quantity for t in tickets] == quantities


def test_how_many_are_split_is_the_stores_policy():
    tickets = plan_tickets(docket({"title": "Opera", "quantity": 3}), replace(DEFAULT_RULES, split_up_to=2))

    assert [t.quantity for t in tickets] == [3]


def test_accessories_ride_with_the_first_ticket_wherever_they_stand():
    order = docket({"title": "Candles", "quantity": 3}, {"title": "Opera", "quantity": 2}, {"title": "Balloon"})

    first, second = plan_tickets(order, DEFAULT_RULES)

    assert first.accessories == (("Candles", 3), ("Balloon", 1))
    assert second.accessories == ()


def test_what_was_said_about_an_accessory_rides_with_it():
    topper: dict[str, object] = {
        "title": "Cake topper",
        "variant_title": "Gold / Glitter",
        "properties": properties(Writing="Ada 40", Font="bold", Allergy="no glue"),
    }

    (ticket,) = plan_tickets(docket({"title": "Opera", "properties": properties(Wish="x")}, topper), DEFAULT_RULES)

    assert ticket.accessories == (("Cake topper (Gold / Glitter)", 1),)
    assert ticket.writing is None
    assert ticket.kept == (
        ("Wish", "x"),
        ("Cake topper: writing", "Ada 40"),
        ("Cake topper: Font", "bold"),
        ("Cake topper: Allergy", "no glue"),
    )
    assert ticket.allergens == "no glue"


def test_an_order_of_accessories_is_one_ticket_that_starts_at_packing():
    order = docket({"title": "Number candle 7", "quantity": 2}, {"title": "Balloon"}, {"title": "Balloon"})

    (ticket,) = plan_tickets(order, DEFAULT_RULES)

    assert (ticket.line_id, ticket.unit, ticket.quantity, ticket.route) == ("1", 1, 1, "Packing")
    assert ticket.product == "Number candle 7, Balloon"
    assert ticket.accessories == (("Number candle 7", 2), ("Balloon", 1), ("Balloon", 1))


def test_removed_and_ignored_lines_make_nothing():
    order = docket({"title": "Opera"}, {"title": "Candles", "current_quantity": 0}, {"title": "Tip"})

    (ticket,) = plan_tickets(order, DEFAULT_RULES)

    assert (ticket.product, ticket.accessories) == ("Opera", ())


def test_a_cake_without_a_title_is_made_all_the_same():
    opera, unnamed = plan_tickets(docket({"title": "Opera"}, {"title": None}), DEFAULT_RULES)

    assert (opera.product, unnamed.product) == ("Opera", "Untitled item")


def test_the_orders_allergies_are_on_every_ticket():
    order = docket(
        {"title": "Opera", "properties": properties(Dietary="vegan")}, {"title": "Carrot"}, note="Nut allergy"
    )

    assert [t.allergens for t in plan_tickets(order, DEFAULT_RULES)] == ["Nut allergy / vegan", "Nut allergy"]


@pytest.mark.parametrize("changes", [{"cancelled_at": "2026-11-18T11:00:00Z"}, {"source_name": "pos", "tags": ""}])
def test_cancelled_orders_and_counter_sales_make_none(changes):
    assert plan_tickets(docket({"title": "Opera"}, **changes), DEFAULT_RULES) == ()


@pytest.mark.parametrize(
    ("count", "suffixes"),
    [(1, [""]), (2, ["A", "B"]), (12, ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "11", "12"])],
)
def test_suffixes_are_ten_letters_and_then_numbers(count, suffixes):
    assert [suffix(n, count) for n in range(count)] == suffixes
