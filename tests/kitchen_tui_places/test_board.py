"""The board: what a wall screen tells the kitchen, and nothing that is only for one person."""

from __future__ import annotations

import pytest

from kitchen_tui.places.board import Board
from kitchen_tui.places.index import BY_NAME
from kitchen_tui.widgets.digits import large
from kitchen_tui.widgets.glyphs import ASCII, UNICODE
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import hostile
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.line_day import a_morning
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import TODAY
from tests.support.dockets import cake, docket


@pytest.fixture
def room(kitchen: Kitchen) -> StillRoom:
    """The board on a Friday morning; nobody is signed in."""
    a_morning(kitchen.bakery)
    room = StillRoom(kitchen, None)
    room.enter(Board)
    return room


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_is_drawn_like_its_picture(room, size):
    same(f"board-{size[0]}", room.text(*size))


def test_anybody_may_look_at_it():
    assert BY_NAME["board"].open


def test_no_customer_stands_on_it(room):
    for size in SIZES:
        assert "Ada" not in room.text(*size)
        assert "Ångström" not in room.text(*size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_station_has_its_number_in_large_digits(room, size):
    drawn = room.text(*size)

    assert all(line in drawn for line in large("6", 30, 5 if size[1] >= 34 else 3, UNICODE))
    assert all(
        name in drawn
        for name in ("FILLING", "COVERING", "DECORATING", "PACKING", "5 unassigned" if size[0] > 55 else "5 ")
    )


def test_a_number_that_has_no_room_for_its_word_takes_a_shorter_one(kitchen):
    kitchen.bakery.take_in(docket("1", cake(quantity=12)))
    room = StillRoom(kitchen, None)
    room.enter(Board)

    assert "12 free" in room.text(*SIZES[0])
    assert "12 unassigned" in room.text(*SIZES[1])


def test_lateness_is_told_before_it_happens(room):
    assert "1  ! LATE   Filling 1" in room.text(*SIZES[1])
    assert "3  ◔ SOON   Filling 2, Decorating 1" in room.text(*SIZES[1])
    assert "2 next 6 hours" in room.text(*SIZES[0])


def test_the_next_hours_and_days_are_counted(room):
    lines = [" ".join(line.split()) for line in room.text(*SIZES[1]).splitlines()]

    assert any(line.startswith("11:00 3") for line in lines)
    assert any(line.startswith("14:00 2") for line in lines)
    assert any(line.startswith("Sat 28 Nov 1") for line in lines)


def test_arrows_move_through_the_all_day_counts(room):
    assert "others: arrow down" in room.text(*SIZES[0])
    room.place.step(1_000)
    assert "Sponge" in room.text(*SIZES[0])
    room.place.step(-1_000_000)
    assert "Large" in room.text(*SIZES[0])


def test_a_terminal_without_half_cells_still_shows_the_numbers(room):
    room.glyphs = ASCII
    for width, height in SIZES:
        assert " 6" in room.text(width, height) or "#" in room.text(width, height)


def test_an_empty_kitchen_says_so(kitchen):
    room = StillRoom(kitchen, None)
    room.enter(Board)

    for size in SIZES:
        assert "Nothing to make" in room.text(*size)


def test_it_may_be_drawn_before_anything_is_known(kitchen):
    room = StillRoom(kitchen, None)
    room.place = Board(room)

    for size in SIZES:
        assert "FILLING" in room.text(*size)


def test_hostile_texts_are_harmless(kitchen):
    for n, text in enumerate(hostile(40)):
        line = cake(title=text or "x", flavour=text, size=text)
        kitchen.bakery.take_in(docket(str(n + 1), line, due_date=TODAY, window_from=660))
    room = StillRoom(kitchen, None)
    room.enter(Board)
    for size in SIZES:
        assert harmless(room.text(*size))


def test_thousands_of_tickets_have_room(kitchen):
    kitchen.bakery.take_in(docket("1", cake(quantity=12)))
    room = StillRoom(kitchen, None)
    place = room.enter(Board)
    assert isinstance(place, Board)
    place.counts = [count._replace(open=123_456, unassigned=98_765) for count in place.counts]
    for size in SIZES:
        room.text(*size)


def test_what_it_prints_is_the_bake_list_of_today_without_a_customer(room):
    sheet = room.place.sheet()
    rows = sheet.rows(room.sight)

    assert sheet.name == "bake-list"
    assert sheet.title == "Bake list for Fri 27 Nov"
    assert rows
    assert not any("Ada" in str(cell) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("thing", "drawn"),
    [
        (cake(title="Flourless Orange & Almond Cake", size="Small"), "Flourless Orange & Almond Cake Small"),
        (cake(title="Opera", size="Extra Large", flavour="Salted caramel"), "Extra Large · Salted caramel"),
    ],
)
def test_nothing_is_cut_beside_cells_that_stand_empty(kitchen, thing, drawn):
    kitchen.bakery.take_in(docket("1", thing))
    room = StillRoom(kitchen, None)
    room.enter(Board)
    assert drawn in room.text(50, 12)
