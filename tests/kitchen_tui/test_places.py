"""Going about from a station: the palette, jump letters, the way back; at a place a scan looks up and does no work."""

from __future__ import annotations

import pytest

from kitchen_tui.deeds import Deed
from kitchen_tui.places.index import PLACES, place_class
from kitchen_tui.screens.pages import place_help
from tests.kitchen_tui.at_work import BADGES, SIZES, AtWork, Kitchen, at_work
from tests.support.dockets import cake, docket

pytestmark = pytest.mark.long


async def goes_to(work: AtWork, name: str, *sees: str) -> None:
    """By the palette, as a hand types."""
    await work.press("ctrl+k")
    await work.sees("What would you like to do?")
    for letter in name:
        work.types(letter)
    await work.press("enter")
    await work.sees(*sees)


@pytest.fixture
def two(kitchen: Kitchen) -> Kitchen:
    """Two orders in the queue."""
    kitchen.bakery.take_in(docket("20001", cake(title="Opera")))
    kitchen.bakery.take_in(docket("20002", cake(title="Marble"), customer="Grace Hopper"))
    return kitchen


@pytest.mark.parametrize("entrance", PLACES, ids=lambda e: e.name)
def test_every_place_has_its_class(entrance):
    assert place_class(entrance.name).title


async def test_what_is_released_at_a_place_stands_at_the_station_at_once(kitchen: Kitchen) -> None:
    """The clerk sees no commit of its own: without asking, the queue and the header would be of before."""
    kitchen.bakery.take_in(docket("20001", cake(title="Opera"), customer=None))
    kitchen.bakery.take_in(docket("20002", customer=None))
    async with at_work(kitchen, badge="sue") as work:
        await work.sees("HELD 2")
        await goes_to(work, "held", "2 orders wait")
        await work.press("enter")
        await work.sees("Release 20001")
        for letter in "Ada":
            work.types(letter)
        await work.press("enter")
        await work.press("enter")
        await work.sees("1 order waits", "HELD 1")
        await work.press("escape")
        await work.sees("DO THIS NEXT", "Opera", "HELD 1")


async def test_goods_that_are_not_known_are_no_ticket(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "stock", "LOOK UP", "Milk")
        await work.scan("9312345678907")
        await work.sees("NOT FOUND No item has the code 9312345678907")
        await goes_to(work, "queue", "Marble")
        await work.scan("B99999")
        await work.sees("NOT FOUND B99999: there is no such ticket here")


async def test_the_cursor_alone_asks_nothing_anew(two: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        library = work.station.library
        assert library is not None
        asked: list[str] = []
        monkeypatch.setattr(library, "ask", lambda place, name, turn, question: asked.append(name))
        await work.press("down")
        await work.press("up")
        await work.pilot.pause()

        assert asked == []


async def test_at_a_place_a_ticket_is_looked_up_and_no_work_is_done(two: Kitchen) -> None:
    before = two.ticket("bannos-20002")
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "board", "LOOK UP", "BOARD")
        await work.scan("B20002")
        await work.sees("ORDER", "Grace Hopper")
    assert two.ticket("bannos-20002") == before


async def test_esc_goes_back_the_way_one_came_and_then_to_the_station(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("enter")
        await work.sees("ORDER", "Order came in")
        await work.press("escape")
        await work.sees("QUEUE", "Opera")
        await work.press("escape")
        await work.sees("DO THIS NEXT", "READY Scan a ticket")


async def test_a_key_of_a_station_leads_back_to_it_and_its_scans_work_again(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP")
        await work.press("f1")
        await work.sees("DO THIS NEXT")
        await work.scan("B20001")
        await work.sees("OK B20001")


async def test_a_command_barcode_is_obeyed_at_a_place_too(two: Kitchen) -> None:
    from hardware.scan.commands import command_code

    secret = bytes.fromhex(two.desk().store.secret)
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP")
        await work.scan(command_code(secret, "COVERING"))
        await work.sees("COVERING", "READY")


async def test_jump_letters_stand_on_everything_one_can_go_to(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("ctrl+g")
        letters = work.station._jumps or {}
        letter = next(letter for letter, deed in letters.items() if deed == "go:search")
        await work.press(letter)
        await work.sees("SEARCH")


async def test_what_lies_beneath_a_place_has_no_letters(two: Kitchen) -> None:
    """A letter that nobody sees would take her to another station."""
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("ctrl+g")
        deeds = set((work.station._jumps or {}).values())
        assert "go:search" in deeds
        assert not deeds & {"filling", "covering", "decorating", "packing"}
        assert not any(letter.isdigit() for letter in work.station._jumps or {})
        await work.press("escape")
        await work.press("f1")
        await work.sees("DO THIS NEXT")
        await work.press("ctrl+g")
        assert {"filling", "packing"} <= set((work.station._jumps or {}).values())


async def test_a_scan_in_the_jump_mode_is_a_scan(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "board", "LOOK UP", "BOARD")
        await work.press("ctrl+g")
        await work.scan("B20002")
        await work.sees("ORDER", "Grace Hopper")


async def test_what_a_person_looked_at_is_nothing_for_the_next_one(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "held", "HELD", "LOOK UP")
        await work.scan(BADGES["ana"])
        await work.sees("HELLO Ana", "DO THIS NEXT")


async def test_whoever_signs_out_leaves_nothing_open(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("f10")
        await work.sees("SIGNED OUT", "DO THIS NEXT")


async def test_a_cook_is_shown_only_what_she_may(two: Kitchen) -> None:
    async with at_work(two, badge="ana") as work:
        await work.press("ctrl+k")
        await work.sees("Go to: Queue")
        assert "Go to: Staff" not in work.text()
        assert "Go to: New order" not in work.text()


async def test_the_board_is_for_everybody(two: Kitchen) -> None:
    async with at_work(two, badge=None) as work:
        await goes_to(work, "board", "BOARD", "SIGN IN")


async def test_help_tells_the_keys_of_the_place_one_is_at(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("?")
        await work.sees("QUEUE", "Ctrl+K", "Work at Filling")
        await work.press("escape")
        await work.sees("Marble")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_place_is_drawn_anew_when_the_terminal_is_resized(two: Kitchen, size: tuple[int, int]) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.pilot.resize_terminal(*size)
        await work.sees("20001", "20002")


async def test_a_place_that_cannot_be_drawn_says_so_and_scans_go_on(
    two: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, width: int, height: int) -> list[object]:
        raise ZeroDivisionError

    monkeypatch.setattr(place_class("queue"), "rows", broken)
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "This cannot be shown")
        await work.press("f1")
        await work.scan("B20001")
        await work.sees("OK B20001")


async def test_a_key_that_has_gone_from_a_place_takes_no_work_back(two: Kitchen) -> None:
    """F8 at a list is its own, or nothing: pressed twice, it would undo what was done last."""
    async with at_work(two, badge="sue") as work:
        await work.scan("B20001")
        await work.sees("OK B20001")
        await goes_to(work, "held", "LOOK UP")
        await work.press("f8")
        await work.press("?")
        await work.sees("Ctrl+Z Undo")
        await work.press("f8")
        assert two.ticket("bannos-20001").stage == "Covering"
        await work.press("escape")
        await work.press("ctrl+z")
        await work.sees("UNDONE B20001")


def test_help_tells_a_key_once_and_undo_by_the_one_that_is_left():
    taken = Deed("priority", ("f8",), "F8", "priority", "Only one priority")
    keys = [row[0].text.strip() for row in place_help([taken])(100) if row]

    assert keys.count("F8") == 1
    assert "Ctrl+Z" in keys
