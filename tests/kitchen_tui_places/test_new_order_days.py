"""An order for a day that is too soon: asked about once more, and placed all the same when somebody says so."""

from __future__ import annotations

import pytest

from data.orders.order import Order
from kitchen_tui.places.new_order import NewOrder
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.room import StillRoom


@pytest.fixture
def room(kitchen: Kitchen) -> StillRoom:
    """Orders take three days, and the customer wants a cake tomorrow."""
    kitchen.bakery.policies(lead_days=3)
    room = StillRoom(kitchen)
    place = room.enter(NewOrder)
    place.typed("Sponge")
    room.fills(price="30")
    wanted(room, "2026-11-28")
    return room


def wanted(room: StillRoom, due: str) -> None:
    assert room.place is not None
    room.place.do("details")
    room.fills(customer="Ada Lovelace", due=due)


def test_the_first_f7_asks_and_the_second_places_it(room: StillRoom) -> None:
    assert room.place is not None
    room.place.do("place")
    assert room.kitchen.bakery.all(Order) == []
    assert "F7 again" in room.said[-1].hint

    room.place.do("place")

    assert len(room.kitchen.bakery.all(Order)) == 1


def test_another_day_is_asked_about_anew(room: StillRoom) -> None:
    assert room.place is not None
    room.place.do("place")
    wanted(room, "2026-11-29")
    room.place.do("place")
    assert room.kitchen.bakery.all(Order) == []

    wanted(room, "2026-12-05")
    room.place.do("place")

    assert len(room.kitchen.bakery.all(Order)) == 1


def test_a_past_day_is_told_at_once_and_asked_about_like_any_other(kitchen: Kitchen) -> None:
    room = StillRoom(kitchen)
    place = room.enter(NewOrder)
    place.typed("Sponge")
    room.fills(price="30")
    wanted(room, "26/11/2025")
    assert "The day it is due is past" in room.text(55, 12)

    place.do("place")
    assert (room.verdicts[-1].code, kitchen.bakery.all(Order)) == ("past_day", [])
    assert room.said[-1].says == "Wed 26 Nov 2025 is past"
    place.do("place")

    assert kitchen.bakery.all(Order)[0].due_date == "2025-11-26"
