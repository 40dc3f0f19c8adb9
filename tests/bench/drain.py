"""What waited goes up, comes down at another terminal, and begins a new one: the agent's own way to a hub process over
PostgreSQL, beside the least that can be done and beside PouchDB, in one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from data.store.home import open_store
from tests.bench import pouchdb, product
from tests.bench.figure import Figure
from tests.bench.kit import Kit
from tests.bench.subject import MissingError
from tests.bench.sync_bound import bound
from tests.bench.sync_house import exchanged, held, house, queued, unsent
from tests.bench.wire import counted
from tests.support.databases import postgres_database

COMMANDS, ON_THE_WIRE = 10_000, 1_000
ROWS = 50_000
BYTES_GOAL = 60


@dataclass(frozen=True, slots=True)
class Times:
    """Microseconds: a command that drains, a command that is pulled, a row of a new replica."""

    drain: float
    pull: float
    begin: float


def measure(kit: Kit) -> Iterator[Figure]:
    if kit.subject is not product:
        raise MissingError("the peers have no hub")
    commands, rows = kit.choose(COMMANDS, ON_THE_WIRE), kit.choose(ROWS, ROWS // 10)
    ours, some, bytes_up, bytes_down = _ours(kit, commands)
    raw = _raw(kit, commands, rows)
    peer = pouchdb.times(kit.new_folder(), commands, rows)
    yield _beside("a queued command drains", ours.drain, raw.drain, 1 / 0.5, f"{commands:,} at {_rate(ours.drain)}")
    yield _beside("a command is pulled by another", ours.pull, raw.pull, None, f"at {_rate(ours.pull)}")
    yield _beside("a row of a new replica", ours.begin, raw.begin, 1 / 0.65, f"{some:,} rows at {_rate(ours.begin)}")
    if peer is not None:
        pairs = zip(_NAMES, (ours.drain, ours.pull, ours.begin), peer, (4, 6, 6), strict=True)
        for name, mine, seconds, times in pairs:
            each = 1e6 * seconds / (rows if name == _NAMES[2] else commands)
            yield Figure(f"{name}, and PouchDB's", mine, "us", each, f"PouchDB {_rate(each)}", 1 / times)
    said = f"head, token and signature included; {bytes_down:.0f} come down"
    yield Figure("a command on the wire", bytes_up, "bytes", goal=BYTES_GOAL, note=said)


_NAMES = ("a queued command drains", "a command is pulled by another", "a row of a new replica")


def _beside(name: str, ours: float, raw: float, goal: float | None, said: str) -> Figure:
    return Figure(name, ours, "us", raw, f"raw {_rate(raw)}", goal, said)


def _rate(each_us: float) -> str:
    return f"{1e6 / each_us:,.0f} a second"


def _ours(kit: Kit, commands: int) -> tuple[Times, int, float, float]:
    """Also the rows of the new replica, and the bytes of a command up and down."""
    with house(kit, commands + ON_THE_WIRE) as shop:
        first, second = shop.terminal(), shop.terminal()
        for each in (first, second):
            exchanged(each)
        queued(first, commands)
        drain = exchanged(first)
        pull = exchanged(second)
        third = shop.terminal()
        begin = exchanged(third)
        rows = _the_same(first, third)
        with counted(shop.url) as way:
            fourth = shop.terminal(way.url)
            exchanged(fourth)
            queued(fourth, ON_THE_WIRE)
            up, down = way.up, way.down
            exchanged(fourth)
            up, down = way.up - up, way.down - down
    times = Times(1e6 * drain / commands, 1e6 * pull / commands, 1e6 * begin / rows)
    return times, rows, up / ON_THE_WIRE, down / ON_THE_WIRE


def _the_same(first: Path, third: Path) -> int:
    """The rows that both hold; raises RuntimeError when they do not hold the same."""
    exchanged(first)
    with closing(open_store(first)) as one, closing(open_store(third)) as other:
        rows = held(other)
        if unsent(one) or held(one) != rows:
            raise RuntimeError("the terminals do not hold the same")
    return len(rows)


def _raw(kit: Kit, commands: int, rows: int) -> Times:
    folder = kit.new_folder()
    with postgres_database() as url, bound(url, rows) as least:
        drain = least.drain(folder / "first.sqlite3", commands)
        pull = least.pull(folder / "second.sqlite3", commands)
        begin = least.begin(folder / "third.sqlite3", rows)
    return Times(1e6 * drain / commands, 1e6 * pull / commands, 1e6 * begin / rows)
