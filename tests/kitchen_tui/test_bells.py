"""The bell tells accepted, refused, stop and late apart, can be switched off, and never says anything alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from data.core.clock import MINUTE
from kitchen_tui import bells
from kitchen_tui.appearance import keep_quiet
from kitchen_tui.lateness import Lateness
from kitchen_tui.verdict import FAILED, Verdict
from kitchen_tui.widgets.due import Clock
from kitchen_tui.widgets.lines import TONES
from kitchen_tui.widgets.said import READY, Said, said
from tests.kitchen_tui.at_work import AtWork, Kitchen, at_work
from tests.support.cast import TODAY
from tests.support.dockets import cake, docket

ZONE = "Australia/Sydney"


class Ears:
    """Counts the rings of an app, and when they came."""

    def __init__(self, work: AtWork, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: list[float] = []
        monkeypatch.setattr(work.app, "bell", lambda: self.heard.append(time.monotonic()))

    async def rings(self, what: Callable[[], Awaitable[None]]) -> list[float]:
        """The pauses between the rings that something causes."""
        self.heard.clear()
        await what()
        await asyncio.sleep(1.3)
        return [later - earlier for earlier, later in zip(self.heard, self.heard[1:], strict=False)]


@pytest.mark.parametrize("tone", TONES)
def test_every_verdict_has_its_bell(tone: str) -> None:
    assert len(bells.pauses(tone)) + 1 == (1 if tone in ("ok", "done", "idle") else 2)


def test_no_two_meanings_ring_alike() -> None:
    meanings = [bells.pauses(tone) for tone in (bells.OK, bells.NO, bells.STOP, bells.LATE)]

    assert len(set(meanings)) == 4
    assert len(bells.pauses(bells.STOP)) == 2
    assert max(bells.pauses(bells.LATE)) > 2 * max(bells.pauses(bells.NO))


def test_a_stop_rings_as_a_stop_whatever_its_colour() -> None:
    assert bells.tone_of(Said("no", "CHANGED", "B20001", large=True)) == bells.STOP
    assert bells.tone_of(said(Verdict(FAILED, "no_store", "The disk is full"))) == "failed"
    assert bells.tone_of(READY) == "idle"


async def test_what_is_heard_is_what_is_seen(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    kitchen.bakery.take_in(docket("20001", cake()))
    async with at_work(kitchen) as work:
        ears = Ears(work, monkeypatch)

        async def accepted() -> None:
            await work.scan("B20001")
            await work.sees("OK B20001")

        async def refused() -> None:
            await work.scan("B99999")
            await work.sees("UNKNOWN")

        assert await ears.rings(accepted) == []
        assert len(ears.heard) == 1
        (pause,) = await ears.rings(refused)
        assert 0.1 < pause < 0.6


async def test_a_terminal_that_is_to_be_quiet_does_not_ring(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_quiet(kitchen.folder, True)
    async with at_work(kitchen) as work:
        ears = Ears(work, monkeypatch)

        async def refused() -> None:
            await work.scan("B99999")
            await work.sees("UNKNOWN")

        assert await ears.rings(refused) == []
        assert ears.heard == []


async def test_a_ticket_that_becomes_late_rings_and_is_said_until_a_key_is_pressed(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = {"due_date": TODAY, "window": "10:02 and 12:00", "window_from": 602, "window_to": 720}
    kitchen.bakery.take_in(docket("20001", cake(), **due))
    async with at_work(kitchen) as work:
        await work.sees("READY", "SOON 1")
        ears = Ears(work, monkeypatch)

        async def time_goes_by() -> None:
            kitchen.machine.at += 3 * MINUTE
            await work.sees("LATE 1", "1 ticket has become late", "Seen: any key")

        (pause,) = await ears.rings(time_goes_by)
        assert 0.7 < pause < 1.3

        kitchen.machine.at += 1 * MINUTE
        await work.sees("10:04", "1 ticket has become late")
        assert len(ears.heard) == 2

        await work.press("down")
        await work.sees("READY", "LATE 1")
        assert "has become late" not in work.text()


@pytest.mark.parametrize(
    ("minutes", "many"),
    [((0, 1), 0), ((1, 2), 1), ((0, 3), 3), ((2, 3), 2), ((3, 9), 0)],
    ids=str,
)
def test_only_what_time_made_late_is_news(minutes: tuple[int, int], many: int) -> None:
    from data.core.clock import at_minute

    due = {(TODAY, 602): 1, (TODAY, 603): 2, (None, None): 5, (TODAY, None): 7}
    before, now = (Clock(at_minute(TODAY, 600 + n, ZONE), ZONE, 90 * MINUTE) for n in minutes)
    lateness = Lateness()

    assert lateness.passed(due, before, now) == bool(many)
    assert (lateness.said is not None) == bool(many)
    if lateness.said is not None:
        assert lateness.said.says.startswith(f"{many} ticket")
        assert lateness.seen() is not None
        assert lateness.said is None


def test_what_was_late_when_the_station_began_is_no_news() -> None:
    from data.core.clock import at_minute

    assert not Lateness().passed({(TODAY, 300): 4}, None, Clock(at_minute(TODAY, 600, ZONE), ZONE, 0))
