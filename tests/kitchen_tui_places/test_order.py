"""One order on the screen: its facts, its tickets, its history, and what may be done with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.core.actor import Actor
from data.core.clock import MINUTE
from data.core.packed import pack
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.line.tend import AssignStaff, SetStorage
from data.orders.editing import ModifyOrder
from data.orders.handover import HandOverOrder
from data.orders.order import Order, OrderReturn
from data.stock.ledger import HOLD
from data.stock.setting_up import AddProduct
from kitchen_tui.places.order import OrderPlace
from tests.kitchen_tui.at_work import BADGES, Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO, MILK, OLIVE, SPONGE, SUE
from tests.support.dockets import cake, docket


@pytest.fixture
def floor(kitchen: Kitchen) -> Bakery:
    """Two cakes for Ada; the first is on its way, and Bo has it."""
    bakery = kitchen.bakery
    at = kitchen.machine.at
    lines = (cake("1", flavour="Pistachio", writing="Happy Birthday"), cake("2", size="Large"))
    said = {"note": "Ring the bell\ntwice", "instructions": "Leave it at the door", "total": 17_800}
    bakery.take_in(docket("20001", *lines, window="10:00-12:00", window_from=600, window_to=720, **said))
    first = bakery.ticket("20001-A").id
    bakery.must(PrintBarcode(first), ANA, at=at + MINUTE)
    bakery.must(CompleteFilling(first), ANA, at=at + 5 * MINUTE)
    bakery.must(AssignStaff(first, BO.staff_id), SUE, at=at + 6 * MINUTE)
    bakery.must(SetStorage(first, "Fridge 2"), BO, at=at + 7 * MINUTE)
    kitchen.machine.at = at + 10 * MINUTE
    return bakery


@pytest.fixture
def room(kitchen: Kitchen, floor: Bakery) -> StillRoom:
    room = StillRoom(kitchen)
    room.enter(OrderPlace, floor.order("20001").id)
    return room


def place(room: StillRoom) -> OrderPlace:
    assert isinstance(room.place, OrderPlace)
    return room.place


def names(room: StillRoom) -> list[str]:
    return [deed.name for deed in place(room).deeds()]


def order(floor: Bakery) -> Order:
    return floor.order("20001")


def packed(floor: Bakery) -> None:
    for ticket in floor.tickets(order(floor)):
        for done in (CompleteFilling, CompleteCovering, CompleteDecorating, StartPacking, CompletePacking):
            floor.do(done(ticket.id), OLIVE)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_order_is_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    same(f"order-{size[0]}x{size[1]}", room.text(*size))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_its_form_is_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    place(room).do("modify")

    same(f"order-change-{size[0]}x{size[1]}", room.text(*size))


def test_the_number_stands_first_and_the_history_says_who_when_and_what(room: StillRoom) -> None:
    lines = room.text(157, 40).split("\n")

    assert lines[0].startswith(" 20001 ")
    history = "\n".join(lines)
    assert history.index("Put away: Fridge 2") < history.index("Assigned: Bo") < history.index("Filling done")
    assert "10:05" in history
    assert "Ana" in history
    assert "Bench" in history


def test_a_ticket_leads_to_its_order(kitchen: Kitchen, floor: Bakery) -> None:
    room = StillRoom(kitchen)
    room.enter(OrderPlace, floor.ticket("20001-B").id)

    assert "20001" in room.text(110, 27)


def test_what_is_no_order_is_said_to_be_none(kitchen: Kitchen) -> None:
    room = StillRoom(kitchen)
    room.enter(OrderPlace)
    assert "find the order by Search" in room.text(110, 27)

    room.enter(OrderPlace, "nothing")
    assert "no such order" in room.text(110, 27)
    assert place(room).deeds() == ()


@pytest.mark.parametrize(
    ("person", "deeds"),
    [(SUE, ["modify", "add", "label", "priority", "cancel"]), (ANA, ["label"]), (None, [])],
    ids=lambda v: v.name if isinstance(v, Actor) else "",
)
def test_everybody_sees_only_what_she_may_do(
    kitchen: Kitchen, floor: Bakery, person: Actor | None, deeds: list[str]
) -> None:
    room = StillRoom(kitchen, person)
    room.enter(OrderPlace, order(floor).id)

    assert names(room) == deeds


def test_a_change_reaches_order_ticket_and_stock_and_says_why(room: StillRoom, floor: Bakery) -> None:
    place(room).step(1)
    place(room).enter()
    room.fills(due_date="2026-12-01", size="medium", reason="she called")

    assert room.verdicts[-1].verdict == "accepted"
    assert order(floor).due_date == "2026-12-01"
    assert (floor.ticket("20001-B").size, floor.ticket("20001-A").size) == ("Medium", "Medium")
    assert floor.sums(order_id=order(floor).id, kind=HOLD)[MILK] == (0, 500 + 900 + 500)
    assert "she called" in room.text(157, 40)


def test_what_was_changed_meanwhile_is_a_conflict_and_nothing_is_overwritten(room: StillRoom, floor: Bakery) -> None:
    place(room).do("modify")
    changes = pack({"customer": "Grace"})
    floor.must(ModifyOrder(order(floor).id, changes, "another terminal"), OLIVE)
    room.fills(customer="Ada King", reason="she married")

    assert (room.verdicts[-1].code, order(floor).customer) == ("conflict", "Grace")
    assert "Ada King" in room.text(110, 27), "what was typed is not lost"
    room.fills()
    assert order(floor).customer == "Ada King"


def test_other_fields_than_the_changed_ones_are_left_alone(room: StillRoom, floor: Bakery) -> None:
    place(room).do("modify")
    floor.must(ModifyOrder(order(floor).id, pack({"method": "delivery"}), "another terminal"), OLIVE)
    room.fills(customer="Ada King", reason="she married")

    assert (order(floor).customer, order(floor).method) == ("Ada King", "delivery")
    assert order(floor).note == "Ring the bell\ntwice"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("due_date", "someday", "no day"),
        ("due_date", "2026-11-26", "past"),
        ("due_date", "", "needed"),
        ("customer", "  ", "needed"),
        ("size", "Huge", "no such size: Small, Medium, Large"),
        ("quantity", "-1", "A number from 0"),
        ("quantity", "1.5", "A number from 0"),
        ("title", "", "needed"),
        ("reason", "", "needed"),
    ],
)
def test_what_cannot_be_is_said_beneath_its_field(room: StillRoom, field: str, text: str, words: str) -> None:
    place(room).do("modify")
    room.fills(**({"reason": "because", "flavour": "Lemon"} | {field: text}))

    assert room.form is not None
    assert room.verdicts == []
    assert words in room.text(157, 40)


def test_a_product_that_is_not_sold_any_more_is_not_put_on_an_order(room: StillRoom, floor: Bakery) -> None:
    floor.database.run("UPDATE product SET active = ? WHERE id = 'sponge'", [False])
    room.ask()
    place(room).do("add")
    room.fills(title=SPONGE, reason="one more")

    assert "Sponge is not sold any more" in room.text(157, 40)


def test_what_another_store_sells_can_be_put_on_its_own_orders_only(kitchen: Kitchen) -> None:
    kitchen.bakery.must(AddProduct("tart", "flourlane", "Plum Tart", "PT-1"), OLIVE)
    kitchen.bakery.take_in(docket("30001", gid="gid://shopify/Order/7"), "flourlane")
    room = StillRoom(kitchen)
    room.enter(OrderPlace, kitchen.bakery.order("flourlane-30001").id)
    place(room).do("add")
    room.fills(title="pt-1", size="Medium", reason="she called")
    assert "There is no such size: Small, Large" in room.text(110, 27)

    room.fills(size="large")
    assert kitchen.bakery.ticket("flourlane-30001-B").product == "Plum Tart"


def test_its_form_says_day_and_time_as_people_here_write_them_and_reads_them_back(kitchen: Kitchen) -> None:
    taken = replace(docket("20009"), window="3:00 PM and 4:00 PM", window_from=900, window_to=960)
    kitchen.bakery.take_in(taken)
    room = StillRoom(kitchen)
    order = kitchen.bakery.all(Order)[0]
    room.enter(OrderPlace, order.id)
    place(room).do("modify")

    assert room.form is not None
    shown = room.form.values()
    assert (shown["due_date"], shown["window"]) == ("Sat 28 Nov 2026", "15:00-16:00")
    room.fills(note="Ring twice", reason="he called")

    after = kitchen.bakery.all(Order)[0]
    assert (after.due_date, after.due_window, after.note) == ("2026-11-28", "3:00 PM and 4:00 PM", "Ring twice")


def test_a_mistyped_sku_becomes_no_cake_of_that_name_unless_somebody_means_it(room: StillRoom, floor: Bakery) -> None:
    place(room).do("add")
    room.fills(title="SPNG-1", reason="one more")
    assert "no product of this store" in room.text(157, 40)
    assert room.verdicts == []

    room.fills()

    assert room.verdicts[-1].verdict == "accepted"
    assert "SPNG-1" in {ticket.product for ticket in floor.all(Ticket)}


def test_nothing_changed_is_not_a_change(room: StillRoom) -> None:
    place(room).do("modify")
    room.fills(reason="because")

    assert "Nothing is changed yet" in room.text(157, 40)


def test_one_more_thing_is_one_more_ticket(room: StillRoom, floor: Bakery) -> None:
    place(room).do("add")
    room.fills(title="sponge", size="small", reason="she called")

    added = floor.ticket("20001-C")
    assert (added.product, added.size) == (SPONGE, "Small")


def test_cancelling_asks_why_and_strikes_the_tickets_out(room: StillRoom, floor: Bakery) -> None:
    place(room).do("cancel")
    room.fills(reason="")
    assert room.form is not None
    room.fills(reason="no flour")

    assert (order(floor).status, order(floor).cancel_reason) == ("CANCELLED", "no flour")
    assert names(room) == []
    assert "no flour" in room.text(55, 12)


def test_a_packed_order_is_handed_over_and_can_then_only_come_back(room: StillRoom, floor: Bakery) -> None:
    packed(floor)
    room.ask()
    assert "hand_over" in names(room)
    place(room).do("hand_over")
    assert order(floor).status == "COMPLETED"
    assert [name for name in names(room) if name != "label"] == ["give_back"]

    place(room).do("give_back")
    room.fills(reason="cracked", amount="178.01")
    assert "more than" in room.text(110, 27)
    room.fills(amount="20")
    (back,) = floor.all(OrderReturn)
    assert (back.reason, back.amount) == ("cracked", 2_000)
    assert order(floor).status == "COMPLETED"
    assert "cracked" in room.text(110, 27)


def test_staff_hand_over_but_take_nothing_back(kitchen: Kitchen, floor: Bakery) -> None:
    packed(floor)
    room = StillRoom(kitchen, ANA)
    room.enter(OrderPlace, order(floor).id)
    assert names(room) == ["hand_over", "label"]

    floor.must(HandOverOrder(order(floor).id), ANA)
    room.ask()
    assert names(room) == ["label"]


def test_label_and_priority_are_those_of_the_chosen_ticket(room: StillRoom, floor: Bakery) -> None:
    place(room).step(1)
    place(room).do("label")
    assert (floor.ticket("20001-A").prints, floor.ticket("20001-B").prints) == (1, 1)

    place(room).do("priority")
    room.fills(priority="1")
    assert (floor.ticket("20001-A").priority_override, floor.ticket("20001-B").priority_override) == (None, 1)


def test_the_cursor_goes_down_into_the_history_and_keeps_its_ticket(room: StillRoom) -> None:
    for _step in range(4):
        place(room).step(1)
    text = room.text(110, 27).split("\n")
    assert next(line for line in text if line.startswith("▸")).strip("▸ ").startswith("10:0")
    place(room).do("priority")
    assert "B20001B" in room.text(110, 27)

    room.form = None
    place(room).step(-100)
    assert [line for line in room.text(110, 27).split("\n") if line.startswith("▸ B20001B")]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_is_cut_in_the_history_is_read_whole_where_the_cursor_stands(
    room: StillRoom, floor: Bakery, size: tuple[int, int]
) -> None:
    place(room).do("cancel")
    why = "the wedding is off, and the hotel wants its deposit back by Friday; Ada will ring again about the flowers"
    room.fills(reason=why)
    for _step in range(20):
        place(room).step(-1)
        room.text(*size)
    assert "ring again" not in room.text(55, 12)
    seen = ""
    for _step in range(8):
        place(room).step(1)
        lines = room.text(*size).split("\n")
        assert len(lines) <= size[1]
        assert any(line.startswith("▸") for line in lines)
        seen += " ".join(" ".join(lines).split())
    assert why in seen


def test_a_scan_of_its_ticket_chooses_it_and_any_other_goes_on(room: StillRoom, floor: Bakery) -> None:
    floor.take_in(docket("20002"))

    assert room.scans("B20001B")
    assert "▸ B20001B" in room.text(110, 27)
    assert not room.scans("B20002")
    assert not room.scans(BADGES["ana"])


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_of_a_customer_harms_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    for n, text in enumerate(RECORDED):
        lines = (cake("1", title=text or "?", size=text, flavour=text, writing=text, kept=((text, text),)),)
        kitchen.bakery.take_in(docket(str(30_001 + n), *lines, customer=text or "?", note=text, instructions=text))
        room = StillRoom(kitchen)
        room.enter(OrderPlace, kitchen.bakery.order(str(30_001 + n)).id)
        room.text(*size)
        place(room).do("modify" if "modify" in names(room) else "release")
        room.text(*size)


def test_a_long_history_and_many_tickets_are_drawn_a_page_at_a_time(kitchen: Kitchen) -> None:
    lines = [cake(str(n), quantity=12) for n in range(25)]
    kitchen.bakery.take_in(docket("20009", *lines))
    room = StillRoom(kitchen)
    room.enter(OrderPlace, kitchen.bakery.order("20009").id)
    assert "B20009A" in room.text(110, 27)

    place(room).step(299)
    assert "B20009-300" in room.text(110, 27)
    place(room).step(1)
    place(room).step(-(10**9))
    assert "▸ B20009A" in room.text(110, 27)
