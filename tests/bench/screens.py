"""A scan at one screen until another screen shows it: two stations in terminals, their agents, one hub, all of them
processes on one machine; beside what the bare Redis between hubs takes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from data.store.home import open_store
from hardware.scan.badges import badge_code
from tests.bench import product
from tests.bench.figure import Figure, percentile_ms
from tests.bench.hub import ROOT
from tests.bench.hub_shop import FIRST_BADGE
from tests.bench.kit import Kit, first_in_line, now
from tests.bench.pokes import bare_redis
from tests.bench.station import PATIENCE, TYPED_OVER, started
from tests.bench.subject import Launch, MissingError
from tests.bench.sync_house import STORE, exchanged, house
from tests.terminal.screen import Terminal

WARM_UP = 5
PAINTED_MS = 250.0
_PAUSE_S = 0.5
"""Between two scans of a person."""
_IN_LINE = (
    "SELECT code FROM ticket WHERE stage = 'Filling' AND in_queue "
    "ORDER BY due_date, size_rank, size, number_sort, id LIMIT ?"
)


def measure(kit: Kit) -> Iterator[Figure]:
    if kit.subject is not product:
        raise MissingError("the peers have no hub")
    scans = kit.choose(120, 25)
    with first_in_line(), house(kit, WARM_UP + scans) as shop, ExitStack() as open_:
        here, there = shop.terminal(), shop.terminal()
        for folder in (here, there):
            exchanged(folder)
        codes = _in_line(there, WARM_UP + scans)
        for folder in (here, there):
            open_.enter_context(agent(folder))
        one, other = (open_.enter_context(started(station(folder))) for folder in (here, there))
        for screen in (one, other):
            screen.wait_for(product.READY, PATIENCE)
        times = [_shown(one, other, code) for code in codes][WARM_UP:]
    raw = asyncio.run(bare_redis(kit.choose(500, 100)))
    for percent in (50, 99):
        goal = PAINTED_MS if percent == 99 else None
        beside = percentile_ms(raw, percent)
        said = f"bare Redis, publish to receive: {beside:.2g} ms"
        yield Figure(f"scan here to paint there, p{percent}", percentile_ms(times, percent), "ms", goal=goal, note=said)


def _in_line(folder: Path, count: int) -> list[str]:
    with closing(open_store(folder)) as database:
        return [row[0] for row in database.rows(_IN_LINE, (count,))]


@contextmanager
def agent(folder: Path) -> Iterator[None]:
    argv = [sys.executable, "-m", "sync_agent.cli", "run", "--data-dir", str(folder), "--json"]
    with subprocess.Popen(argv, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def station(folder: Path) -> Launch:
    who = ("--store", STORE, "--station", product.STATION, "--badge", badge_code(FIRST_BADGE))
    where = (*who, "--data-dir", str(folder))
    return Launch((sys.executable, "-m", "kitchen_tui.cli", "station", *where))


def _shown(here: Terminal, there: Terminal, code: str) -> float:
    """Seconds from the scanner's Enter here until the ticket has left the queue there."""
    there.wait_for(code, PATIENCE)
    _rest(here, there)
    entered = here.scan(code, over=TYPED_OVER)
    left = there.wait_until(lambda text: code not in text, f"no {code}", PATIENCE)
    return left - entered


def _rest(*screens: Terminal) -> None:
    end = now() + _PAUSE_S
    while now() < end:
        for screen in screens:
            screen.pump(0.05)
