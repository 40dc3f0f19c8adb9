"""The least a durable scan can cost: the disk's own floor, and two writes in one WAL + FULL transaction."""

from __future__ import annotations

import os
import random
import sqlite3
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

TODAY = date(2026, 1, 15)
AT = "2026-01-15T09:00:00Z"
SCHEMA = """
CREATE TABLE orders(
  id TEXT PRIMARY KEY, store TEXT NOT NULL, shopify_order_number INTEGER NOT NULL, barcode TEXT NOT NULL,
  product TEXT, size TEXT, flavour TEXT, notes TEXT, customer TEXT, stage TEXT NOT NULL, priority INTEGER NOT NULL,
  due_date TEXT NOT NULL, updated_at TEXT, version INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE event(
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, from_stage TEXT, to_stage TEXT,
  station TEXT, staff TEXT, at TEXT, payload TEXT, synced INTEGER NOT NULL DEFAULT 0);
"""
INDEXES = """
CREATE UNIQUE INDEX ux_orders_barcode ON orders(barcode);
CREATE INDEX ix_queue ON orders(store, priority DESC, due_date, size, shopify_order_number) WHERE stage <> 'Complete';
CREATE INDEX ix_event_unsynced ON event(seq) WHERE synced = 0;
"""
INSERT_EVENT = (
    "INSERT INTO event(id, order_id, from_stage, to_stage, station, staff, at, payload) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE_ORDER = "UPDATE orders SET stage = ?, version = version + 1, updated_at = ? WHERE id = ?"


def barcode(number: int) -> str:
    return f"{number + 1:013d}"


def build(path: Path, tickets: int, open_tickets: int) -> None:
    """`tickets` orders of one store; the first `open_tickets` of them stand at Filling."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=OFF")
    db.executescript(SCHEMA)
    db.execute("BEGIN")
    db.executemany(f"INSERT INTO orders VALUES({','.join('?' * 14)})", _orders(tickets, open_tickets))
    db.execute("COMMIT")
    db.executescript(INDEXES)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    os.sync()


def connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=30)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    return db


def event(order_id: str) -> tuple[str, ...]:
    scanned = '{"scan": "BK00000000001"}'
    return (str(uuid.uuid4()), order_id, "Filling", "Covering", "fill-1", "staff-7", AT, scanned)


class TwoWrites:
    """One event in, one order changed, durable."""

    def __init__(self, path: Path) -> None:
        self.db = connect(path)
        ids = [row[0] for row in self.db.execute("SELECT id FROM orders WHERE stage <> 'Complete'")]
        random.Random(1).shuffle(ids)
        self._ids = iter(ids)

    def write(self) -> None:
        order_id = next(self._ids)
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(INSERT_EVENT, event(order_id))
        self.db.execute(UPDATE_ORDER, ("Covering", AT, order_id))
        self.db.execute("COMMIT")

    def close(self) -> None:
        self.db.close()


class DiskWrites:
    """16 KiB and an fdatasync, into space taken beforehand as in a WAL that is written again."""

    SIZE = 4096 * 4

    def __init__(self, path: Path, count: int) -> None:
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC)
        os.write(self._fd, bytes(self.SIZE) * count)
        os.fsync(self._fd)
        os.lseek(self._fd, 0, os.SEEK_SET)
        self._page = os.urandom(self.SIZE)
        self._sync = getattr(os, "fdatasync", os.fsync)

    def write(self) -> None:
        os.write(self._fd, self._page)
        self._sync(self._fd)

    def close(self) -> None:
        os.close(self._fd)


def _orders(tickets: int, open_tickets: int) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(7)
    for number in range(tickets):
        is_open = number < open_tickets
        due = TODAY + timedelta(days=dice.randint(0, 20) if is_open else -dice.randint(1, 700))
        yield (
            str(uuid.UUID(int=dice.getrandbits(128))),
            "bannos",
            1000 + number,
            barcode(number),
            dice.choice(["Carrot", "Red velvet", "Sponge", "Opera", "Tart"]) + " cake",
            dice.choice(['6"', '8"', '10"', '12"', "Half sheet", "Full sheet"]),
            dice.choice(["vanilla", "lemon", "cocoa"]),
            f"Happy birthday {number}",
            f"Customer {number}",
            "Filling" if is_open else "Complete",
            dice.choice([0, 0, 0, 0, 1, 2]),
            due.isoformat(),
            "2026-01-15T08:00:00Z",
            0,
        )
