"""Who stands here: a badge, or a number and a PIN that nobody can read, guess, or leave behind."""

from __future__ import annotations

import pytest

from kitchen_tui.keys import PinVerifier, badge_hash
from kitchen_tui.news import SerialHeard
from kitchen_tui.screens.listening import now_ms
from kitchen_tui.sign_in import Door
from tests.kitchen_tui.at_work import BADGES, PIN, AtWork, Kitchen, at_work
from tests.support.dockets import docket

SIGN_OUT = "DOSIGNOUT"


async def type_in(work: AtWork, text: str) -> None:
    await work.rest()
    work.types(text + "\r")


async def test_a_badge_signs_in(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge=None) as work:
        await work.sees("SIGN IN", "nobody signed in")
        await work.scan(BADGES["ana"])
        await work.sees("HELLO Ana", "Banno's Ana")


async def test_another_badge_takes_over_and_its_next_scan_is_that_persons(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        work.types(BADGES["bo"] + "\r" + "B20001\r")
        await work.sees("OK B20001", "Banno's Bo")
    assert [fact.staff_name for fact in kitchen.bakery.facts(kitchen.ticket("20001"))] == ["Bo"]


async def test_a_badge_of_nobody_opens_nothing(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    unknown = "ID00000000000"
    async with at_work(kitchen, badge=None) as work:
        await work.scan(unknown + "0")
        await work.sees("UNKNOWN BADGE This badge is not known here")
        await work.scan("B20001")
        await work.sees("SIGN IN FIRST")
    assert kitchen.ticket("20001").stage == "Filling"


async def test_number_and_pin_sign_in_and_the_pin_is_never_seen(kitchen: Kitchen) -> None:
    kitchen.give_pin("ana")
    async with at_work(kitchen, badge=None) as work:
        await type_in(work, "101")
        await work.sees("Type your PIN and press Enter", "PIN of 101")
        await work.rest()
        work.types(PIN[:4])
        await work.sees("PIN of 101 ••••")
        assert PIN[:4] not in work.text()
        work.types(PIN[4:] + "\r")
        await work.sees("HELLO Ana")
        assert "•" not in work.text()


async def test_a_pin_that_is_typed_before_the_number_is_not_shown(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge=None) as work:
        work.types(PIN)
        await work.sees(f"{PIN[:4]}••")
        assert PIN not in work.text()


async def test_a_wrong_pin_says_how_long_to_wait_and_is_no_ticket(kitchen: Kitchen) -> None:
    kitchen.give_pin("ana")
    async with at_work(kitchen, badge=None) as work:
        await type_in(work, "101")
        await type_in(work, "20001")
        await work.sees("NOT SIGNED IN Number or PIN is wrong", "1 s")
        await type_in(work, PIN)
        await work.sees("Wrong PIN: wait 1 s")
        kitchen.machine.wait(1_000)
        await type_in(work, PIN)
        await work.sees("HELLO Ana")


async def test_a_number_that_nobody_has_gets_the_same_answer(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge=None) as work:
        await type_in(work, "999")
        await type_in(work, PIN)
        await work.sees("NOT SIGNED IN Number or PIN is wrong")


async def test_escape_leaves_the_pin(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge=None) as work:
        await type_in(work, "101")
        await work.sees("PIN of 101")
        await work.press("escape")
        await work.sees("SIGN IN")
        assert "PIN of 101" not in work.text()


async def test_ten_wrong_pins_lock_over_restarts_and_a_supervisors_badge_unlocks(kitchen: Kitchen) -> None:
    kitchen.give_pin("ana")
    door = Door(kitchen.bakery.database, kitchen.machine, PinVerifier(kitchen.folder))  # type: ignore[arg-type]
    for _ in range(9):
        door.pin(101, "000111")
        kitchen.machine.wait(300_000)
    async with at_work(kitchen, badge=None) as work:
        await type_in(work, "101")
        await type_in(work, "000111")
        await work.sees("LOCKED Too many wrong PINs: a supervisor unlocks it with her badge")
    async with at_work(kitchen, badge=None) as work:
        await type_in(work, "101")
        await type_in(work, PIN)
        await work.sees("LOCKED")
        await work.scan(BADGES["bo"])
        await work.sees("HELLO Bo")
        await work.press("f10")
        await work.sees("SIGNED OUT Goodbye Bo")
        await type_in(work, "101")
        await type_in(work, PIN)
        await work.sees("LOCKED")
        await work.scan(BADGES["sue"])
        await work.sees("UNLOCKED PINs can be tried again", "nobody signed in")
        await type_in(work, "101")
        await type_in(work, PIN)
        await work.sees("HELLO Ana")


async def test_a_command_barcode_signs_out(kitchen: Kitchen) -> None:
    from hardware.scan.commands import command_code

    async with at_work(kitchen) as work:
        await work.scan(command_code(bytes(16), "SIGNOUT"))
        await work.sees("SIGNED OUT", "nobody signed in")


async def test_nobody_stays_signed_in_who_has_gone(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    from kitchen_tui.screens import listening

    async with at_work(kitchen) as work:
        await work.press("down")
        real = listening.now_ms
        monkeypatch.setattr(listening, "now_ms", lambda: real() + 14 * 60_000)
        work.station._beat()
        await work.rest()
        assert work.station.person is not None
        monkeypatch.setattr(listening, "now_ms", lambda: real() + 15 * 60_000)
        work.station._beat()
        await work.sees("SIGNED OUT Nobody scanned for 15 minutes", "nobody signed in")


async def test_a_question_put_to_one_person_is_not_answered_by_the_next(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, station="covering") as work:
        await work.scan("B20001")
        await work.sees("SURE?")
        await work.scan(BADGES["bo"])
        await work.sees("HELLO Bo")
        await work.scan("20001")
        await work.sees("SURE?")
    assert kitchen.ticket("20001").stage == "Filling"


async def test_the_store_keeps_no_badge_only_its_hash(kitchen: Kitchen) -> None:
    assert badge_hash(BADGES["ana"]) != BADGES["ana"]
    async with at_work(kitchen) as work:
        assert BADGES["ana"] not in work.text()


async def test_digits_of_a_serial_scanner_are_no_number_and_no_pin(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge=None) as work:
        work.station.post_message(SerialHeard("101", "left", now_ms()))
        await work.sees("SIGN IN FIRST 101")
        await type_in(work, "101")
        await work.sees("PIN of 101")
        work.station.post_message(SerialHeard("9312345678901", "left", now_ms()))
        await work.sees("SIGN IN FIRST")
        await work.sees("PIN of 101")
    assert kitchen.bakery.database.rows("SELECT count(*) FROM pin_guard") == [(0,)]


async def test_a_ticket_that_came_before_the_badge_counts_right_behind_it(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, badge=None) as work:
        await work.scan("B20001")
        await work.sees("SIGN IN FIRST")
        work.types(f"{BADGES['ana']}\rB20001\r")
        await work.sees("OK B20001 to Covering")


async def test_the_same_ticket_right_behind_another_badge_is_that_persons_scan(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan("B20001")
        await work.sees("OK B20001 to Covering")
        await work.scan(BADGES["bo"])
        await work.sees("HELLO Bo")
        await work.scan("B20001")
        await work.sees("ALREADY DONE B20001 Filling already done by Ana")
