"""Cancelled until handed over (X2, P04, O49-O51); after that it comes back as a return (W02)."""

from __future__ import annotations

import pytest

from data.kitchen.label import LabelJob
from data.line.complete import CompleteFilling
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff
from data.orders.cancelling import CancelOrder
from data.orders.handover import HandOverOrder, ReturnOrder
from data.orders.order import OrderReturn
from data.stock.item import InventoryTxn
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO, BOX, BOXES_AT_FIRST, MILK, MILK_AT_FIRST, SUE
from tests.support.dockets import cake, docket
from tests.support.walk import advance, complete_all

STATUSES = ("PENDING", "CONFIRMED", "PREPARING", "READY")


def at_status(bakery: Bakery, status: str) -> None:
    bakery.take_in(docket(due_date=None if status == "PENDING" else "2026-11-28"))
    if status == "PREPARING":
        bakery.must(PrintBarcode(bakery.ticket("20001").id), ANA)
    if status in ("READY", "COMPLETED"):
        complete_all(bakery, bakery.ticket("20001"))
    if status == "COMPLETED":
        bakery.must(HandOverOrder(bakery.order("20001").id), ANA)
    assert bakery.order("20001").status == status


def cancel(bakery: Bakery, reason: str = "never mind"):
    return bakery.do(CancelOrder(bakery.order("20001").id, reason), SUE)


@pytest.mark.parametrize("status", STATUSES)
def test_an_order_can_be_cancelled_until_it_is_handed_over(bakery, status):
    at_status(bakery, status)
    receipt = cancel(bakery)

    order = bakery.order("20001")
    assert (receipt.status, order.status, order.cancel_reason) == ("applied", "CANCELLED", "never mind")
    assert order.cancelled_at == bakery.machine.at


def test_after_that_it_is_refused_and_the_way_is_named(bakery):
    at_status(bakery, "COMPLETED")
    receipt = cancel(bakery)

    assert (receipt.status, receipt.code) == ("refused", "completed")
    assert "return_order" in receipt.says
    assert bakery.order("20001").status == "COMPLETED"


class TestTheTickets:
    def test_lose_who_had_them_and_stop_the_next_scan(self, bakery):
        at_status(bakery, "PREPARING")
        ticket = bakery.ticket("20001")
        bakery.must(AssignStaff(ticket.id, ANA.staff_id), ANA)
        cancel(bakery)

        after = bakery.ticket("20001")
        assert (after.assignee_id, after.stage, after.in_queue) == (None, "Filling", True)
        (stop,) = bakery.notices("cancelled")
        assert (stop.level, stop.staff_id) == ("stop", ANA.staff_id)
        assert bakery.do(CompleteFilling(ticket.id)).code == "cancelled"

    def test_whose_label_still_waits_for_a_printer_get_none(self, bakery):
        at_status(bakery, "PREPARING")
        assert [(j.kind, j.state) for j in bakery.all(LabelJob)] == [("ticket", "queued")]
        cancel(bakery)

        assert [(j.kind, j.state) for j in bakery.all(LabelJob)] == [("ticket", "voided")]

    def test_that_are_packed_are_to_be_resold_or_thrown_away(self, bakery):
        bakery.take_in(docket("20001", cake("1"), cake("2")))
        complete_all(bakery, bakery.ticket("20001-A"))
        cancel(bakery)

        assert [(n.code, n.level) for n in bakery.notices("resell_or_waste")] == [("resell_or_waste", "attention")]
        assert not bakery.ticket("20001-A").in_queue
        assert bakery.ticket("20001-B").in_queue
        assert [(j.kind, j.state) for j in bakery.all(LabelJob)] == [("packing", "voided")]


