"""One table maps tickets to an order's status, in both vocabularies (X1, P03, W01)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.orders.status import CANCELLABLE, FORWARD_EDGES, IN_PROG, announced
from tests.support.cast import ANA
from tests.support.dockets import cake, candles, docket
from tests.support.walk import advance, complete_all

LIFECYCLE = ("PENDING", "CONFIRMED", "PREPARING", "READY", "COMPLETED")
OTHER_WORDS = ("PENDING", "CONFIRMED", "IN_PROG", "READY", "COMPLETED")


def test_both_vocabularies_name_the_same_five():
    assert tuple(IN_PROG.get(status, status) for status in LIFECYCLE) == OTHER_WORDS


def test_the_edges_are_the_drawn_ones_and_a_failed_payment_waits_beside_them():
    drawn = set(pairwise(LIFECYCLE))

    assert drawn | {("PENDING", "PAYMENT_FAILED"), ("PAYMENT_FAILED", "CONFIRMED")} == FORWARD_EDGES
    assert set(CANCELLABLE) == {*LIFECYCLE[:-1], "PAYMENT_FAILED"}


class TestPreparing:
    def test_begins_with_a_label(self, bakery):
        bakery.take_in()
        bakery.must(PrintBarcode(bakery.ticket("20001").id), ANA)

        assert bakery.order("20001").status == "PREPARING"

    def test_begins_with_a_scan(self, bakery):
        bakery.take_in(docket("20001", cake(quantity=2)))
        advance(bakery, bakery.ticket("20001-A"), "Covering")

        assert bakery.order("20001").status == "PREPARING"

    def test_begins_with_packing_where_there_is_nothing_to_make(self, bakery):
        bakery.take_in(docket("20001", candles()))
        bakery.must(StartPacking(bakery.ticket("20001").id), ANA)

        assert bakery.order("20001").status == "PREPARING"

    def test_lasts_while_one_ticket_is_open(self, bakery):
        bakery.take_in(docket("20001", cake(quantity=2)))
        complete_all(bakery, bakery.ticket("20001-A"))
        assert bakery.order("20001").status == "PREPARING"

        complete_all(bakery, bakery.ticket("20001-B"))
        assert bakery.order("20001").status == "READY"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("PREPARING", "READY", ("order.ready",)),
        ("READY", "PREPARING", ("order.ready_withdrawn",)),
        ("READY", "COMPLETED", ("order.completed",)),
        ("COMPLETED", "READY", ("order.completed_withdrawn",)),
        ("PREPARING", "COMPLETED", ("order.ready", "order.completed")),
        ("COMPLETED", "PREPARING", ("order.completed_withdrawn", "order.ready_withdrawn")),
        ("PREPARING", "PREPARING", ()),
        ("READY", "CANCELLED", ()),
        ("CANCELLED", "CANCELLED", ()),
    ],
)
def test_what_moves_is_announced_and_what_was_announced_too_early_is_withdrawn(before, after, told):
    assert announced(before, after) == told
