"""The whole of it: two terminals with their agents as processes, a hub behind a port, and the screen of one of them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.people.commands import SetBadge
from data.store.sqlite import SqliteDatabase
from kitchen_tui.app import KitchenApp
from kitchen_tui.desk import Desk
from kitchen_tui.keys import badge_hash
from tests.kitchen_tui.at_work import BADGES, PATIENCE_S, AtWork
from tests.support.bakery import Bakery
from tests.support.cast import OTHER_BENCH
from tests.support.clockwork import Clockwork
from tests.sync_agent.agent import rig

ROOT = Path(__file__).resolve().parents[2]
CAKES = 4


@dataclass
class Town:
    """The folders of the hub and of two terminals; `other` is the second one's app."""

    hub: Path
    ours: Path
    theirs: Path
    other: SqliteDatabase


@pytest.fixture
def town(template: Path, tmp_path: Path) -> Iterator[Town]:
    path = rig.found_hub(template, tmp_path / "hub", CAKES)
    with closing(SqliteDatabase(path)) as database:
        Bakery(database, Clockwork(mark=77)).must(SetBadge("ana", badge_hash(BADGES["ana"])))
    ours, theirs = (rig.enrol(template, tmp_path / name, name) for name in ("t1", "t2"))
    with closing(rig.opened(theirs)) as other:
        yield Town(path, ours, theirs, other)


@contextmanager
def agent(folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Of a terminal; gone at the end, without a word."""
    command = [sys.executable, "-m", "tests.sync_agent.agent.agent_child", str(folder), folder.name, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def has_heard(folder: Path) -> None:
    """Goes on as soon as the terminal has its first news."""
    end = time.monotonic() + PATIENCE_S
    with closing(rig.opened(folder)) as database:
        while len(rig.to_fill(database)) < CAKES:
            assert time.monotonic() < end
            time.sleep(0.02)


@asynccontextmanager
async def station(town: Town) -> AsyncIterator[AtWork]:
    """The first terminal's screen, as soon as its agent has fetched what there is."""
    has_heard(town.ours)
    app = KitchenApp(lambda: Desk.at(town.ours), town.ours, "filling", BADGES["ana"])
    async with app.run_test(size=(110, 32)) as pilot:
        work = AtWork(app, pilot)
        await work.sees("Ana", f"FILLING {CAKES}")
        yield work


async def test_what_one_terminal_scans_the_other_shows(town: Town) -> None:
    with rig.hub_at(town.hub) as hub, agent(town.ours, hub.url), agent(town.theirs, hub.url):
        async with station(town) as work:
            await work.sees("HUB")
            await work.until(lambda: rig.to_fill(town.other), "the other's first news")
            # Whoever sends hears what is new in the same breath: nobody waits here for the next time to look.
            first, second, *_ = rig.to_fill(town.other)
            rig.fill(town.other, first, terminal=OTHER_BENCH)
            await work.until(lambda: rig.final(town.other) == 1, "the hub to have it")
            mine = work.station.board.lines[-1]
            await work.scan(mine.code)
            await work.sees(f"OK {mine.code}", f"FILLING {CAKES - 2}")
            await work.sees_no_more("unsent")
            rig.fill(town.other, second, terminal=OTHER_BENCH)
            await work.until(lambda: mine.id not in rig.to_fill(town.other), "the scan to be seen there")


async def test_a_hub_that_goes_away_costs_nobody_a_scan(town: Town) -> None:
    with rig.hub_at(town.hub) as hub, agent(town.ours, hub.url):
        port, url = hub.port, hub.url
        async with station(town) as work:
            await work.sees("HUB")
    with agent(town.ours, url):
        async with station(town) as work:
            await work.scan(work.station.board.lines[0].code)
            await work.sees("OK", "1 unsent")
            await work.sees("HUB UNREACHABLE since")
            with rig.hub_at(town.hub, port):
                await work.sees_no_more("unsent")
                await work.sees_no_more("UNREACHABLE")


async def test_an_agent_that_is_killed_is_missed_and_the_next_one_goes_on(town: Town) -> None:
    with rig.hub_at(town.hub) as hub, agent(town.ours, hub.url) as process:
        async with station(town) as work:
            await work.sees("HUB")
            process.kill()
            await work.sees("NO AGENT", "The sync agent does not run")
            await work.scan(work.station.board.lines[0].code)
            await work.sees("OK", "1 unsent")
            with agent(town.ours, hub.url):
                await work.sees_no_more("NO AGENT")
                await work.sees_no_more("unsent")
