"""What a command barcode asked for stays in sight as long as the next ticket answers it, and not longer."""

from __future__ import annotations

import pytest

from hardware.scan.badges import badge_code
from hardware.scan.commands import command_code
from kitchen_tui.widgets import said as words
from tests.kitchen_tui.at_work import BADGES, AtWork, Kitchen, at_work
from tests.support.cast import BANNOS
from tests.support.dockets import docket

ASKS = {
    "REPRINT": "? LABEL",
    "HANDOVER": "? HAND OVER",
    "ASSIGN": "? ASSIGN",
    "QCSMUDGEDORDAMAGED": "? SEND BACK",
}


def order(verb: str) -> str:
    return command_code(bytes.fromhex(BANNOS.secret), verb)


@pytest.fixture(autouse=True)
def _short_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said besides leaves the screen soon."""
    shown = words.said
    monkeypatch.setattr(
        words, "said", lambda verdict: s if (s := shown(verdict)).question else s._replace(shown_ms=300)
    )
    refused = words.not_signed_in
    monkeypatch.setattr(words, "not_signed_in", lambda *told: refused(*told)._replace(shown_ms=300))


def open_kind(work: AtWork) -> str | None:
    question = work.app.clerk._post.desk.question()
    return question.kind if question is not None else None


@pytest.mark.parametrize("verb", ASKS)
@pytest.mark.parametrize(("code", "answer"), [("B77777", "UNKNOWN, KEPT"), (badge_code(3), "UNKNOWN BADGE")])
async def test_a_refusal_in_between_gives_the_place_back_to_the_question(
    kitchen: Kitchen, verb: str, code: str, answer: str
) -> None:
    async with at_work(kitchen, badge="sue") as work:
        await work.scan(order(verb))
        await work.sees(ASKS[verb])
        await work.scan(code)
        await work.sees(answer)
        await work.sees(ASKS[verb], "Not now: Esc")
        await work.press("escape")
        await work.sees("READY")
        await work.until(lambda: open_kind(work) is None, "the question to be closed")


async def test_esc_says_no_to_the_question_behind_a_refusal(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan(order("REPRINT"))
        await work.sees("? LABEL")
        await work.scan("B77777")
        await work.sees("LABEL still waits")
        await work.press("escape")
        await work.sees("READY")
        await work.scan("B20001")
        await work.sees("OK B20001 to Covering")


async def test_another_station_by_key_leaves_the_question_behind_a_refusal(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        await work.scan(order("REPRINT"))
        await work.sees("? LABEL")
        await work.scan("B77777")
        await work.sees("LABEL still waits")
        await work.press("f2")
        await work.sees("READY")
        await work.until(lambda: open_kind(work) is None, "the question to be closed")


async def test_a_key_in_between_gives_the_place_back_to_the_question(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan(order("HANDOVER"))
        await work.sees("? HAND OVER")
        await work.press("f9")
        await work.sees("OK B20001 label")
        await work.sees("? HAND OVER", "Not now: Esc")


async def test_the_answer_ends_the_question_on_the_screen_too(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.scan(order("REPRINT"))
        await work.sees("? LABEL")
        await work.scan("B20001")
        await work.sees("OK B20001 label")
        await work.sees("READY")
        assert not work.station.asks


async def test_a_station_code_between_two_commands_does_not_take_the_second_ones_question_away(
    kitchen: Kitchen,
) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        work.types(f"{order('REPRINT')}\r{order('PACKING')}\r{order('ASSIGN')}\r")
        await work.sees("? ASSIGN")
        await work.rest()
        assert (work.station.stage, open_kind(work)) == ("Packing", "assign")
        await work.scan("B20001")
        await work.sees("OK B20001 to Ana")


async def test_a_question_of_before_the_start_is_not_answered_by_whoever_comes_then(kitchen: Kitchen) -> None:
    kitchen.desk().scan(order("CLOCKIN"), "Filling", None)
    async with at_work(kitchen, badge=None) as work:
        await work.scan(BADGES["bo"])
        await work.sees("HELLO Bo")


async def test_a_question_at_the_door_stays_in_sight(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge=None) as work:
        await work.scan(order("CLOCKIN"))
        await work.sees("? CLOCK IN")
        await work.scan("B20001")
        await work.sees("SIGN IN FIRST")
        await work.sees("? CLOCK IN", "Not now: Esc")
        await work.scan(BADGES["bo"])
        await work.sees("Bo clocked in")
        await work.sees("SIGN IN Scan your badge")
