"""The queue of all stations: filters that are words, and what can be done with the chosen ticket."""

from __future__ import annotations

import pytest

from data.core.actor import Actor
from data.kitchen.label import LabelJob
from data.orders.cancelling import CancelOrder
from kitchen_tui.places.queue import QueuePlace
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import hostile
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.line_day import a_morning
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ANA, SUE, TOMORROW
from tests.support.dockets import cake, docket


@pytest.fixture
def morning(kitchen: Kitchen) -> Kitchen:
    """A Friday at ten."""
    a_morning(kitchen.bakery)
    return kitchen


def queue(kitchen: Kitchen, person: Actor = SUE) -> tuple[StillRoom, QueuePlace]:
    room = StillRoom(kitchen, person)
    place = room.enter(QueuePlace)
    assert isinstance(place, QueuePlace)
    return room, place


def numbers(place: QueuePlace) -> list[str]:
    return [f"{line.order_number}{line.suffix}" for line in place.listing.items]


def keys(place: QueuePlace) -> set[str]:
    return {deed.name for deed in place.deeds()}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_is_drawn_like_its_picture(morning, size):
    room, _place = queue(morning)
    same(f"queue-{size[0]}", room.text(*size))


def test_it_stands_in_the_order_of_o26(morning):
    assert numbers(queue(morning)[1])[:3] == ["20003", "20005A", "20005B"]


def test_a_key_goes_through_the_stations(morning):
    room, place = queue(morning)
    place.do("turn:stage")
    assert "Filling" in room.text(*SIZES[0]).splitlines()[0]
    assert {line.stage for line in place.listing.items} == {"Filling"}
    place.do("turn:stage")
    assert numbers(place) == ["20001"]


def test_mine_then_nobodys_then_all(morning):
    room, place = queue(morning)
    place.do("turn:whose")
    assert numbers(place) == ["20005A"]
    place.do("turn:whose")
    assert "unassigned" in room.text(*SIZES[0])
    assert "20001" not in numbers(place)
    place.do("turn:whose")
    assert len(numbers(place)) == 8


def test_due_today_shows_what_is_late_too(morning):
    _room, place = queue(morning)
    place.do("turn:days")
    assert set(numbers(place)) == {"20003", "20002A", "20002B", "20002C", "20005A", "20005B"}
    place.do("turn:days")
    assert numbers(place) == ["20001"]
    place.do("turn:days")
    assert len(numbers(place)) == 8


def test_only_one_priority(morning):
    _room, place = queue(morning)
    place.do("turn:priority")
    assert "20004" not in numbers(place)
    place.do("turn:priority")
    place.do("turn:priority")
    assert numbers(place) == ["20004"]


def test_typed_text_looks_for_it_and_esc_goes_back_step_by_step(morning):
    room, place = queue(morning)
    place.do("turn:stage")
    assert place.typed("hazel")
    assert numbers(place) == ["20004"]
    assert '"hazel"' in room.text(*SIZES[0])
    assert place.back()
    assert "Filling" in room.text(*SIZES[0])
    assert place.back()
    assert "all stations" in room.text(*SIZES[0])
    assert not place.back()


def test_nothing_found_says_what_to_do(morning):
    room, place = queue(morning)
    place.typed("no such cake")

    assert "Esc shows all again" in room.text(*SIZES[0])


def test_enter_opens_the_order(morning):
    room, place = queue(morning)
    place.step(1)
    place.enter()

    assert room.went == [("order", morning.ticket("20005-A").id)]


def test_a_scan_chooses_its_ticket(morning):
    room, place = queue(morning)

    assert room.scans("B20004")
    assert place.listing.chosen is not None
    assert place.listing.chosen.order_number == "20004"
    assert not room.scans("B20006"), "a finished one opens its order"


def test_the_chosen_ticket_is_taken(morning):
    room, place = queue(morning, ANA)
    room.scans("B20004")
    place.do("take")

    assert morning.ticket("20004").assignee_id == "ana"
    assert "Ana" in room.text(*SIZES[1])


def test_its_label_is_printed(morning):
    room, place = queue(morning, ANA)
    room.scans("B20004")
    place.do("label")

    assert [job.kind for job in morning.bakery.all(LabelJob) if job.ticket_id == morning.ticket("20004").id] == [
        "ticket"
    ]


def test_a_supervisor_says_how_urgent_it_is(morning):
    room, place = queue(morning)
    room.scans("B20004")
    place.do("urge")
    room.fills(priority="3")
    assert morning.ticket("20004").priority_override == 3
    place.do("urge")
    room.fills(priority="")
    assert morning.ticket("20004").priority_override is None


def test_what_is_urgent_by_the_calendar_does_not_become_a_word_of_hers_by_looking(morning):
    """A Low that somebody saved without a thought would still be Low on its day."""
    room, place = queue(morning)
    room.scans("B20004")
    place.do("urge")
    room.fills()
    assert morning.ticket("20004").priority_override is None
    place.do("urge")
    room.fills(priority="1")
    place.do("urge")
    room.fills()
    assert morning.ticket("20004").priority_override == 1


def test_keys_are_only_shown_to_those_who_may(morning):
    assert "urge" in keys(queue(morning, SUE)[1])
    assert "urge" not in keys(queue(morning, ANA)[1])
    assert {"take", "label"} <= keys(queue(morning, ANA)[1])


def test_a_cancelled_ticket_is_struck_and_can_only_be_looked_at(morning):
    morning.bakery.must(CancelOrder(morning.bakery.order("20001").id, "never mind"), SUE)
    room, place = queue(morning)
    assert room.scans("B20001")

    assert not {"take", "label", "urge"} & keys(place)
    assert "CANCELLED" in room.text(*SIZES[0])
    place.step(-100)
    styles = {piece.style for row in place.rows(*SIZES[1]) for piece in row if piece.text == "20001"}
    assert styles == {"struck"}


def test_a_long_queue_grows_as_one_moves(kitchen):
    for n in range(25):
        kitchen.bakery.take_in(docket(str(n + 1), cake(quantity=12), due_date=TOMORROW))
    room, place = queue(kitchen)
    assert "200 tickets+" in room.text(*SIZES[0])
    place.step(190)
    assert len(place.listing.items) == 300
    assert len(set(numbers(place))) == 300


def test_hostile_texts_are_harmless(kitchen):
    for n, text in enumerate(hostile(40)):
        kitchen.bakery.take_in(docket(str(n + 1), cake(title=text or "x", flavour=text), customer=text))
    room, place = queue(kitchen)
    for text in hostile(40):
        place.typed(text)
        for size in SIZES:
            assert harmless(room.text(*size))


def test_the_sheet_has_every_line_of_these_filters(morning):
    room, place = queue(morning)
    place.do("turn:stage")
    sheet = place.sheet()
    rows = sheet.rows(room.sight)

    assert len(rows) == 6
    assert all(len(row) == len(sheet.columns) for row in rows)
