"""A cancelled or changed ticket stops the next scan until somebody has seen it; struck out until then (O47, O50)."""

from __future__ import annotations

from dataclasses import replace

from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteCovering, CompleteFilling
from data.orders.cancelling import CancelOrder
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO, SUE
from tests.support.dockets import cake, docket


def changed_and_cancelled(bakery: Bakery) -> dict[str, str]:
    """Two stops on one ticket in work; answers the ids of their notices by code."""
    order = docket()
    bakery.take_in(order)
    bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
    bakery.take_in(replace(order, lines=(cake(writing="For Ada"),), updated_at=(order.updated_at or 0) + 1))
    bakery.must(CancelOrder(bakery.order("20001").id, "never mind"), SUE)
    return {n.code: n.id for n in bakery.notices("changed", "cancelled")}


def test_a_struck_out_ticket_stays_until_its_last_stop_is_seen(bakery):
    stops = changed_and_cancelled(bakery)
    bakery.must(Acknowledge(stops["changed"]), ANA)
    assert bakery.ticket("20001").in_queue

    bakery.must(Acknowledge(stops["cancelled"]), ANA)
    assert not bakery.ticket("20001").in_queue


def test_the_worst_is_said_first(bakery):
    changed_and_cancelled(bakery)
    receipt = bakery.do(CompleteCovering(bakery.ticket("20001").id), ANA)

    assert (receipt.status, receipt.code) == ("refused", "cancelled")
    assert "CANCELLED: never mind" in receipt.says


def test_after_it_was_seen_the_scan_is_recorded_as_work_on_a_cancelled_ticket(bakery):
    stops = changed_and_cancelled(bakery)
    for notice_id in stops.values():
        bakery.must(Acknowledge(notice_id), ANA)
    receipt = bakery.do(CompleteCovering(bakery.ticket("20001").id), ANA)

    assert (receipt.status, receipt.code) == ("merged", "on_cancelled")
    assert bakery.ticket("20001").cancelled_at is not None
    assert not bakery.ticket("20001").in_queue
    assert bakery.order("20001").status == "CANCELLED"
    assert [n.level for n in bakery.notices("worked_on_cancelled")] == ["attention"]


def test_who_saw_it_is_kept_and_a_second_look_changes_nothing(bakery):
    stops = changed_and_cancelled(bakery)
    bakery.must(Acknowledge(stops["cancelled"]), BO)
    again = bakery.do(Acknowledge(stops["cancelled"]), ANA)

    assert (again.status, again.code) == ("noop", "already_acknowledged")
    row = "SELECT acknowledged_by, acknowledged_at FROM notice WHERE id = ?"
    assert bakery.database.rows(row, [stops["cancelled"]]) == [("bo", bakery.machine.at)]


def test_a_notice_nobody_wrote_is_refused(bakery):
    assert bakery.do(Acknowledge("none")).code == "no_such_notice"
