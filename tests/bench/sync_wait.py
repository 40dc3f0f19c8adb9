"""How long a scan waits while news is swapped in, in another process, beside the same scans with nobody else at work;
how long a swap has the database to itself; and what a rebase costs with commands that wait."""

from __future__ import annotations

import json
import math
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from data.core.actor import Actor, Role
from data.core.packed import pack
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.exchange.versions import lock, stamp
from data.ledger.serve import serve
from data.line.complete import CompleteFilling
from data.replica.asking import MOST_COMMANDS, request
from data.replica.issue import Seat, issue
from data.replica.rebase import absorb
from data.store.home import open_store
from data.store.machine import ThisMachine
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from tests.bench import product
from tests.bench.figure import Figure, percentile_ms
from tests.bench.kit import Kit, first_in_line, now
from tests.bench.subject import MissingError

TICKETS, OPEN = 20_000, 5_000
CHANGED = 1_000
WAIT_MS = 50
PULLS_S = 0.25
"""As often as an agent pulls at most."""
PENDING = (0, 50, 500, 1_000)
SIZES = (100, 1_000, 10_000)
SLOWER = 2.0
_FILLING = "SELECT id FROM ticket WHERE store_id = ? AND stage = 'Filling' ORDER BY number_sort, id"
_OTHERS = "SELECT id FROM ticket WHERE store_id = ? AND stage <> 'Filling' ORDER BY number_sort, id"
_ANA = Actor("bench-staff", "Ana", Role.STAFF)
_TERMINAL = "bench-terminal"


def measure(kit: Kit) -> Iterator[Figure]:
    if kit.subject is not product:
        raise MissingError("the peers have no hub")
    bakery = kit.bakery(TICKETS, OPEN)
    scans = kit.choose(400, 120)
    idle, _ = _scanned(kit, bakery, scans, lambda pair: None)
    beside, holds = _scanned(kit, bakery, scans, lambda pair: pair.hear_change(CHANGED))
    said = f"{CHANGED:,} changed rows again and again meanwhile"
    for percent in (50, 99):
        before = percentile_ms(idle, percent)
        name = f"scan beside a swap, p{percent}"
        goal = SLOWER if percent == 99 else None
        yield Figure(name, percentile_ms(beside, percent), "ms", before, "alone", goal, note=said)
    yield Figure("longest wait of a scan beside a swap", max(beside) * 1e3, "ms", goal=WAIT_MS)
    yield Figure(f"a swap of {CHANGED:,} has it, beside scans, p50", percentile_ms(holds, 50), "ms")
    yield Figure(f"a swap of {CHANGED:,} has it, beside scans, p99", percentile_ms(holds, 99), "ms", goal=WAIT_MS)
    with _paired(kit, bakery) as pair:
        for rows in SIZES:
            held = pair.holds(rows, kit.choose(40, 10))
            yield Figure(f"a swap of {rows:,} has it, alone, p50", percentile_ms(held, 50), "ms")
            goal = WAIT_MS if rows <= CHANGED else None
            yield Figure(f"a swap of {rows:,} has it, alone, p99", percentile_ms(held, 99), "ms", goal=goal)
    with _paired(kit, bakery) as pair:
        costs = {waiting: pair.cost(waiting) for waiting in PENDING}
    for waiting, (untouched, touched) in costs.items():
        yield Figure(f"swap, {waiting:,} wait, none touched", untouched * 1e3, "ms", costs[0][0] * 1e3, "none wait")
        if waiting:
            each = (touched - untouched) / waiting
            least = (costs[50][1] - costs[50][0]) / 50
            yield Figure(f"made again, of {waiting:,}", each * 1e3, "ms", least * 1e3, "of 50", 1.5)


