"""An order that something is missing from never disappears: it stands here until somebody fixes it (N3)."""

from __future__ import annotations

import pytest

from data.core.actor import Actor
from data.core.clock import HOUR
from data.orders.docket import Docket
from data.orders.order import DeadLetter
from kitchen_tui.places.held import Held
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ANA, SUE
from tests.support.dockets import cake, docket

NO_CUSTOMER = docket("20001", customer=None)
NO_DAY = docket("20002", due_date=None, due_text="as soon as possible!!")
NO_PRODUCT = docket("20003", cake(title=""))
UNPAID = docket("20004", paid=False, financial_status="pending")
NOTHING = docket("20005", cake(title=""), customer=None, due_date=None, due_text="soon")


@pytest.fixture
def room(kitchen: Kitchen) -> StillRoom:
    at = kitchen.machine.at
    for n, order in enumerate((NO_CUSTOMER, NO_DAY, NO_PRODUCT, UNPAID, NOTHING)):
        kitchen.bakery.machine.at = at + n * HOUR
        kitchen.bakery.take_in(order)
    kitchen.machine.at = at + 6 * HOUR
    room = StillRoom(kitchen)
    room.enter(Held)
    return room


def held(room: StillRoom) -> Held:
    assert isinstance(room.place, Held)
    return room.place


def choose(room: StillRoom, order: Docket) -> None:
    held(room).do(f"look:{room.kitchen.bakery.order(order.number or '').id}")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_held_orders_are_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    same(f"held-{size[0]}x{size[1]}", room.text(*size))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_release_is_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    choose(room, NOTHING)
    held(room).enter()

    same(f"held-release-{size[0]}x{size[1]}", room.text(*size))


def test_the_oldest_stands_first_with_its_reason_and_its_age(room: StillRoom) -> None:
    lines = room.text(157, 40).split("\n")

    assert "5 orders wait" in lines[0]
    assert "20001" in lines[2]
    assert "no customer" in lines[2]
    assert "6 h" in lines[2]
    assert "as soon as possible!!" in lines[3]


@pytest.mark.parametrize("size", SIZES[:2], ids=str)
def test_the_chosen_one_is_told_whole_where_its_line_is_cut(room: StillRoom, size: tuple[int, int]) -> None:
    choose(room, NO_DAY)
    assert "Ada Lovelace · as soon as possible!! · Web" in " ".join(room.text(*size).split())
    choose(room, NOTHING)
    assert "no customer, no product, no due date that can be read" in " ".join(room.text(*size).split())


@pytest.mark.parametrize(
    ("order", "fields"),
    [
        (NO_CUSTOMER, {"customer": "Grace Hopper"}),
        (NO_DAY, {"due_date": "1/12/2026"}),
        (NO_PRODUCT, {"1": "sponge"}),
        (UNPAID, {}),
        (NOTHING, {"customer": "Grace Hopper", "due_date": "2026-12-01", "1": "Gelato Cake"}),
    ],
    ids=lambda v: v.number if isinstance(v, Docket) else "",
)
def test_what_is_missing_is_asked_for_and_the_order_goes_on(
    room: StillRoom, order: Docket, fields: dict[str, str]
) -> None:
    choose(room, order)
    held(room).enter()
    assert room.form is not None
    assert {ask.name for ask in room.form.asks} == set(fields)
    room.fills(**fields)

    bakery = room.kitchen.bakery
    released = bakery.order(order.number or "")
    assert (released.status, released.held_reasons) == ("CONFIRMED", "[]")
    assert len(bakery.tickets(released)) == 1
    assert released.number not in room.text(157, 40)
    assert not [letter for letter in bakery.all(DeadLetter) if letter.order_id == released.id and not letter.closed_at]


def test_nothing_is_released_while_something_is_missing(room: StillRoom) -> None:
    choose(room, NOTHING)
    held(room).enter()
    room.fills(customer="Grace Hopper", due_date="someday")

    assert room.verdicts == []
    assert room.form is not None
    assert "Grace Hopper" in room.text(110, 27)


def test_one_can_be_cancelled_with_a_reason(room: StillRoom) -> None:
    held(room).do("cancel")
    room.fills(reason="she never called back")

    assert room.kitchen.bakery.order("20001").status == "CANCELLED"
    assert "20001" not in room.text(157, 40)


def test_all_of_it_can_be_looked_at(room: StillRoom) -> None:
    held(room).do("open")

    assert room.went == [("order", room.kitchen.bakery.order("20001").id)]


@pytest.mark.parametrize(("person", "deeds"), [(SUE, ["open", "release", "cancel"]), (ANA, ["open"]), (None, ["open"])])
def test_everybody_sees_only_what_she_may_do(
    kitchen: Kitchen, room: StillRoom, person: Actor | None, deeds: list[str]
) -> None:
    other = StillRoom(kitchen, person)
    other.enter(Held)

    assert [deed.name for deed in held(other).deeds()] == deeds


def test_no_held_order_is_good_news(kitchen: Kitchen) -> None:
    room = StillRoom(kitchen)
    room.enter(Held)

    assert "No order is held" in room.text(55, 12)
    assert held(room).deeds() == ()
    held(room).enter()
    assert room.form is None


def test_a_long_list_comes_a_page_at_a_time(kitchen: Kitchen) -> None:
    for n in range(450):
        kitchen.bakery.take_in(docket(str(30_001 + n), customer=None))
    room = StillRoom(kitchen)
    room.enter(Held)
    assert "200+ orders" in room.text(110, 27)
    for _page in range(46):
        held(room).step(10)

    assert "450 orders" in room.text(110, 27)


def test_the_sheet_has_all_of_them(room: StillRoom) -> None:
    sheet = held(room).sheet()
    rows = sheet.rows(room.sight)

    assert [row[0] for row in rows] == ["20001", "20002", "20003", "20004", "20005"]
    assert all(len(row) == len(sheet.columns) for row in rows)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_harms_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    for n, text in enumerate(RECORDED):
        kitchen.bakery.take_in(docket(str(30_001 + n), due_date=None, due_text=text or "?", customer=text or None))
    room = StillRoom(kitchen)
    room.enter(Held)
    for _n in RECORDED:
        room.text(*size)
        held(room).enter()
        room.text(*size)
        room.form = None
        held(room).step(1)
