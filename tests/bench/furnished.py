"""A bench bakery as a day leaves it: work at every station, things finished today, orders held, notices, stock."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from data.notices.notice import Notice
from data.people.staff import Staff
from data.stock.item import BomLine, InventoryItem, InventoryTxn, Product
from data.store.kinds import kind_of

HELD_EVERY, NOTICE_EVERY = 400, 100
"""Of so many tickets one is held, or has a notice."""
ITEMS, MOVEMENTS, CREW, FINISHED_TODAY = 300, 40, 60, 300
_STATIONS = (
    ("Covering", ("filling",)),
    ("Decorating", ("filling", "covering")),
    ("Packing", ("filling", "covering", "decorating")),
)
_DAY_MS = 86_400_000


def furnish(path: Path, store_id: str) -> None:
    """The staff member of the bench owns the store from now on: she may go everywhere."""
    now = time.time_ns() // 1_000_000
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("UPDATE staff SET role = 'OWNER' WHERE store_id = ?", (store_id,))
        _spread(db)
        _finish_today(db, now)
        _hold(db)
        for row in (*_notices(db, store_id, now), *_stock(store_id, now), *_crew(store_id, now)):
            kind = kind_of(type(row))
            db.execute(kind.insert, kind.record(row))
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _spread(db: sqlite3.Connection) -> None:
    """Every station has its share of the work."""
    for n, (stage, done) in enumerate(_STATIONS, start=1):
        stamps = ", ".join(f"{station}_complete_ts = created_at" for station in done)
        db.execute(
            f"UPDATE ticket SET stage = ?, filling_start_ts = created_at, {stamps} "
            "WHERE in_queue AND stage = 'Filling' AND CAST(order_number AS INTEGER) % 4 = ?",
            (stage, n),
        )


def _finish_today(db: sqlite3.Connection, now: int) -> None:
    db.execute(
        "UPDATE ticket SET packing_complete_ts = ? - CAST(order_number AS INTEGER) % 600 * 1000, "
        "storage = 'Shelf ' || (CAST(order_number AS INTEGER) % 12) "
        "WHERE id IN (SELECT id FROM ticket WHERE stage = 'Complete' ORDER BY order_number DESC LIMIT ?)",
        (now, FINISHED_TODAY),
    )


def _hold(db: sqlite3.Connection) -> None:
    db.execute(
        "UPDATE orders SET status = 'PENDING', handed_over_at = NULL, held_reasons = ? "
        "WHERE CAST(number AS INTEGER) % ? = 0 AND status = 'COMPLETED'",
        (json.dumps(["no_due_date"]), HELD_EVERY),
    )


def _notices(db: sqlite3.Connection, store_id: str, now: int) -> Iterator[Any]:
    """Nine of ten were seen; none halts a scan."""
    tickets = db.execute("SELECT id, order_id FROM ticket ORDER BY order_number")
    for n, (ticket_id, order_id) in enumerate(tickets.fetchall()[::NOTICE_EVERY]):
        at, level = now - n * 60_000, ("info", "attention")[n % 2]
        seen = (at + 1, "bench-staff") if n % 10 else (None, None)
        says = "The order was changed after work began"
        yield Notice(f"bench-{n}", store_id, level, "changed", says, order_id, ticket_id, None, at, *seen)


def _stock(store_id: str, now: int) -> Iterator[Any]:
    for n in range(ITEMS):
        item, base = f"bench-item-{n}", f"bench-product-{n}"
        on_hand = MOVEMENTS * 100
        yield InventoryItem(item, store_id, f"Ingredient {n}", f"SKU-{n}", "g", on_hand, 0, 10, n * 20, n % 2 == 0)
        for move in range(MOVEMENTS):
            ident, at = f"{item}-{move:03d}", now - move * _DAY_MS
            yield InventoryTxn(ident, store_id, item, 100, 0, "received", "", None, None, f"c-{ident}", at)
        yield Product(base, store_id, f"Cake {n}", f"CAKE-{n}", None, True)
        yield from (BomLine(base, size, item, 250, store_id) for size in ("Small", "Medium", "Large"))


def _crew(store_id: str, now: int) -> Iterator[Staff]:
    for n in range(CREW):
        yield Staff(f"bench-staff-{n}", store_id, 200 + n, f"Person {n}", "STAFF", True, None, None, now)
