"""How long a scan waits while news is swapped in, in another process, beside the same scans with nobody else at work;
and what a rebase costs with commands that wait."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from data.core.actor import Actor, Role
from data.core.packed import pack
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.exchange.versions import lock, stamp
from data.ledger.serve import serve
from data.line.complete import CompleteFilling
from data.replica.asking import request
from data.replica.issue import Seat, issue
from data.replica.rebase import absorb
from data.store.home import open_store
from data.store.machine import ThisMachine
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
_FILLING = "SELECT id FROM ticket WHERE store_id = ? AND stage = 'Filling' ORDER BY id"
_ANA = Actor("bench-staff", "Ana", Role.STAFF)
_TERMINAL = "bench-terminal"


def measure(kit: Kit) -> Iterator[Figure]:
    if kit.subject is not product:
        raise MissingError("the peers have no hub")
    bakery = kit.bakery(TICKETS, OPEN)
    scans = kit.choose(400, 120)
    idle, beside = _scanned(kit, bakery, scans, lambda pair: None), _scanned(kit, bakery, scans, _Pair.hear_change)
    said = f"{CHANGED:,} changed rows again and again meanwhile"
    for percent in (50, 99):
        before = percentile_ms(idle, percent)
        name = f"scan beside a swap, p{percent}"
        yield Figure(name, percentile_ms(beside, percent), "ms", before, "alone", note=said)
    yield Figure("longest wait of a scan beside a swap", max(beside) * 1e3, "ms", goal=WAIT_MS)
    with _paired(kit, bakery) as pair:
        costs = {waiting: pair.cost(waiting) for waiting in PENDING}
    for waiting, (untouched, touched) in costs.items():
        yield Figure(f"swap, {waiting:,} wait, none touched", untouched * 1e3, "ms", costs[0][0] * 1e3, "none wait")
        if waiting:
            each = (touched - untouched) / waiting
            least = (costs[50][1] - costs[50][0]) / 50
            yield Figure(f"made again, of {waiting:,}", each * 1e3, "ms", least * 1e3, "of 50", 1.5)


@dataclass
class _Pair(ExitStack):
    """A hub and a terminal below it, in step."""

    folder: Path
    hub: SqliteDatabase
    terminal: SqliteDatabase
    machine: ThisMachine = field(default_factory=ThisMachine)

    def __post_init__(self) -> None:
        super().__init__()
        self.callback(self.hub.close)
        self.callback(self.terminal.close)
        self.tickets = [row[0] for row in self.hub.rows(_FILLING, (product.STORE,))]
        self.filled = 0
        self.hear()

    def change(self, first: int) -> None:
        """Somebody moves some cakes to another shelf."""
        keys = []
        with self.hub.transaction():
            lock(self.hub, (product.STORE,))
            for ticket in self.tickets[first : first + CHANGED]:
                self.hub.run("UPDATE ticket SET storage = ? WHERE id = ?", (secrets.token_hex(3), ticket))
                keys.append(("ticket", pack([ticket])))
            stamp(self.hub, keys, (product.STORE,), _fresh, self.machine.now())

    def hear(self) -> float:
        """Seconds of the swap; what waits here keeps waiting."""
        answer = serve(self.hub, request(self.terminal, 0), _fresh, self.machine.now())
        begun = now()
        absorb(self.terminal, answer, _fresh)
        return now() - begun

    def hear_change(self) -> None:
        self.change(0)
        self.hear()

    def cost(self, waiting: int) -> tuple[float, float]:
        """Seconds of a swap with so many commands that wait: when it touches none of them, and all."""
        for ticket in self.tickets[CHANGED + self.filled : CHANGED + waiting]:
            issue(self.terminal, Seat(_TERMINAL, ""), _ANA, CompleteFilling(ticket), self.machine.stamp())
        self.filled = max(self.filled, waiting)
        times = []
        for first in (0, CHANGED):
            self.change(first)
            times.append(self.hear())
        return times[0], times[1]


def _fresh() -> str:
    return secrets.token_hex(16)


def _paired(kit: Kit, bakery: Path) -> _Pair:
    above, below = kit.copy(bakery), kit.copy(bakery)
    return _Pair(below, _enrolled(above, upstream=False), _enrolled(below, upstream=True))


def _enrolled(folder: Path, *, upstream: bool) -> SqliteDatabase:
    database = open_store(folder)
    ident, epoch = ("terminal", "") if upstream else ("hub", _fresh())
    scopes = packed_scopes((product.STORE,))
    with database.transaction():
        become(database, Node(ident, _TERMINAL, _fresh(), 0, "", upstream, not upstream, epoch, scopes))
    return database


def _scanned(kit: Kit, bakery: Path, scans: int, meanwhile: Callable[[_Pair], None]) -> list[float]:
    """Seconds of each scan of a station in another process."""
    with _paired(kit, bakery) as pair, first_in_line():
        command = [sys.executable, "-m", "tests.bench.sync_scans", str(pair.folder), str(CHANGED), str(scans)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as station:
            assert station.stdout is not None
            assert station.stdout.readline() == "READY\n"
            while station.poll() is None:
                meanwhile(pair)
                time.sleep(PULLS_S)
            seconds: list[float] = json.loads(station.stdout.read())
    return seconds
