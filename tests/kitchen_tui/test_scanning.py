"""Scanners stutter, paste, and end their codes as they like; hands type; nothing of it is lost or counted twice."""

from __future__ import annotations

import pytest
from textual.events import Key

from data.kitchen.ticket import Ticket
from kitchen_tui.app import KitchenApp
from tests.kitchen_tui.at_work import BADGES, AtWork, Kitchen, at_work
from tests.support.dockets import docket


@pytest.mark.parametrize("suffix", ["\r", "\n", "\t", "\r\n"])
async def test_every_usual_end_of_a_code_works(kitchen: Kitchen, suffix: str) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan("B20001", suffix)
        await work.sees("OK B20001 to Covering")


async def test_a_doubled_delivery_is_one_scan(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.take_in(docket("20002"))
    async with at_work(kitchen) as work:
        work.types("B20001\rB20001\rb20001\r")
        await work.sees("OK B20001")
        work.types("B20002\r")
        await work.sees("OK B20002")
    assert len(kitchen.bakery.facts(kitchen.ticket("20001"))) == 1


async def test_the_same_ticket_after_an_undo_or_at_another_station_is_no_stutter(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan("B20001")
        await work.sees("OK B20001 to Covering")
        await work.press("f8")
        await work.sees("UNDONE B20001")
        await work.scan("B20001")
        await work.sees("OK B20001 to Covering")
        await work.press("f2")
        await work.scan("B20001")
        await work.sees("OK B20001 to Decorating")


async def test_a_paste_holds_a_code_a_line(kitchen: Kitchen) -> None:
    for number in ("20001", "20002", "20003"):
        kitchen.bakery.take_in(docket(number))
    async with at_work(kitchen) as work:
        work.paste("B20001\nB20002\r\nB20003")
        await work.until(lambda: {t.stage for t in kitchen.bakery.all(Ticket)} == {"Covering"}, "all three")


async def test_a_code_typed_by_hand_is_seen_while_it_grows(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        work.types("2000")
        await work.sees("▸ 2000▏")
        await work.press("backspace")
        await work.sees("▸ 200▏")
        work.types("01\r")
        await work.sees("OK B20001")


async def test_a_scanners_burst_is_not_spelt_out_in_the_field(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen.bakery.take_in(docket("20001"))
    shown: list[str] = []
    async with at_work(kitchen) as work:
        monkeypatch.setattr(work.station, "typing", shown.append)
        await work.scan("B20001")
        await work.sees("OK B20001")
    assert "".join(shown) == ""


async def test_what_is_scanned_before_the_store_is_open_is_answered(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    app = KitchenApp(kitchen.desk, kitchen.folder, "filling", BADGES["ana"], "dark", kitchen.machine.now)
    starts, app.clerk.start = app.clerk.start, lambda: None  # type: ignore[method-assign]
    async with app.run_test(size=(110, 32)) as pilot:
        work = AtWork(app, pilot)
        await work.sees("STARTING Scans are taken already")
        work.types("B20001\r")
        await pilot.pause()
        starts()
        await work.sees("OK B20001 to Covering")
    assert kitchen.ticket("20001").stage == "Covering"


async def test_more_scans_than_hands_can_make_are_refused_in_words(kitchen: Kitchen) -> None:
    async with at_work(kitchen, rate=20) as work:
        work.types("".join(f"B{number}\r" for number in range(30_000, 30_040)))
        await work.sees("TOO FAST")


async def test_a_text_longer_than_any_code_is_unreadable(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        await work.scan("B" * 5_000)
        await work.sees("UNREADABLE")


@pytest.mark.parametrize("hotkey", ["\x11", "\x1b", "\x0f", "\x0c", "\x03", "\x1a"])
async def test_control_characters_in_a_code_press_no_keys(kitchen: Kitchen, hotkey: str) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan(f"{hotkey}B20{hotkey}001")
        await work.sees("UNREADABLE")
        assert work.station.person is not None
    assert kitchen.ticket("20001").stage == "Filling"


async def test_f_keys_within_a_code_press_nothing(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        work.types("B20")
        for key in ("f10", "f4", "ctrl+q"):
            work.app.post_message(Key(key, None))
        work.types("001\r")
        await work.sees("UNREADABLE", "FILLING")
        assert work.station.person is not None


async def test_ctrl_c_and_ctrl_z_do_nothing(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        for key in ("ctrl+c", "ctrl+z", "ctrl+p", "tab"):
            await work.press(key)
        await work.sees("FILLING", "Ana")
        assert work.app.return_code is None
