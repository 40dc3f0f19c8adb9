"""The answer to a scan: one word that nobody can misread, about the right ticket, true before it is shown."""

from __future__ import annotations

import pytest

from data.core.packed import pack
from data.kitchen.unknown import UnknownScan
from data.line.scan import command_for
from data.orders.cancelling import CancelOrder
from data.orders.editing import ModifyOrder
from data.store.errors import NotRecorded
from hardware.scan.badges import badge_code
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.said import said
from tests.hardware.scan.garbled import garbled
from tests.kitchen_tui.at_work import ANA, BADGES, BO, Kitchen, at_work
from tests.support.cast import SUE
from tests.support.dockets import cake, docket


async def test_ok_names_the_ticket_and_where_it_goes(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan("B20001")
        await work.sees("✓ OK B20001 to Covering")
    assert kitchen.ticket("20001").stage == "Covering"


async def test_a_second_scan_says_who_did_it_and_when(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.must(command_for(kitchen.ticket("20001"), "Filling", "bench-2"), BO)
    async with at_work(kitchen) as work:
        await work.scan("B20001")
        await work.sees("= ALREADY DONE B20001 Filling already done by Bo 10:00")


async def test_the_wrong_station_names_the_right_one(kitchen: Kitchen) -> None:
    kitchen.bakery.policies(scan_ahead="deny")
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="packing") as work:
        await work.scan("B20001")
        await work.sees("✗ WRONG STATION B20001 go to FILLING")


async def test_a_code_that_nobody_knows_yet_is_kept(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        await work.scan("B99999")
        await work.sees("~ UNKNOWN, KEPT B99999: not known yet, kept")


async def test_what_is_no_code_of_ours_is_said_to_be_unreadable(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        await work.scan("[@click]")
        await work.sees("✗ UNREADABLE [@click]: That is no code of ours: scan again")


async def test_a_misread_badge_is_not_spelt_out_on_the_screen(kitchen: Kitchen) -> None:
    misread = BADGES["bo"][:-1] + "0"
    async with at_work(kitchen) as work:
        await work.scan(misread)
        text = await work.sees("UNREADABLE")
        assert misread[:8] not in text


@pytest.mark.parametrize("layout", ["German", "French", "Dvorak", "Colemak", "Czech"])
@pytest.mark.parametrize("who", [None, "ana"])
async def test_what_a_scanner_that_was_taught_nothing_makes_of_a_badge_stands_nowhere(
    kitchen: Kitchen, layout: str, who: str | None
) -> None:
    came = garbled(badge_code(8_500_453_612_402_011), (layout, "US", "kept"))
    async with at_work(kitchen, badge=who) as work:
        work.types(came)
        await work.pilot.pause(0.3)
        assert came[:10] not in work.text()
        work.types("\r")
        text = await work.sees("UNREADABLE" if who else "SIGN IN FIRST")
        assert came[:9] not in text
    assert kitchen.bakery.all(UnknownScan) == []
    assert came.upper() not in str(kitchen.bakery.database.rows("SELECT * FROM journal"))


async def test_a_scan_ahead_asks_and_a_second_scan_is_the_answer(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001")
        await work.sees("? SURE? B20001 Filling was never scanned", "10 s")
        await work.scan("B20001")
        await work.sees("✓ OK B20001 to Decorating")
    assert kitchen.ticket("20001").stage == "Decorating"


@pytest.mark.parametrize("yes", ["enter", "y"])
async def test_a_key_answers_yes_too(kitchen: Kitchen, yes: str) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001")
        await work.sees("SURE?")
        await work.press(yes)
        await work.sees("✓ OK B20001")


@pytest.mark.parametrize("no", ["escape", "n"])
async def test_a_key_answers_no_and_nothing_is_recorded(kitchen: Kitchen, no: str) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001")
        await work.sees("SURE?")
        await work.press(no)
        await work.sees("READY")
        await work.scan("20001")
        await work.sees("SURE?")
    assert kitchen.ticket("20001").stage == "Filling"


async def test_the_enter_of_a_scanner_that_sends_cr_lf_is_no_yes(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001", suffix="\r\n")
        await work.sees("SURE?")
        await work.rest()
        assert "SURE?" in work.text()
    assert kitchen.ticket("20001").stage == "Filling"


async def test_a_cancelled_ticket_stops_the_scan_until_it_was_seen(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.must(CancelOrder(kitchen.bakery.order("20001").id, "Customer rang"), SUE)
    async with at_work(kitchen) as work:
        await work.sees("CANCELLED 20001")
        await work.scan("B20001")
        await work.sees("Customer rang", "Seen? Scan it again, or Enter. Not now: Esc")
        assert (work.station.said.headline, work.station.said.code) == ("CANCELLED", "B20001")
        await work.scan("B20001")
        await work.sees_no_more("Seen? Scan it again")
        assert work.station.board.lines == []


async def test_a_changed_ticket_stops_the_scan_and_the_second_one_counts(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.must(command_for(kitchen.ticket("20001"), "Filling", "bench-1"), ANA)
    order = kitchen.bakery.order("20001")
    kitchen.bakery.must(ModifyOrder(order.id, pack({"note": "No nuts please"}), "rang"), SUE)
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001")
        await work.sees("notes none -> No nuts please", "Seen? Scan it again, or Enter. Not now: Esc")
        assert (work.station.said.headline, work.station.said.code) == ("CHANGED", "B20001")
        await work.press("enter")
        await work.sees("✓ OK B20001 to Decorating")


async def test_undo_brings_the_ticket_back_into_the_queue(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan("B20001")
        await work.sees("OK")
        assert work.station.board.lines == []
        await work.press("f8")
        await work.sees("✓ UNDONE B20001 undone, at Filling")
        await work.until(lambda: len(work.station.board.lines) == 1, "the ticket in the queue")
    assert kitchen.ticket("20001").stage == "Filling"


async def test_one_number_for_several_cakes_asks_which(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001", cake("1"), cake("2")))
    async with at_work(kitchen) as work:
        await work.scan("20001")
        await work.sees("WHICH ONE?", "B20001A, B20001B")


async def test_what_the_disk_did_not_take_is_never_green(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:

        def full(*_: object, **__: object) -> None:
            raise NotRecorded("The disk is full: free some space")

        with monkeypatch.context() as patched:
            patched.setattr("kitchen_tui.workplace.issue", full)
            await work.scan("B20001")
            text = await work.sees("■ NOT RECORDED B20001: The disk is full: free some space")
            assert "OK" not in text
        await work.rest()
        await work.scan("20001")
        await work.sees("✓ OK B20001")


async def test_a_failure_that_nobody_expected_is_an_answer_too(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:

        def broken(*_: object, **__: object) -> None:
            raise ValueError("secret in a variable")

        monkeypatch.setattr("kitchen_tui.desk.classify", broken)
        await work.scan("B20001")
        await work.sees("NOT RECORDED", "Something went wrong (ValueError): scan it again")


async def test_a_station_whose_clerk_has_gone_says_so_to_every_scan(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:

        def dies(*_: object, **__: object) -> None:
            raise SystemExit(1)

        monkeypatch.setattr("kitchen_tui.desk.classify", dies)
        await work.scan("B20001")
        await work.sees("NOT RECORDED", "This station has stopped (SystemExit): start it again")
        work.station.action_back()
        await work.scan("B20001")
        await work.sees("NOT RECORDED")


async def test_a_verdict_stays_and_then_makes_room(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "said", lambda verdict: said(verdict)._replace(shown_ms=300))
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan("B20001")
        await work.sees("OK", "THIS TICKET")
        await work.sees("READY", "NOTHING TO DO HERE")


async def test_a_question_ends_by_itself(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kitchen_tui.widgets.said.ASKED_MS", 300)
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001")
        await work.sees("SURE?")
        await work.sees("READY")
        kitchen.machine.wait(10_001)
        await work.press("enter")
        await work.rest()
    assert kitchen.ticket("20001").stage == "Filling"


async def test_a_question_is_left_behind_at_its_station(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001")
        await work.sees("SURE?")
        await work.press("f1")
        await work.sees("READY", "FILLING 1")
        await work.press("enter")
        await work.rest()
    assert kitchen.ticket("20001").stage == "Filling"
