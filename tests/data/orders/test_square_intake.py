"""A Square order comes in by the same door as every other, and its version says which form of it is newer."""

from __future__ import annotations

import json
from typing import Any

from data.core.actor import SERVICE_ACTOR
from data.kitchen.ticket import Ticket
from data.orders.arrival import arrivals
from data.orders.order import DeadLetter, Order, Transaction
from data.organization.store import Store
from data.replica.issue import Receipt
from tests.data.orders.test_square_docket import cake, order
from tests.support.bakery import Bakery


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