class _Holding(SqliteDatabase):
    """Keeps how long each transaction has the database to itself, its commit included."""

    def __init__(self, path: Path) -> None:
        self.held: list[float] = []
        super().__init__(path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        began = math.inf
        try:
            with super().transaction():
                began = now()
                yield
        finally:
            self.held.append(now() - began)


@dataclass
class _Pair(ExitStack):
    """A hub and a terminal below it, in step."""

    folder: Path
    hub: SqliteDatabase
    terminal: _Holding
    machine: ThisMachine = field(default_factory=ThisMachine)

    def __post_init__(self) -> None:
        super().__init__()
        self.callback(self.hub.close)
        self.callback(self.terminal.close)
        self.filling, self.others = (
            [row[0] for row in self.hub.rows(sql, (product.STORE,))] for sql in (_FILLING, _OTHERS)
        )
        self.filled = 0
        self.hear()

    def change(self, tickets: list[str]) -> None:
        """Somebody moves some cakes to another shelf."""
        keys = []
        with self.hub.transaction():
            lock(self.hub, (product.STORE,))
            for ticket in tickets:
                self.hub.run("UPDATE ticket SET storage = ? WHERE id = ?", (secrets.token_hex(3), ticket))
                keys.append(("ticket", pack([ticket])))
            stamp(self.hub, keys, (product.STORE,), _fresh, self.machine.now())

    def hear(self, most: int = 0) -> float:
        """Seconds of the swap; of what waits here so many commands go up before."""
        answer = serve(self.hub, request(self.terminal, most), _fresh, self.machine.now())
        begun = now()
        absorb(self.terminal, answer, _fresh, wanted=self.terminal.wanted)
        return now() - begun

    def hear_change(self, rows: int) -> None:
        self.change(self.others[:rows])
        self.hear(MOST_COMMANDS)

    def holds(self, rows: int, times: int) -> list[float]:
        """Seconds that swaps of so many rows have the database; the log is moved away between them."""
        self.terminal.held.clear()
        for _ in range(times):
            self.hear_change(rows)
            self.terminal.tidy(always=True)
        return self.terminal.held

    def cost(self, waiting: int) -> tuple[float, float]:
        """Seconds of a swap with so many commands that wait: when it touches none of them, and all."""
        for ticket in self.filling[self.filled : waiting]:
            issue(self.terminal, Seat(_TERMINAL, ""), _ANA, CompleteFilling(ticket), self.machine.stamp())
        self.filled = max(self.filled, waiting)
        times = []
        for tickets in (self.others, self.filling):
            self.change(tickets[:CHANGED])
            times.append(self.hear())
        return times[0], times[1]


def _fresh() -> str:
    return secrets.token_hex(16)


def _paired(kit: Kit, bakery: Path) -> _Pair:
    above, below = open_store(kit.copy(bakery)), kit.copy(bakery)
    _enrol(above, upstream=False)
    terminal = _Holding(below / FILE_NAME)
    _enrol(terminal, upstream=True)
    return _Pair(below, above, terminal)


def _enrol(database: SqliteDatabase, *, upstream: bool) -> None:
    ident, epoch = ("terminal", "") if upstream else ("hub", _fresh())
    scopes = packed_scopes((product.STORE,))
    with database.transaction():
        become(database, Node(ident, _TERMINAL, _fresh(), 0, "", upstream, not upstream, epoch, scopes))


def _scanned(kit: Kit, bakery: Path, scans: int, meanwhile: Callable[[_Pair], None]) -> tuple[list[float], list[float]]:
    """Seconds of each scan of a station in another process, and those for which the swaps had the database."""
    with _paired(kit, bakery) as pair, first_in_line():
        pair.terminal.held.clear()
        command = [sys.executable, "-m", "tests.bench.sync_scans", str(pair.folder), str(scans)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as station:
            assert station.stdout is not None
            assert station.stdout.readline() == "READY\n"
            while station.poll() is None:
                meanwhile(pair)
                time.sleep(PULLS_S)
            seconds: list[float] = json.loads(station.stdout.read())
        return seconds, pair.terminal.held
