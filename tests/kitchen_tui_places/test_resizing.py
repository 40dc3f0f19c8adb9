"""Whatever size a terminal is dragged to: the places of the line draw no more than it has, in the named styles."""

from __future__ import annotations

import pytest

from kitchen_tui.places.index import place_class
from kitchen_tui.widgets.glyphs import ASCII, UNICODE
from kitchen_tui.widgets.lines import STYLES
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.line_day import a_morning
from tests.kitchen_tui_places.room import StillRoom
from tests.support.selling import a_selling_day

PLACES = ("board", "queue", "unassigned", "completed", "notices", "shops", "work", "letters")
WIDTHS, HEIGHTS = range(44, 200, 7), (3, 5, 8, 12, 15, 27, 40, 70)


@pytest.mark.parametrize("name", PLACES)
def test_a_place_fits_at_every_size(kitchen: Kitchen, name: str) -> None:
    a_morning(kitchen.bakery)
    a_selling_day(kitchen.bakery)
    room = StillRoom(kitchen)
    place = room.enter(place_class(name))
    for room.glyphs in (UNICODE, ASCII):
        for width in WIDTHS:
            for height in HEIGHTS:
                assert room.text(width, height).strip()
                assert all(piece.style in STYLES for row in place.rows(width, height) for piece in row)
