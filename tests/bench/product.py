"""The product, as the benches hold it: the only place here that imports or launches it."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from data.kitchen.stages import FILLING
from data.questions.queue import QueueFilter, queue_for
from kitchen_tui.desk import Desk
from tests.bench.bakery import fill
from tests.bench.subject import Launch, Line, MissingError

STORE, STATION = "bannos", "filling"
READY = re.compile(STATION, re.IGNORECASE)
_BADGE = "bench-badge.txt"
_SCANNABLE = (
    "SELECT code FROM ticket WHERE store_id = ? AND stage = 'Filling' AND in_queue AND cancelled_at IS NULL "
    "ORDER BY due_date, size_rank, size, number_sort, id LIMIT ?"
)
_TIMES_DONE = (
    "SELECT count(*) FROM ticket t JOIN stage_fact f ON f.ticket_id = t.id "
    "WHERE t.code = ? AND f.stage = 'Filling' AND f.kind = 'observed'"
)


def bakery(folder: Path, tickets: int, open_tickets: int) -> None:
    (folder / _BADGE).write_text(fill(folder, STORE, tickets, open_tickets))


def database(folder: Path) -> Path:
    return folder / "bakeline.sqlite3"


def scannable(folder: Path, count: int) -> list[str]:
    with closing(sqlite3.connect(database(folder))) as db:
        codes = [code for (code,) in db.execute(_SCANNABLE, (STORE, count))]
    if len(codes) < count:
        raise ValueError(f"{len(codes)} tickets at Filling, {count} are needed")
    return codes


class Station:
    """The product's own path of a scan, without its screen."""

    def __init__(self, folder: Path) -> None:
        self._desk = Desk.at(folder, STORE)
        actor = self._desk.door.badge((folder / _BADGE).read_text()).actor
        if actor is None:
            raise MissingError("the badge of the bench is unknown")
        self._actor = actor

    def scan(self, code: str) -> None:
        verdict = self._desk.scan(code, FILLING, self._actor)
        if verdict.verdict != "accepted":
            raise ValueError(f"{code}: {verdict.headline} {verdict.says}")

    def queue(self) -> int:
        return len(queue_for(self._desk.database, QueueFilter(STORE, FILLING), self._desk.today()))

    def close(self) -> None:
        self._desk.database.close()


def open_line(folder: Path) -> Line:
    return Station(folder)


def station(folder: Path) -> Launch:
    badge = (folder / _BADGE).read_text()
    where = ("--store", STORE, "--station", STATION, "--badge", badge, "--data-dir", str(folder))
    return Launch((sys.executable, "-m", "kitchen_tui.cli", "station", *where))


def ok(code: str) -> re.Pattern[str]:
    return re.compile(rf"\bOK\b.*\b{re.escape(code)}\b")


def already(code: str) -> re.Pattern[str]:
    return re.compile(rf"\bALREADY DONE\b.*\b{re.escape(code)}\b")


def times_done(folder: Path, codes: Sequence[str]) -> dict[str, int]:
    with closing(sqlite3.connect(database(folder))) as db:
        return {code: db.execute(_TIMES_DONE, (code,)).fetchone()[0] for code in codes}