class TestTheStock:
    @pytest.mark.parametrize("stage", ["Filling", "Covering", "Decorating", "Packing"])
    def test_of_an_order_cancelled_before_complete_sums_to_nothing(self, bakery, stage):
        bakery.take_in()
        advance(bakery, bakery.ticket("20001"), stage)
        cancel(bakery)

        assert bakery.sums(order_id=bakery.order("20001").id) == {MILK: (0, 0), BOX: (0, 0)}
        assert (bakery.item(MILK).reserved, bakery.item(BOX).reserved) == (0, 0)

    def test_that_was_used_is_booked_as_waste_and_the_shelf_stays_as_empty_as_it_is(self, bakery):
        bakery.take_in()
        advance(bakery, bakery.ticket("20001"), "Covering")
        cancel(bakery)

        wasted = {t.item_id: t.on_hand_delta for t in bakery.all(InventoryTxn) if t.kind == "waste"}
        assert wasted == {MILK: -500, BOX: -1}
        assert (bakery.item(MILK).on_hand, bakery.item(BOX).on_hand) == (MILK_AT_FIRST - 500, BOXES_AT_FIRST - 1)

    def test_of_a_packed_cake_stays_used_for_there_it_stands(self, bakery):
        at_status(bakery, "READY")
        cancel(bakery)

        assert bakery.sums(order_id=bakery.order("20001").id) == {MILK: (-500, 0), BOX: (-1, 0)}

    def test_is_not_held_again_by_work_on_a_cancelled_ticket(self, bakery):
        bakery.take_in()
        cancel(bakery)
        bakery.settle(CompleteFilling(bakery.ticket("20001").id), ANA)

        assert bakery.sums(order_id=bakery.order("20001").id) == {MILK: (0, 0), BOX: (0, 0)}
        assert bakery.item(MILK).on_hand == MILK_AT_FIRST

    @pytest.mark.parametrize("unit", [1, 3])
    def test_of_a_live_order_sums_to_what_it_takes_before_and_after_filling(self, bakery, unit):
        bakery.take_in(docket("20001", cake(size="Large", quantity=unit)))
        order = bakery.order("20001")
        net = [{item: a - b for item, (a, b) in bakery.sums(order_id=order.id).items()}]
        complete_all(bakery, *bakery.tickets(order))
        net.append({item: a - b for item, (a, b) in bakery.sums(order_id=order.id).items()})

        assert net == [{MILK: -900 * unit, BOX: -unit}] * 2


class TestHandOver:
    def test_completes_once_and_says_so_once(self, bakery):
        at_status(bakery, "READY")
        order = bakery.order("20001")
        assert bakery.do(HandOverOrder(order.id), BO).status == "applied"
        assert bakery.do(HandOverOrder(order.id), BO).code == "already_handed_over"

        after = bakery.order("20001")
        assert (after.handed_over_by, after.handed_over_at) == ("bo", bakery.machine.at)
        assert bakery.events(order.id).count("order.completed") == 1

    def test_undone_withdraws_what_it_said(self, bakery):
        at_status(bakery, "READY")
        order = bakery.order("20001")
        bakery.undo(bakery.must(HandOverOrder(order.id), BO), BO)
        assert bakery.order("20001").status == "READY"

        bakery.must(HandOverOrder(order.id), BO)
        told = [e for e in bakery.events(order.id) if e.startswith("order.") and e != "order.placed"]
        assert told == ["order.ready", "order.completed", "order.completed_withdrawn", "order.completed"]


class TestReturns:
    def test_are_recorded_and_change_neither_stage_nor_status(self, bakery):
        at_status(bakery, "COMPLETED")
        order = bakery.order("20001")
        receipt = bakery.do(ReturnOrder(order.id, "it melted", 500), SUE)

        assert receipt.status == "applied"
        assert [(r.reason, r.amount, r.staff_id) for r in bakery.all(OrderReturn)] == [("it melted", 500, "sue")]
        assert bakery.order("20001") == order
        assert bakery.ticket("20001").stage == "Complete"
        assert bakery.do(ReturnOrder(order.id, "it melted", 500), SUE).code == "already_returned"

    @pytest.mark.parametrize("amount", [-1, 8_901, 10**18])
    def test_give_back_no_more_than_was_paid(self, bakery, amount):
        at_status(bakery, "COMPLETED")

        assert bakery.do(ReturnOrder(bakery.order("20001").id, "it melted", amount), SUE).code == "amount"

    def test_need_a_reason(self, bakery):
        at_status(bakery, "COMPLETED")

        assert bakery.do(ReturnOrder(bakery.order("20001").id, "  ", 1), SUE).code == "reason_needed"


class TestEventsOfAnOrder:
    """X9, W15, W16: items one by one, ready at the last, withdrawn when one goes back, completed at hand-over."""

    def test_in_the_order_of_a_good_day(self, bakery):
        bakery.take_in(docket("20001", cake(quantity=2)))
        order = bakery.order("20001")
        for ticket in bakery.tickets(order):
            complete_all(bakery, ticket)
        bakery.must(HandOverOrder(order.id), BO)

        each = ["item.prepared", "ticket.completed"]
        assert bakery.events(order.id) == ["order.placed", *each, *each, "order.ready", "order.completed"]

    def test_when_quality_control_sends_one_back(self, bakery):
        at_status(bakery, "READY")
        order = bakery.order("20001")
        bakery.must(QcReturnToDecorating(bakery.ticket("20001").id, "a crack"), SUE)
        assert bakery.order("20001").status == "PREPARING"
        complete_all(bakery, bakery.ticket("20001"))

        cycle = ["item.prepared", "ticket.completed", "order.ready"]
        assert bakery.events(order.id) == ["order.placed", *cycle, "order.ready_withdrawn", *cycle]
