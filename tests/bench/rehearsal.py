"""The peers in the product's place: a ruler measured with itself shows whether the instruments are true."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.bench import floor, peer
from tests.bench.subject import Launch

READY = peer.READY
QUEUE = (
    "SELECT id, shopify_order_number, barcode, product, size, flavour, stage, priority, due_date FROM orders "
    "WHERE store = ? AND stage <> 'Complete' AND +due_date >= ? AND +due_date <= ? "
    "ORDER BY priority DESC, due_date, size, shopify_order_number LIMIT 200"
)
"""The unary plus keeps the planner from a skip-scan and a sort, which it picks once ANALYZE has run."""


class RawLine:
    def __init__(self, path: Path) -> None:
        self.db = floor.connect(path)

    def scan(self, code: str) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        (order_id, stage) = self.db.execute("SELECT id, stage FROM orders WHERE barcode = ?", (code,)).fetchone()
        if stage != "Filling":
            self.db.execute("ROLLBACK")
            raise ValueError(code)
        self.db.execute(floor.INSERT_EVENT, floor.event(order_id))
        self.db.execute(floor.UPDATE_ORDER, ("Covering", floor.AT, order_id))
        self.db.execute("COMMIT")

    def queue(self) -> int:
        return len(self.db.execute(QUEUE, ("bannos", "2026-01-15", "2026-01-22")).fetchall())

    def close(self) -> None:
        self.db.close()


def bakery(folder: Path, tickets: int, open_tickets: int) -> None:
    floor.build(database(folder), tickets, open_tickets)


def database(folder: Path) -> Path:
    return folder / "orders.sqlite"


def scannable(folder: Path, count: int) -> list[str]:
    if count > _open(folder):
        raise ValueError(f"fewer than {count} open tickets")
    return [floor.barcode(number) for number in range(count)]


def open_line(folder: Path) -> RawLine:
    return RawLine(database(folder))


def station(folder: Path) -> Launch:
    return peer.line_station(_open(folder), folder)


def ok(code: str) -> re.Pattern[str]:
    return peer.ok(code)


def already(code: str) -> re.Pattern[str]:
    return re.compile(f"OK {code} -> Decorating")


def times_done(folder: Path, codes: Sequence[str]) -> dict[str, int]:
    done = dict.fromkeys(codes, 0)
    for path in folder.glob("station-*/s.sqlite"):
        with closing(sqlite3.connect(path)) as db:
            for (code,) in db.execute("SELECT barcode FROM e WHERE f = 0"):
                done[code] = done.get(code, 0) + 1
    return {code: done[code] for code in codes}


def _open(folder: Path) -> int:
    with closing(sqlite3.connect(database(folder))) as db:
        (count,) = db.execute("SELECT count(*) FROM orders WHERE stage = 'Filling'").fetchone()
    return int(count)
