"""Every place in another language: longer words fit, or are cut with a mark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kitchen_tui import regional
from kitchen_tui.places.index import PLACES, Entrance, place_class
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.support.cast import OLIVE
from tests.support.dockets import cake, docket
from tests.support.selling import connect


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    """And in English again for the next one."""
    regional.settle("de_DE")
    yield
    regional.settle("en_AU")


@pytest.mark.parametrize("entrance", PLACES, ids=lambda entrance: entrance.name)
def test_a_place_fits_in_german(kitchen: Kitchen, entrance: Entrance) -> None:
    kitchen.bakery.take_in(docket("20001", cake("1"), cake("2")))
    kitchen.bakery.take_in(docket("20002", customer=None))
    connect(kitchen.bakery)
    room = StillRoom(kitchen, OLIVE)
    room.enter(place_class(entrance.name), "" if entrance.listed else kitchen.ticket("20001-A").order_id)

    for size in SIZES:
        assert room.text(*size).strip()


def test_what_is_late_stands_apart_from_where_it_is(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001", cake("1")))
    room = StillRoom(kitchen, OLIVE)
    room.enter(place_class("board"))
    assert "ZU SPÄT " in room.text(157, 40)
