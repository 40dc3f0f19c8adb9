"""Finished tickets: found by day, place and text; put on a shelf by scanning; handed over."""

from __future__ import annotations

import pytest

from data.core.actor import Actor
from data.core.clock import HOUR
from data.kitchen.label import LabelJob
from data.kitchen.ticket import Ticket
from data.line.tend import SetStorage
from kitchen_tui.places.completed import Completed
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import hostile
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.line_day import a_morning
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ANA, SUE
from tests.support.dockets import cake, docket
from tests.support.walk import complete_all


@pytest.fixture
def morning(kitchen: Kitchen) -> Kitchen:
    """A Friday at ten: one in the fridge, one handed over, two of an order of which one is not made yet."""
    a_morning(kitchen.bakery)
    complete_all(kitchen.bakery, kitchen.ticket("20005-A"), kitchen.ticket("20004"))
    return kitchen


def completed(kitchen: Kitchen, person: Actor = SUE) -> tuple[StillRoom, Completed]:
    room = StillRoom(kitchen, person)
    place = room.enter(Completed)
    assert isinstance(place, Completed)
    return room, place


def numbers(place: Completed) -> set[str]:
    return {line.order_number for line in place.listing.items}


def keys(place: Completed) -> set[str]:
    return {deed.name for deed in place.deeds()}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_is_drawn_like_its_picture(morning, size):
    room, _place = completed(morning)
    same(f"completed-{size[0]}", room.text(*size))


def test_each_says_where_it_stands_and_whether_it_left(morning):
    room, _place = completed(morning)
    drawn = [" ".join(line.split()) for line in room.text(*SIZES[1]).splitlines()]

    assert any("20006" in line and line.endswith("Fridge 2 ready") for line in drawn)
    assert any("20007" in line and line.endswith("handed over") for line in drawn)
    assert any("20005-A" in line and line.endswith("not complete") for line in drawn)


def test_only_what_is_still_here(morning):
    _room, place = completed(morning)
    place.do("here")

    assert numbers(place) == {"20004", "20005", "20006"}


def test_a_key_goes_through_the_places(morning):
    room, place = completed(morning)
    place.do("place")
    assert numbers(place) == {"20006"}
    assert "Fridge 2" in room.text(*SIZES[0]).splitlines()[0]
    place.do("place")
    assert numbers(place) == {"20004", "20005", "20007"}
    assert "no place" in room.text(*SIZES[0])
    place.do("place")
    assert len(numbers(place)) == 4


def test_days_by_key_and_by_typing(morning):
    morning.machine.at += 26 * HOUR
    room, place = completed(morning)
    for expected in (4, 4, 0):
        place.do("time")
        assert len(numbers(place)) == expected, place.view
    place.typed("27.11.2026")
    assert len(numbers(place)) == 4
    assert "Fri 27 Nov" in room.text(*SIZES[0])
    place.typed("28 Nov 2026")
    assert numbers(place) == set()
    assert place.back()
    assert not place.back()


def test_typed_text_looks_for_number_customer_and_place(morning):
    _room, place = completed(morning)
    for text, found in (("20006", {"20006"}), ("ångström", {"20006"}), ("fridge", {"20006"}), ("sponge", {"20007"})):
        place.typed(text)
        assert numbers(place) == found, text


def test_the_chosen_ticket_gets_a_place_by_typing(morning):
    room, place = completed(morning)
    room.scans("B20004")
    place.do("store")
    room.fills(place="Shelf 7")

    assert morning.ticket("20004").storage == "Shelf 7"


def test_the_store_s_own_places_are_chosen_from(morning):
    morning.bakery.policies(storage_places=("Cold room", "Counter"))
    room, place = completed(morning)
    room.scans("B20006")
    place.do("store")
    assert room.form is not None
    assert [value for value, _shown in room.form.asks[0].choices] == ["", "Cold room", "Counter", "Fridge 2"]
    room.fills(place="Counter")

    assert morning.ticket("20006").storage == "Counter"


