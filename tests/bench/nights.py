"""What a night of forecasts costs: a store's seconds, whether they grow with the stores, and whether a scan waits."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

from data.core.clock import local_day, plus_days
from data.core.outcome import Put
from data.exchange.directory import Organization
from data.exchange.node import become
from data.forecasts.forecast import UNIT
from data.forecasts.kept import DailySales
from data.organization.policies import Policies
from data.organization.store import Store
from data.stock.item import Product
from data.store.database import Database
from data.store.execute import apply
from data.store.home import make_store, store_path
from data.store.kinds import kind_of
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.forecasts.authority import of_database
from sync_agent.forecasts.beside import scheduler_at
from sync_agent.forecasts.making import Made
from sync_agent.forecasts.worker import Worker
from tests.bench import product
from tests.bench.figure import Figure, median_ms, percentile_ms
from tests.bench.kit import Kit, seconds
from tests.bench.subject import Line, MissingError
from tests.sync_agent.hub.rig import node

ITEMS, DAYS = 30, 365
FEW, MANY = 5, 50
TICKETS, OPEN, SCANS = 20_000, 2_000, 200
GROWS, WAITS = 1.2, 1.5
_PAUSE_S = 0.03
_LETTERS = "ABCDEFGHIJKLMNOQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def measure(kit: Kit) -> Iterator[Figure]:
    """Processor time, with one thread; the stores lie in one file."""
    if kit.subject is not product:
        raise MissingError("the peers foresee nothing")
    many = kit.choose(MANY, 2 * FEW)
    times = _night(kit.new_folder(), many)
    first, all_of = sum(times[1 : FEW + 1]) / FEW, sum(times[1:]) / (len(times) - 1)
    size = f"{ITEMS} items, {DAYS} days, 14 ahead"
    yield Figure(f"forecasts and reasons of a store, {many} a night", all_of, "s CPU", note=size)
    yield Figure("a store of that night", all_of, "s CPU", first, f"the first {FEW}", GROWS)
    yield from _scans(kit)


def _night(folder: Path, stores: int) -> list[float]:
    """Seconds of each store; the first one loads the libraries."""
    names = [f"s{n:02}" for n in range(stores)]
    with closing(make_store(folder)) as database, database.transaction():
        become(database, node("hub", "", above=False, scopes=tuple(names)))
        apply(database, Put(Organization("cakes", "Cakes", 0)))
        for name, letter in zip(names, _LETTERS, strict=False):
            _open(database, name, letter)
            _sell(database, name)
    url, machine, marks = f"sqlite:///{store_path(folder)}", ThisMachine(), [_cpu()]
    scheduler_at(url, machine.now).look()

    def told(_: Made) -> None:
        marks.append(_cpu())

    with of_database(url) as authority:
        Worker(authority, "bench", machine.now, lambda: f"{machine.mono_ms():032}").until_none(told)
    return [after - before for before, after in pairwise(marks)]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _open(database: Database, name: str, letter: str) -> None:
    apply(database, Put(Store(name, name, letter, "UTC", "EUR", "de_DE", "[]", Policies().packed(), "{}", "", 0)))


def _sell(database: Database, store: str) -> None:
    dice, today = random.Random(store), local_day(ThisMachine().now(), "UTC")
    rows = []
    for n in range(ITEMS):
        ident, level = f"{store}-{n}", dice.uniform(2, 60)
        apply(database, Put(Product(ident, store, f"Item {n}", None, None, True)))
        for ago in range(1, DAYS + 1):
            pieces = max(round(dice.gauss(level * (1 + ago % 7 / 10), level**0.5)), 0)
            if pieces:
                rows.append((store, ident, plus_days(today, -ago), pieces * UNIT, 250, False, "bench"))
    database.many(kind_of(DailySales).insert, rows)


def _scans(kit: Kit) -> Iterator[Figure]:
    """Of a terminal that works alone, on whose disk and processor its own forecasts are made meanwhile."""
    bakery = kit.bakery(TICKETS, OPEN)
    scans = kit.choose(SCANS, 40)
    codes = kit.subject.scannable(bakery, 2 * scans + 1)
    folder = kit.copy(bakery)
    with closing(SqliteDatabase(store_path(folder))) as database:
        (store,) = [row[0] for row in database.rows("SELECT id FROM store ORDER BY id LIMIT 1")]
        with database.transaction():
            _sell(database, store)
    # Not first in line: the process would inherit that, and nobody could say that it gives way.
    with closing(kit.subject.open_line(folder)) as line:
        line.scan(codes.pop())
        alone = [_one(line, codes.pop()) for _ in range(scans // 2)]
        with _made_again_and_again(folder) as made:
            beside = [_one(line, codes.pop()) for _ in range(scans) if made()]
        alone += [_one(line, codes.pop()) for _ in range(scans // 2)]
    yield Figure("scan while forecasts are made, p50", median_ms(beside), "ms", median_ms(alone), "else", WAITS)
    yield Figure(
        "scan while forecasts are made, p95", percentile_ms(beside, 95), "ms", percentile_ms(alone, 95), "else"
    )


def _one(line: Line, code: str) -> float:
    """A scan, as often as many hands make them."""
    time.sleep(_PAUSE_S)
    return seconds(line.scan, code)


@contextmanager
def _made_again_and_again(folder: Path) -> Iterator[Callable[[], bool]]:
    """A process makes the forecasts of this folder; what is given is called between two scans, and begins the next
    one when it has ended."""
    command = [sys.executable, "-m", "sync_agent.cli", "forecast", "run", "--data-dir", str(folder), "--json"]
    running: list[subprocess.Popen[bytes]] = []

    def at_work() -> bool:
        if not running or running[-1].poll() is not None:
            running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return True

    try:
        yield at_work
    finally:
        if running:
            running[-1].kill()
            running[-1].wait()
