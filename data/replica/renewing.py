"""An enrolled terminal comes to a newer release with commands waiting (`python -m data.replica.renewing URL`; SYNC 8).

A copy is put beside the file, then in one transaction: guesses back, the migrations over the upstream's own rows, and
the waiting commands once more, by the rules and in the versions of this release. The upstream's rows are asked for
anew: what it knew of them in columns that only this release has was left out on the way. What fails leaves the file as
it was, for the program that it was made by. Nobody waits for an empty queue.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from data.exchange.chain import pending
from data.exchange.node import node_of
from data.replica.guessing import guess_again
from data.store.errors import NotAStore
from data.store.migrate import migrate, said
from data.store.schema import SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase

_HEAR_ANEW = "UPDATE sync_cookie SET ver = 0, tag = ''"
"""Rows of a newer upstream came without the columns that were not known here: the next exchange brings them all. The
epoch stays heard: a store hub goes on serving meanwhile."""
_HAS_PAPERS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sync_node'"


def renew(url: str) -> None:
    """Raises NotAStore, or what a migration raises; then the file is as it was."""
    path = Path(url.removeprefix("sqlite:///"))
    if not _enrolled(path):
        migrate(url)
        return
    _keep_a_copy(path)
    migrate(url, before=_take_back, after=_guess_again)


def copy_of(path: Path) -> Path:
    """Where the file as it was before the last renewal is."""
    return path.with_suffix(".before-renewal.sqlite3")


def _enrolled(path: Path) -> bool:
    """Whether somebody above has the last word; by SQL that every release understands."""
    if not path.exists() or not path.stat().st_size:
        return False
    found = sqlite3.connect(path)
    try:
        if found.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
            return False
        papers = bool(found.execute(_HAS_PAPERS).fetchall())
        return papers and bool(found.execute("SELECT 1 FROM sync_node WHERE upstream").fetchall())
    except sqlite3.DatabaseError as trouble:
        raise NotAStore(f"it cannot be read: {trouble}") from trouble
    finally:
        found.close()


def _keep_a_copy(path: Path) -> None:
    """One copy, of the last renewal; the commands that wait are nowhere else."""
    copy, made = copy_of(path), path.with_suffix(f".{os.getpid()}.tmp")
    made.unlink(missing_ok=True)
    found = sqlite3.connect(path)
    try:
        found.execute("VACUUM INTO ?", (str(made),))
    except sqlite3.DatabaseError as trouble:
        made.unlink(missing_ok=True)
        raise NotAStore(f"there is no room for a copy beside it: {trouble}") from trouble
    finally:
        found.close()
    made.chmod(0o600)
    made.replace(copy)


def _take_back(raw: sqlite3.Connection) -> None:
    """Base images back, by the columns that the file has: they are in the order in which their release wrote them. All
    rows give way first: two that exchanged a code meet no unique index half-way."""
    kept = raw.execute("SELECT tbl, pk, image FROM sync_base ORDER BY tbl, pk").fetchall()
    shapes = {table: _shape(raw, table) for table in {row[0] for row in kept}}
    for table, pk, _ in kept:
        where = " AND ".join(f"{name} = ?" for name in shapes[table][0])
        raw.execute(f"DELETE FROM {table} WHERE {where}", json.loads(pk))  # noqa: S608
    for table, _, image in kept:
        if image is not None:
            columns = shapes[table][1]
            marks = ", ".join("?" * len(columns))
            raw.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", json.loads(image))  # noqa: S608
    raw.execute("DELETE FROM sync_base")
    raw.execute("DELETE FROM sync_touch")


def _shape(raw: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    told: Iterable[Any] = raw.execute(f"PRAGMA table_info({table})").fetchall()
    key = [row[1] for row in sorted(told, key=lambda row: row[5]) if row[5]]
    return key, [row[1] for row in told]


class _Within(SqliteDatabase):
    """A connection that somebody else has opened, in the middle of a transaction."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._db = raw


def _guess_again(raw: sqlite3.Connection) -> None:
    database = _Within(raw)
    node = node_of(database)
    if node is not None:
        database.run(_HEAR_ANEW)
        guess_again(database, pending(database, node))


if __name__ == "__main__":
    sys.exit(said(renew))
