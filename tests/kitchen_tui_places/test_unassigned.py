"""What nobody has: counts, how long it waits, and giving it to a person by her badge (O27-O30, O58)."""

from __future__ import annotations

import pytest

from data.core.actor import Actor
from data.core.clock import HOUR
from data.orders.cancelling import CancelOrder
from kitchen_tui.places.unassigned import Unassigned
from tests.kitchen_tui.at_work import BADGES, Kitchen
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


def unassigned(kitchen: Kitchen, person: Actor = SUE) -> tuple[StillRoom, Unassigned]:
    room = StillRoom(kitchen, person)
    place = room.enter(Unassigned)
    assert isinstance(place, Unassigned)
    return room, place


def numbers(place: Unassigned) -> list[str]:
    return [f"{waiting.line.order_number}{waiting.line.suffix}" for waiting in place.listing.items]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_is_drawn_like_its_picture(morning, size):
    room, _place = unassigned(morning)
    same(f"unassigned-{size[0]}", room.text(*size))


def test_every_station_is_counted_and_can_be_chosen(morning):
    room, place = unassigned(morning)
    assert "6 All" in room.text(*SIZES[0])
    assert "5 Filling" in room.text(*SIZES[0])
    place.do("stage:Decorating")
    assert numbers(place) == ["20002A"]
    place.do("stage: ")
    assert len(numbers(place)) == 6


def test_how_long_it_waits_is_told(morning):
    morning.machine.at += 3 * HOUR
    room, _place = unassigned(morning)
    room.clock = room.clock._replace(now=morning.machine.at)

    assert "3 h 00" in room.text(*SIZES[0]) or "2 h 59" in room.text(*SIZES[0])


def test_a_badge_gets_the_chosen_ticket(morning):
    room, _place = unassigned(morning)
    assert room.scans("B20004")
    assert room.scans(BADGES["bo"])

    ticket = morning.ticket("20004")
    assert (ticket.assignee_id, ticket.stage) == ("bo", "Filling")


def test_a_badge_gets_everything_that_is_marked_with_the_note(morning):
    room, place = unassigned(morning)
    place.do("mark")
    place.do("mark")
    place.do("note")
    room.fills(note="for the Mayor")
    assert "2 marked tickets" in room.text(*SIZES[0])
    assert "for the Mayor" in room.text(*SIZES[0])
    room.scans(BADGES["bo"])

    given = [morning.ticket(number) for number in ("20003", "20005-B")]
    assert {(t.assignee_id, t.assignee_note) for t in given} == {("bo", "for the Mayor")}
    assert room.verdicts[-1].says == "2 tickets to Bo"
    assert not place.marked
    assert not place.note


def test_somebody_is_chosen_from_the_list(morning):
    room, place = unassigned(morning)
    room.scans("B20004")
    place.do("assign")
    room.fills(person="bo", note="nuts!")

    assert (morning.ticket("20004").assignee_id, morning.ticket("20004").assignee_note) == ("bo", "nuts!")


def test_she_may_take_it_herself(morning):
    room, place = unassigned(morning, ANA)
    room.scans("B20004")
    place.do("take")

    assert morning.ticket("20004").assignee_id == "ana"


def test_staff_do_not_give_work_to_others(morning):
    room, place = unassigned(morning, ANA)
    room.scans("B20004")
    place.do("assign")
    room.fills(person="bo")

    assert room.verdicts[-1].code == "not_allowed"
    assert morning.ticket("20004").assignee_id is None


def test_but_whoever_shows_her_own_badge_takes_it_herself(morning):
    room, _place = unassigned(morning, ANA)
    room.scans("B20004")
    room.scans(BADGES["bo"])

    assert morning.ticket("20004").assignee_id == "bo"


def test_the_policy_that_asks_for_a_shift_is_kept_and_said(morning):
    morning.bakery.policies(shift_needed=True)
    room, _place = unassigned(morning)
    room.scans("B20004")
    room.scans(BADGES["bo"])

    assert room.verdicts[-1].says == "Bo is not clocked in"
    assert morning.ticket("20004").assignee_id is None


def test_what_is_refused_is_said_and_the_rest_is_done(morning):
    room, place = unassigned(morning)
    for _ticket in range(2):
        place.do("mark")
    morning.bakery.must(CancelOrder(morning.bakery.order("20003").id, "never mind"), SUE)
    room.scans(BADGES["bo"])

    assert room.verdicts[-1].says == "B20003 is cancelled"
    assert morning.ticket("20005-B").assignee_id == "bo"


def test_a_ticket_of_another_station_is_shown_there(morning):
    room, place = unassigned(morning)
    place.do("stage:Filling")
    assert room.scans("B20002A")

    assert place.stage == "Decorating"
    assert place.listing.chosen is not None
    assert place.listing.chosen.line.code == "B20002A"


def test_a_ticket_that_somebody_has_opens_its_order(morning):
    room, _place = unassigned(morning)

    assert not room.scans("B20001")


def test_esc_takes_the_marks_then_the_station_then_leaves(morning):
    _room, place = unassigned(morning)
    place.do("stage")
    place.do("mark")
    assert place.back()
    assert not place.marked
    assert place.back()
    assert place.stage == ""
    assert not place.back()


def test_a_badge_signs_in_where_nothing_waits(kitchen):
    room, _place = unassigned(kitchen)

    assert not room.scans(BADGES["bo"])
    assert "Somebody has everything here" in room.text(*SIZES[0])


def test_a_badge_before_the_list_is_here_signs_nobody_else_in(morning):
    room = StillRoom(morning, SUE)
    room.place = Unassigned(room)

    assert room.scans(BADGES["bo"])
    assert room.said[-1].headline == "WAIT"


def test_enter_opens_the_order(morning):
    room, place = unassigned(morning)
    place.enter()

    assert room.went == [("order", morning.ticket("20003").id)]


def test_a_long_list_grows_as_one_moves(kitchen):
    for n in range(25):
        kitchen.bakery.take_in(docket(str(n + 1), cake(quantity=12), due_date=TOMORROW))
    room, place = unassigned(kitchen)
    place.step(190)
    room.ask("lines")

    assert len(set(numbers(place))) == 300


def test_hostile_texts_are_harmless(kitchen):
    for n, text in enumerate(hostile(40)):
        kitchen.bakery.take_in(docket(str(n + 1), cake(title=text or "x", flavour=text)))
    room, place = unassigned(kitchen)
    for text in hostile(40):
        place.note = text
        for size in SIZES:
            assert harmless(room.text(*size))


def test_the_sheet_tells_how_long_each_waits(morning):
    room, place = unassigned(morning)
    sheet = place.sheet()
    rows = sheet.rows(room.sight)

    assert len(rows) == 6
    assert all(len(row) == len(sheet.columns) for row in rows)
