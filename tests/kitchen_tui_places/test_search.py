"""Any order is found by what is known of it, the newest first."""

from __future__ import annotations

import pytest

from data.core.clock import HOUR
from data.orders.cancelling import CancelOrder
from data.orders.order import Order
from hardware.scan.badges import badge_code
from kitchen_tui.places.search import Search
from tests.kitchen_tui.at_work import BADGES, Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import SPONGE, SUE
from tests.support.dockets import cake, docket


@pytest.fixture
def room(kitchen: Kitchen) -> StillRoom:
    """Four orders: one is cancelled, one is held, one is of the other store besides."""
    bakery, at = kitchen.bakery, kitchen.machine.at
    for n, (number, customer, product) in enumerate(
        [("20001", "Ada Lovelace", "Gelato Cake"), ("20002", "Grace Hopper", SPONGE), ("20003", "Adam Smith", SPONGE)]
    ):
        bakery.machine.at = at + n * HOUR
        bakery.take_in(docket(number, cake(title=product, writing=f"For {customer}"), customer=customer))
    bakery.take_in(docket("20004", customer=None))
    bakery.take_in(docket("20001", customer="Ada of Flour Lane", gid="gid://shopify/Order/7"), "flourlane")
    bakery.must(CancelOrder(bakery.order("20002").id, "no flour"), SUE)
    kitchen.machine.at = bakery.machine.at = at + 5 * HOUR
    room = StillRoom(kitchen)
    room.enter(Search)
    return room


def search(room: StillRoom) -> Search:
    assert isinstance(room.place, Search)
    return room.place


def numbers(room: StillRoom) -> list[str]:
    lines = room.text(157, 40).split("\n")[2:]
    return [line[2:].split()[0] for line in lines if line.strip("▸ ")[:1].isdigit()]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_newest_orders_are_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    same(f"search-{size[0]}x{size[1]}", room.text(*size))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_was_found_is_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    search(room).typed("ada")

    same(f"search-ada-{size[0]}x{size[1]}", room.text(*size))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ADA", ["20003", "20001"]),
        ("hopper", ["20002"]),
        ("sponge", ["20003", "20002"]),
        ("smith sponge", ["20003"]),
        ("for grace", ["20002"]),
        ("20003", ["20003"]),
        ("#20003", ["20003"]),
        ("B20003", ["20003"]),
        ("bannos-20003", ["20003"]),
        ("F20001", ["20001"]),
        ("2000", ["20004", "20003", "20002", "20001"]),
        ("%", []),
        ("nobody", []),
    ],
)
def test_an_order_is_found_by_number_customer_product_and_code(room: StillRoom, text: str, found: list[str]) -> None:
    search(room).typed(text)

    assert sorted(numbers(room)) == sorted(found)


def test_a_number_of_two_stores_shows_both_this_one_first(room: StillRoom) -> None:
    search(room).typed("20001")

    lines = room.text(157, 40).split("\n")
    assert "Ada Lovelace" in lines[2]
    assert "Ada of Flour Lane" in lines[3]


def test_enter_opens_the_order(room: StillRoom) -> None:
    search(room).typed("hopper")
    search(room).enter()

    assert room.went == [("order", room.kitchen.bakery.order("20002").id)]


def test_a_second_click_opens_what_the_first_chose(room: StillRoom) -> None:
    ident = room.kitchen.bakery.order("20001").id
    search(room).do(f"look:{ident}")
    assert room.went == []
    search(room).do(f"look:{ident}")
    assert room.went == [("order", ident)]


def test_a_ticket_or_a_badge_that_is_scanned_means_what_it_always_means(room: StillRoom) -> None:
    assert not room.scans("B20001")
    assert not room.scans(BADGES["ana"])


def test_a_strangers_badge_is_never_written_on_the_screen(room: StillRoom) -> None:
    assert not room.scans(badge_code(99))
    assert badge_code(99) not in room.text(157, 40)


def test_a_code_that_is_nothing_else_is_looked_for(room: StillRoom) -> None:
    assert room.scans("HOPPER")
    assert numbers(room) == ["20002"]


def test_esc_shows_all_of_them_again_and_then_leaves(room: StillRoom) -> None:
    search(room).typed("hopper")
    assert [deed.name for deed in search(room).deeds()] == ["clear"]
    assert search(room).back()
    assert len(numbers(room)) == 4
    assert not search(room).back()


def test_nothing_found_is_said(room: StillRoom) -> None:
    search(room).typed("nobody")

    assert "No order is called so" in room.text(55, 12)
    search(room).enter()
    assert room.went == []


def test_nobody_needs_to_be_signed_in_to_look(kitchen: Kitchen, room: StillRoom) -> None:
    stranger = StillRoom(kitchen, None)
    stranger.enter(Search)

    assert len(numbers(stranger)) == 4


def test_a_long_list_comes_a_page_at_a_time(kitchen: Kitchen) -> None:
    for n in range(450):
        kitchen.bakery.take_in(docket(str(30_001 + n)))
    room = StillRoom(kitchen)
    room.enter(Search)
    for _page in range(60):
        search(room).step(10)
    room.text(110, 27)
    search(room).enter()

    oldest = min(kitchen.bakery.all(Order), key=lambda order: (order.created_at, order.id))
    assert room.went == [("order", oldest.id)]


def test_the_sheet_has_all_of_them(room: StillRoom) -> None:
    search(room).typed("sponge")
    sheet = search(room).sheet()

    rows = sheet.rows(room.sight)
    assert [row[0] for row in rows] == ["20003", "20002"]
    assert all(len(row) == len(sheet.columns) for row in rows)
    assert sheet.name == "orders"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_harms_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    for n, text in enumerate(RECORDED):
        kitchen.bakery.take_in(docket(str(30_001 + n), cake(title=text or "?"), customer=text or None, window=text))
    room = StillRoom(kitchen)
    room.enter(Search)
    room.text(*size)
    for text in RECORDED:
        search(room).typed(text)
        room.text(*size)
