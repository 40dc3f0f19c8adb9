"""An order changes after it was taken in: by the shop, or by a supervisor who edits it (O44-O47)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from data.core.packed import pack, unpack
from data.kitchen.history import StageEvent
from data.kitchen.stages import COMPLETE
from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteFilling
from data.line.printing import PrintBarcode
from data.line.tend import AssignStaff
from data.orders.docket import Docket
from data.orders.editing import ModifyOrder
from data.orders.order import READY
from data.questions.queue import QueueFilter, queue_for
from data.stock.commands import AdjustStock, ReceiveStock
from data.stock.item import InventoryTxn
from data.stock.setting_up import AddItem, AddProduct
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BOX, BOXES_AT_FIRST, MILK, MILK_AT_FIRST, SATURDAY_WEEK, SPONGE, SUE, TODAY
from tests.support.dockets import cake, candles, docket, gift_card
from tests.support.walk import complete_all, to_stage


def modify(order_id: str, reason: str = "the customer called", seen: dict[str, Any] | None = None, **changes: Any):
    return ModifyOrder(order_id, pack(changes), reason, pack(seen or {}))


def again(order: Docket, *lines: Any, **given: Any) -> Docket:
    """The same order in a newer form."""
    return replace(order, lines=lines or order.lines, updated_at=(order.updated_at or 0) + 1_000, **given)


def balances(bakery: Bakery) -> dict[str, tuple[int, int]]:
    return {item: (bakery.item(item).on_hand, bakery.item(item).reserved) for item in (MILK, BOX)}


def ledger_is_the_balance(bakery: Bakery) -> bool:
    return balances(bakery) == bakery.sums()


class TestTheShopChangesAnOrder:
    def test_a_moved_date_moves_its_tickets_in_the_queue(self, bakery):
        first = docket("20001", due_date=SATURDAY_WEEK)
        bakery.take_in(first)
        bakery.take_in(docket("20002"))
        assert queue_of(bakery) == ["bannos-20002", "bannos-20001"]

        receipt = bakery.take_in(again(first, due_date=TODAY))

        assert (receipt.status, receipt.code) == ("applied", "changed")
        assert queue_of(bakery) == ["bannos-20001", "bannos-20002"]

    def test_old_holds_are_released_and_new_ones_taken(self, bakery):
        before = balances(bakery)
        order = docket()
        bakery.take_in(order)
        bakery.take_in(again(order, cake(size="Large")))

        assert bakery.item(MILK).reserved == before[MILK][1] + 900
        assert ledger_is_the_balance(bakery)

    def test_back_and_forth_balances_to_nothing(self, bakery):
        order = docket()
        bakery.take_in(order)
        before = balances(bakery)
        bakery.take_in(again(order, cake(size="Large")))
        bakery.take_in(again(again(order)))

        assert balances(bakery) == before
        assert ledger_is_the_balance(bakery)

    def test_one_line_grows_while_another_goes_and_the_balance_is_still_the_ledger(self, bakery):
        order = docket("20001", cake("1"), cake("2"))
        bakery.take_in(order)
        bakery.take_in(again(order, cake("1", size="Large"), cake("2", quantity=0)))

        assert bakery.item(MILK).reserved == 900
        assert ledger_is_the_balance(bakery)

    def test_a_cake_added_later_takes_the_next_letter(self, bakery):
        order = docket("20001", cake(quantity=2))
        bakery.take_in(order)
        bakery.take_in(again(order, cake(quantity=3)))

        assert codes(bakery, "20001") == ["B20001A", "B20001B", "B20001C"]

    def test_a_cake_added_to_a_single_one_is_b(self, bakery):
        order = docket()
        bakery.take_in(order)
        bakery.take_in(again(order, cake(quantity=2)))

        assert codes(bakery, "20001") == ["B20001", "B20001B"]

    def test_the_letter_of_a_removed_cake_is_never_used_again(self, bakery):
        order = docket("20001", cake("1"), cake("2"))
        bakery.take_in(order)
        bakery.take_in(again(order, cake("1"), cake("2", quantity=0)))
        bakery.take_in(again(again(order), cake("1"), cake("3", SPONGE)))

        assert codes(bakery, "20001") == ["B20001A", "B20001B", "B20001C"]
        assert [t.cancelled_at is None for t in bakery.tickets(bakery.order("20001"))] == [True, False, True]

    def test_a_cake_that_was_taken_off_and_is_wanted_again_is_not_forgotten(self, bakery):
        order = docket("20001", cake(quantity=2))
        bakery.take_in(order)
        bakery.take_in(again(order, cake(quantity=1)))
        bakery.take_in(again(again(order), cake(quantity=2)))
        assert live(bakery, "20001") == ["B20001A", "B20001C"]

        bakery.take_in(again(again(again(order)), cake(quantity=2, writing="For Ada")))
        assert live(bakery, "20001") == ["B20001A", "B20001C"]
        assert {t.writing for t in bakery.tickets(bakery.order("20001")) if not t.cancelled_at} == {"For Ada"}
        assert ledger_is_the_balance(bakery)

    def test_of_fewer_cakes_the_ones_furthest_along_are_kept(self, bakery):
        order = docket("20001", cake(quantity=3))
        bakery.take_in(order)
        bakery.must(CompleteFilling(bakery.ticket("20001-C").id), ANA)
        bakery.take_in(again(order, cake(quantity=1)))

        assert live(bakery, "20001") == ["B20001C"]

    def test_when_everything_is_taken_off_somebody_is_asked_to_cancel(self, bakery):
        order = docket("20001", cake("1"))
        bakery.take_in(order)
        bakery.take_in(again(order, cake("1", quantity=0)))

        assert live(bakery, "20001") == []
        assert len(bakery.notices("nothing_left")) == 1

    def test_a_line_that_comes_back_is_made_anew(self, bakery):
        order = docket("20001", cake("1"), cake("2"))
        bakery.take_in(order)
        bakery.take_in(again(order, cake("1")))
        bakery.take_in(again(again(order), cake("1"), cake("2")))

        assert live(bakery, "20001") == ["B20001A", "B20001C"]

    def test_the_same_content_changes_nothing(self, bakery):
        order = docket()
        bakery.take_in(order)
        receipt = bakery.take_in(order)

        assert (receipt.status, receipt.code) == ("noop", "duplicate")

    def test_an_older_form_than_the_known_one_changes_nothing(self, bakery):
        order = docket()
        bakery.take_in(again(order, due_date=TODAY))
        receipt = bakery.take_in(order)

        assert (receipt.status, receipt.code) == ("noop", "stale")
        assert bakery.order("20001").due_date == TODAY


class TestTheStatusFollows:
    def test_a_cake_added_to_a_ready_order_withdraws_it(self, bakery):
        order = docket()
        bakery.take_in(order)
        complete_all(bakery, bakery.ticket("20001"))
        bakery.take_in(again(order, cake(quantity=2)))

        assert bakery.order("20001").status == "PREPARING"
        assert bakery.events()[-1] == "order.ready_withdrawn"

    def test_the_last_unfinished_cake_taken_off_makes_the_order_ready(self, bakery):
        order = docket("20001", cake("1"), cake("2"))
        bakery.take_in(order)
        complete_all(bakery, bakery.ticket("20001-A"))
        bakery.take_in(again(order, cake("1")))

        assert bakery.order("20001").status == READY
        assert bakery.events().count("order.ready") == 1


class TestShortStock:
    def test_a_change_to_less_than_there_is_clears_the_flag(self, bakery):
        bakery.must(AdjustStock(MILK, 600 - MILK_AT_FIRST, "spilt"), SUE)
        order = docket("20001", cake(size="Large"))
        bakery.take_in(order)
        assert bakery.ticket("20001").inventory_blocked

        bakery.take_in(again(order, cake(size="Small")))

        assert not bakery.ticket("20001").inventory_blocked

    def test_a_change_to_more_than_there_is_raises_it(self, bakery):
        bakery.must(AdjustStock(MILK, 600 - MILK_AT_FIRST, "spilt"), SUE)
        order = docket("20001", cake(size="Small"))
        bakery.take_in(order)
        assert not bakery.ticket("20001").inventory_blocked

        bakery.take_in(again(order, cake(size="Large")))

        assert bakery.ticket("20001").inventory_blocked
        assert len(bakery.notices("inventory_blocked")) == 1


class TestASupervisorEdits:
    def test_every_field_that_was_seen_is_still_so_or_it_is_a_conflict(self, bakery):
        bakery.take_in()
        order = bakery.order("20001")
        assert bakery.do(modify(order.id, due_date=TODAY, seen={"due_date": order.due_date}), SUE).status == "applied"

        late = bakery.do(modify(order.id, due_date=SATURDAY_WEEK, seen={"due_date": order.due_date}), ADI)

        assert (late.status, late.code) == ("refused", "conflict")
        assert "due_date" in late.says
        assert bakery.order("20001").due_date == TODAY

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"due_date": "someday"}, "due_date"),
            ({"method": "drone"}, "method"),
            ({"colour": "red"}, "unknown_field"),
            ({"customer": 5}, "bad_value"),
            ({"lines": {"1": {"quantity": -1}}}, "quantity"),
            ({"lines": {"1": {"quantity": True}}}, "quantity"),
            ({"lines": {"1": {"size": 9}}}, "bad_value"),
            ({"lines": {"1": {"title": " "}}}, "product"),
            ({"lines": {"1": {"title": None}}}, "product"),
            ({"lines": {"1": {"colour": "red"}}}, "unknown_field"),
            ({"lines": {"7": {"quantity": 1}}}, "product"),
        ],
        ids=str,
    )
    def test_what_makes_no_sense_is_refused(self, bakery, changes, code):
        bakery.take_in()
        before = bakery.order("20001")
        receipt = bakery.do(modify(before.id, **changes), SUE)

        assert (receipt.status, receipt.code) == ("refused", code)
        assert bakery.order("20001") == before

    def test_the_same_edit_again_is_nothing_new(self, bakery):
        bakery.take_in()
        order = bakery.order("20001")
        bakery.do(modify(order.id, due_date="28/11/2026"), SUE)
        receipt = bakery.do(modify(order.id, due_date="2026-11-28"), SUE)

        assert (receipt.status, receipt.code) == ("noop", "unchanged")

    def test_a_held_order_can_be_edited_while_it_is_held(self, bakery):
        bakery.take_in(docket(due_date=None))
        order = bakery.order("20001")
        first = bakery.do(modify(order.id, note="call first"), SUE)
        second = bakery.do(modify(order.id, note="call at noon"), SUE)
        last = bakery.do(modify(order.id, due_date=TODAY), SUE)

        assert [first.code, second.code, last.code] == ["held", "held", "applied"]
        assert bakery.order("20001").status == "CONFIRMED"
        assert not bakery.notices("held")


class TestAChangeAtTheBench:
    """O47: work began, so the change stops the next scan until somebody has seen it."""

    def test_a_change_before_any_work_needs_no_notice(self, bakery):
        order = docket()
        bakery.take_in(order)
        bakery.take_in(again(order, cake(writing="For Ada")))

        assert not bakery.notices("changed")

    @pytest.mark.parametrize("begun", ["printed", "filled"])
    def test_the_next_scan_is_stopped_until_it_is_acknowledged(self, bakery, begun):
        order = docket()
        bakery.take_in(order)
        ticket = bakery.ticket("20001")
        bakery.must(PrintBarcode(ticket.id) if begun == "printed" else CompleteFilling(ticket.id), ANA)
        bakery.must(AssignStaff(ticket.id, ANA.staff_id), ANA)
        bakery.take_in(again(order, cake(writing="For Ada")))

        (notice,) = bakery.notices("changed")
        assert (notice.level, notice.ticket_id, notice.staff_id) == ("stop", ticket.id, ANA.staff_id)
        assert "writing none -> For Ada" in notice.text

        command = to_stage(bakery, ticket)
        assert bakery.do(command).code == "changed"
        bakery.must(Acknowledge(notice.id), ANA)
        assert bakery.do(command).status == "applied"

    def test_history_keeps_the_reason(self, bakery):
        bakery.take_in()
        order = bakery.order("20001")
        bakery.do(modify(order.id, reason="wedding moved", due_date=TODAY), SUE)

        told = [unpack(event.detail) for event in bakery.all(StageEvent) if event.name == "order_modified"]
        assert told == [{"changes": {"due_date": TODAY}, "reason": "wedding moved"}]

    def test_a_packed_cake_that_changes_is_for_the_supervisor(self, bakery):
        order = docket("20001", cake("1"), cake("2"))
        bakery.take_in(order)
        complete_all(bakery, bakery.ticket("20001-A"))
        bakery.take_in(again(order, cake("1", writing="Too late"), cake("2")))

        assert [n.level for n in bakery.notices("changed")] == ["attention"]
        assert bakery.ticket("20001-A").stage == COMPLETE

    def test_stock_already_used_is_not_held_again(self, bakery):
        order = docket()
        bakery.take_in(order)
        bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
        bakery.take_in(again(order, cake(size="Large")))

        assert balances(bakery) == {MILK: (MILK_AT_FIRST - 500, 0), BOX: (BOXES_AT_FIRST - 1, 0)}


def test_accessories_that_change_are_shown_too(bakery):
    order = docket("20001", cake(), candles(quantity=1))
    bakery.take_in(order)
    bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
    bakery.take_in(again(order, cake(), candles(quantity=3)))

    assert unpack(bakery.ticket("20001").accessories) == [["Candles", 3]]
    assert "accessories" in bakery.notices("changed")[0].text


def test_a_gift_card_order_to_which_a_cake_is_added_is_work(bakery):
    order = docket("20001", gift_card())
    bakery.take_in(order)
    assert bakery.order("20001").status == "COMPLETED"

    bakery.take_in(again(order, gift_card(), cake()))
    bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)

    assert bakery.order("20001").status == "PREPARING"
    assert bakery.order("20001").handed_over_at is None


def test_stock_that_is_received_is_in_the_ledger_too(bakery):
    bakery.must(ReceiveStock(MILK, 500), SUE)

    assert ledger_is_the_balance(bakery)


def queue_of(bakery: Bakery) -> list[str]:
    return [line.human_id for line in queue_for(bakery.database, QueueFilter("bannos"), TODAY)]


def codes(bakery: Bakery, number: str) -> list[str]:
    return [t.code for t in bakery.tickets(bakery.order(number))]


def live(bakery: Bakery, number: str) -> list[str]:
    return [t.code for t in bakery.tickets(bakery.order(number)) if t.cancelled_at is None]


class TestWhatASkuNames:
    """A shop that counts each flavour sells each under a SKU of its own: what is held is what is baked."""

    @pytest.fixture
    def counted(self, bakery: Bakery) -> Bakery:
        for flavour in ("Mango", "Lemon"):
            item, sku = f"{flavour.lower()}-cake", f"GEL-{flavour.upper()}"
            bakery.must(AddItem(item, "bannos", f"{flavour} cake", "pc"), ADI)
            bakery.must(AddProduct(f"gelato-{flavour}", "bannos", f"Gelato Cake / {flavour}", sku, item), ADI)
        return bakery

    def reserved(self, bakery: Bakery) -> tuple[int, int]:
        return bakery.item("mango-cake").reserved, bakery.item("lemon-cake").reserved

    @pytest.mark.parametrize("flavour", ["Lemon", "Mango"])
    def test_the_shop_sells_another_one_under_the_same_line(self, counted, flavour):
        order = docket("20001", cake(sku="GEL-MANGO", flavour="Mango"))
        counted.take_in(order)
        assert self.reserved(counted) == (1, 0)

        counted.take_in(again(order, cake(sku="GEL-LEMON", flavour=flavour)))

        assert self.reserved(counted) == (0, 1)

    def test_one_that_is_filled_is_not_held_again(self, counted):
        order = docket("20001", cake(sku="GEL-MANGO", flavour="Mango"))
        (ticket_id,) = counted.take_in(order).ticket_ids
        counted.must(CompleteFilling(ticket_id), ANA)

        counted.take_in(again(order, cake(sku="GEL-LEMON", flavour="Lemon")))

        assert (self.reserved(counted), counted.item("mango-cake").on_hand) == ((0, 0), -1)

    def test_one_that_took_nothing_and_is_filled_holds_nothing_for_ever(self, counted):
        order = docket("20001", cake(title="Nobody's cake"))
        (ticket_id,) = counted.take_in(order).ticket_ids
        counted.must(CompleteFilling(ticket_id), ANA)

        counted.take_in(again(order, cake(title=SPONGE)))

        assert counted.item(BOX).reserved == 0

    @pytest.mark.parametrize("changed", [{"title": SPONGE}, {"size": "Large"}, {"flavour": "Lemon"}])
    def test_a_person_makes_it_another_one(self, counted, changed):
        """The SKU of the line names what the customer wanted first."""
        receipt = counted.take_in(docket("20001", cake(sku="GEL-MANGO", flavour="Mango")))
        counted.must(modify(receipt.order_id, lines={"1": changed}), SUE)

        assert self.reserved(counted) == (0, 0)
        assert counted.item(BOX).reserved == 1, "what it is called has a recipe"
        assert counted.sums()[BOX] == (BOXES_AT_FIRST, 1)

    def test_another_writing_leaves_it_what_it_is(self, counted):
        receipt = counted.take_in(docket("20001", cake(sku="GEL-MANGO", flavour="Mango")))
        before = counted.all(InventoryTxn)
        counted.must(modify(receipt.order_id, lines={"1": {"writing": "For Ada", "size": "Medium"}}), SUE)

        assert counted.all(InventoryTxn) == before

    def test_a_sku_with_a_recipe_for_each_size_keeps_it(self, counted):
        counted.must(AddProduct("tart", "bannos", "Tart", "TART", None, (("", MILK, 10), ("Large", MILK, 30))), ADI)
        receipt = counted.take_in(docket("20001", cake(title="Lemon Tart", sku="TART")))
        counted.must(modify(receipt.order_id, lines={"1": {"size": "Large"}}), SUE)

        assert counted.item(MILK).reserved == 30
