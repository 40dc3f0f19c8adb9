"""A Square order comes in by the same door as every other, and its version says which form of it is newer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.packed import pack
from data.kitchen.ticket import Ticket
from data.orders.arrival import arrivals
from data.orders.editing import ModifyOrder
from data.orders.order import DeadLetter, Order, Transaction
from data.organization.store import Store
from data.replica.issue import Receipt
from data.shops.connecting import ConnectShop
from data.shops.integration import SQUARE, integration_id
from data.shops.link import LinkStock
from tests.data.orders.test_square_docket import cake, order
from tests.support.bakery import Bakery
from tests.support.cast import ADI, BOX, MILK, OLIVE, SUE


def arrive(bakery: Bakery, payload: dict[str, Any]) -> Receipt:
    store = bakery.rows.get(Store, "bannos")
    assert store is not None
    (arrival,) = arrivals(json.dumps(payload).encode(), store, "square")
    return bakery.do(arrival.command, SERVICE_ACTOR)


def test_an_order_becomes_a_ticket_due_on_the_stores_day(bakery):
    assert arrive(bakery, {"order": order()}).code == "applied"

    (ticket,) = bakery.all(Ticket)
    assert (ticket.due_date, ticket.due_window) == ("2026-11-27", "14:00")
    assert ticket.code == "B249104321"


def test_the_same_order_from_a_search_and_by_its_id_is_one(bakery):
    arrive(bakery, {"orders": [order()]})

    assert arrive(bakery, order()).code == "duplicate"
    assert len(bakery.all(Order)) == 1


def test_an_older_version_that_bears_the_same_time_is_stale(bakery):
    arrive(bakery, order(cake(quantity="2"), version=4))

    assert arrive(bakery, order(version=3)).code == "stale"
    assert len(bakery.all(Ticket)) == 2


def test_another_form_of_the_same_version_is_taken(bakery):
    arrive(bakery, order(version=4))

    assert arrive(bakery, order(cake(quantity="2"), version=4)).code == "changed"


def test_a_newer_version_that_bears_an_older_time_is_taken(bakery):
    arrive(bakery, order(version=4))

    assert arrive(bakery, order(cake(quantity="2"), version=5, updated_at="2026-11-20T00:00:00Z")).code == "changed"
    assert len(bakery.all(Ticket)) == 2


def test_a_counter_sale_is_a_transaction(bakery):
    sale = order(source={"name": "Point of Sale"}, fulfillments=None, state="COMPLETED", version=None)

    assert arrive(bakery, sale).code == "transaction"
    assert len(bakery.all(Transaction)) == 1


def test_a_notice_is_a_dead_letter(bakery):
    assert arrive(bakery, {"merchant_id": "M", "event_id": "E", "type": "order.created"}).code == "dead_letter"

    assert [letter.source for letter in bakery.all(DeadLetter)] == ["square"]


class TestAFormWithTheSameContent:
    """It is no other order, but it is the newest: what lies between it and the first must not undo it."""

    def test_is_a_duplicate_that_moves_the_count(self, bakery):
        arrive(bakery, order(version=4))
        assert arrive(bakery, order(version=6, updated_at="2026-11-21T02:00:00Z")).code == "duplicate"

        assert arrive(bakery, order(cake(quantity="9"), version=5, updated_at="2026-11-21T01:30:00Z")).code == "stale"
        assert len(bakery.all(Ticket)) == 1

    def test_and_without_a_count_it_moves_the_time(self, bakery):
        arrive(bakery, order(version=None))
        assert arrive(bakery, order(version=None, updated_at="2026-11-21T02:00:00Z")).code == "duplicate"

        between = order(cake(quantity="9"), version=None, updated_at="2026-11-21T01:30:00Z")
        assert arrive(bakery, between).code == "stale"

    def test_of_before_does_not_turn_the_clock_back(self, bakery):
        arrive(bakery, order(version=6, updated_at="2026-11-21T02:00:00Z"))
        before = bakery.all(Order)

        assert arrive(bakery, order(version=4)).code == "duplicate"
        assert arrive(bakery, order(version=6, updated_at="2026-11-21T02:00:00Z")).code == "duplicate"
        assert bakery.all(Order) == before

    def test_keeps_what_a_person_wrote_into_it(self, bakery):
        arrive(bakery, order(version=4))
        (known,) = bakery.all(Order)
        bakery.must(ModifyOrder(known.id, pack({"note": "ring first"}), "she called"), SUE)
        arrive(bakery, order(version=5, updated_at="2026-11-21T02:00:00Z"))

        assert bakery.all(Order)[0].note == "ring first"


class TestALineWithoutASku:
    """Square's lines bear none: the variation that was sold is known by what the shop calls it."""

    @pytest.fixture
    def selling(self, bakery: Bakery) -> Bakery:
        bakery.must(ConnectShop("bannos", SQUARE, "ML7", "L1", connected=True), OLIVE)
        shop = integration_id("bannos", SQUARE, "ML7")
        things = [("VARIATION1", "gelato-cake", None), ("VARIATION2", None, BOX)]
        links = tuple((name, None, "A thing", product, "", item) for name, product, item in things)
        bakery.must(LinkStock(shop, links), ADI)
        return bakery

    def test_holds_what_its_product_takes_whatever_the_till_calls_it(self, selling):
        arrive(selling, order(cake(name="Gelato-Torte mit Schrift", quantity="2")))
        (known,) = selling.all(Order)

        assert selling.sums(order_id=known.id) == {MILK: (0, 1_000), BOX: (0, 2)}

    def test_holds_the_item_that_is_sold_as_it_is(self, selling):
        arrive(selling, order(cake(name="Cardboard", catalog_object_id="VARIATION2", quantity="3")))
        (known,) = selling.all(Order)

        assert selling.sums(order_id=known.id) == {BOX: (0, 3)}

    def test_that_nobody_linked_goes_by_its_title(self, selling):
        arrive(selling, order(cake(catalog_object_id="VARIATION3")))
        (known,) = selling.all(Order)

        assert selling.sums(order_id=known.id) == {MILK: (0, 500), BOX: (0, 1)}

    def test_is_not_taken_for_the_thing_of_another_store(self, selling):
        with_store = selling.rows.get(Store, "flourlane")
        assert with_store is not None
        raw = json.dumps(order(cake(name="Something", catalog_object_id="VARIATION1"))).encode()
        (arrival,) = arrivals(raw, with_store, "square")
        selling.do(arrival.command, SERVICE_ACTOR)

        assert selling.sums() == selling.sums(order_id=None)

    def test_is_taken_again_from_the_same_product_when_its_number_changes(self, selling):
        arrive(selling, order(cake(name="Torte", quantity="1"), version=3))
        arrive(selling, order(cake(name="Torte", quantity="3"), version=4))
        (known,) = selling.all(Order)

        assert selling.sums(order_id=known.id) == {MILK: (0, 1_500), BOX: (0, 3)}
