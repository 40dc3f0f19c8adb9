"""The work behind one scan in the peer terminal apps: find by barcode, next stage, durable commit.

Raw sqlite3, WAL, FULL.
"""

import os
import shutil
import sqlite3
import tempfile
import time
import uuid
from pathlib import Path

STAGES = ["Filling", "Covering", "Decorating", "Packing", "Complete"]
SIZES = ['6"', '8"', '10"', '12"']
SCHEMA = """
CREATE TABLE o(barcode TEXT PRIMARY KEY, row INT, stage INT, at TEXT) WITHOUT ROWID;
CREATE TABLE e(seq INTEGER PRIMARY KEY, id TEXT UNIQUE, barcode TEXT, f INT, t INT, at TEXT);
"""


def code(i: int) -> str:
    return f"{i:013d}"


class Store:
    def __init__(self, n: int) -> None:
        self.n = n
        self.folder = Path(tempfile.mkdtemp(prefix="station-", dir=os.environ.get("BENCH_DIR")))
        self.db = db = sqlite3.connect(self.folder / "s.sqlite", isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=OFF")
        db.executescript(SCHEMA)
        db.execute("BEGIN")
        db.executemany("INSERT INTO o VALUES(?,?,0,'')", ((code(i + 1), i) for i in range(n)))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA synchronous=FULL")

    def rows(self) -> list[tuple[str, ...]]:
        return [
            (
                code(i + 1),
                f"#{1001 + i}",
                f"Cake {i % 37}",
                SIZES[i % 4],
                f"2026-01-{1 + i % 28:02d}",
                str(i % 3),
                STAGES[0],
            )
            for i in range(self.n)
        ]

    def scan(self, barcode: str) -> tuple[int, str]:
        """(row, new stage)"""
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        row, st = db.execute("SELECT row, stage FROM o WHERE barcode=?", (barcode,)).fetchone()
        to, at = (st + 1) % 5, str(time.time())
        db.execute("INSERT INTO e(id,barcode,f,t,at) VALUES(?,?,?,?,?)", (str(uuid.uuid4()), barcode, st, to, at))
        db.execute("UPDATE o SET stage=?, at=? WHERE barcode=?", (to, at, barcode))
        db.execute("COMMIT")
        return row, STAGES[to]

    def close(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder, ignore_errors=True)
