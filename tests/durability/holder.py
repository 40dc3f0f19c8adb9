"""Another program that is in the way: `python -m tests.durability.holder database|everything|turn FILE`.

It holds the right to write (and writes), or the whole database, or the turn (the lock beside it), says HELD, and lets
go when its input ends.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from data.store.turns import Turns


@contextmanager
def database(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE terminal SET name = name")
        yield
        db.execute("COMMIT")


@contextmanager
def everything(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def turn(file: Path) -> Iterator[None]:
    turns = Turns(file.with_suffix(".lock"), patience_ms=0)
    with turns.mine():
        yield
    turns.close()


if __name__ == "__main__":
    with {"database": database, "everything": everything, "turn": turn}[sys.argv[1]](Path(sys.argv[2])):
        sys.stdout.write("HELD\n")
        sys.stdout.flush()
        sys.stdin.read()