def test_ticket_then_shelf_by_scanner(morning):
    room, _place = completed(morning)
    assert room.scans("B20004")
    assert room.scans("FRIDGE 2")
    assert not room.scans("NO SUCH SHELF")

    assert morning.ticket("20004").storage == "Fridge 2"


def test_a_place_once_then_every_ticket_that_is_scanned_until_esc(morning):
    room, place = completed(morning)
    place.do("put")
    room.fills(place="Van")
    assert "Scan what stands at Van" in room.text(*SIZES[0])
    room.scans("B20004")
    room.scans("B20005A")
    assert place.back()
    room.scans("B20006")

    stands = {t.order_number: t.storage for t in morning.bakery.all(Ticket) if t.storage}
    assert stands == {"20004": "Van", "20005": "Van", "20006": "Fridge 2"}


def test_an_order_that_is_ready_is_handed_over(morning):
    room, place = completed(morning, ANA)
    room.scans("B20006")
    assert "hand_over" in keys(place)
    place.do("hand_over")

    assert morning.bakery.order("20006").status == "COMPLETED"


def test_what_cannot_be_done_has_no_key(morning):
    room, place = completed(morning)
    room.scans("B20005A")
    assert "hand_over" not in keys(place)
    room.scans("B20007")
    assert not {"hand_over", "store"} & keys(place)


def test_what_the_rule_refuses_is_said(morning):
    room, place = completed(morning)
    place.do("put")
    room.fills(place="Van")
    room.scans("B20007")

    assert room.verdicts[-1].code == "handed_over"


def test_the_packing_label_comes_again(morning):
    room, place = completed(morning)
    room.scans("B20006")
    before = len(morning.bakery.all(LabelJob))
    place.do("label")

    assert len(morning.bakery.all(LabelJob)) == before + 1


def test_enter_opens_the_order(morning):
    room, place = completed(morning)
    room.scans("B20006")
    place.enter()

    assert room.went == [("order", morning.ticket("20006").id)]


def test_five_thousand_are_paged_without_gap_or_repeat(morning):
    columns = [row[1] for row in morning.bakery.database.rows("PRAGMA table_info(ticket)")]
    copied = {"id": "'t' || n", "code": "'C' || n", "human_id": "'h' || n", "packing_complete_ts": "1795733000000 + n"}
    values = ", ".join(copied.get(column, column) for column in columns)
    morning.bakery.database.run(
        "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 5000) "
        f"INSERT INTO ticket SELECT {values} FROM ticket, count WHERE order_number = '20006'"
    )
    room, place = completed(morning)
    assert "200 tickets+" in room.text(*SIZES[0])
    for _page in range(40):
        place.step(150)

    assert len({line.id for line in place.listing.items}) == 5_004
    assert "5004 tickets" in room.text(*SIZES[0]).replace(",", "")


def test_nothing_finished_says_what_to_do(kitchen):
    room, _place = completed(kitchen)

    assert "F5 shows more days" in room.text(*SIZES[0])


def test_hostile_texts_are_harmless(kitchen):
    for n, text in enumerate(hostile(30)):
        kitchen.bakery.take_in(docket(str(n + 1), cake(title=text or "x"), customer=text.strip() or "Ada"))
        ticket = kitchen.ticket(str(n + 1))
        complete_all(kitchen.bakery, ticket)
        kitchen.bakery.do(SetStorage(ticket.id, text), ANA)
    room, place = completed(kitchen)
    for text in hostile(30):
        for size in SIZES:
            assert harmless(room.text(*size))
        place.do("place")
        place.typed(text)


def test_the_sheet_has_them_all(morning):
    room, place = completed(morning)
    sheet = place.sheet()
    rows = sheet.rows(room.sight)

    assert len(rows) == 4
    assert all(len(row) == len(sheet.columns) for row in rows)


def test_a_click_chooses_and_a_second_one_opens_the_order(morning):
    room, place = completed(morning)
    other = next(line.id for line in place.listing.items if line is not place.listing.chosen)
    place.do(f"look:{other}")
    chosen = place.listing.chosen
    assert chosen is not None
    assert (chosen.id, room.went) == (other, [])
    place.do(f"look:{other}")
    assert room.went == [("order", other)]
