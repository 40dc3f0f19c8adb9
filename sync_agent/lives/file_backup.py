"""Backups of a hub on SQLite: by SQLite's own backup, never by copying a file that somebody writes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from itertools import chain, count
from pathlib import Path

from data.core.clock import Instant
from data.exchange.digests import digests_of
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import all_of
from data.ledger.reclaim import set_back
from data.store.errors import NotAStore
from data.store.schema import APPLICATION_ID
from data.store.sqlite import SqliteDatabase
from data.store.upgrade import upgrade
from sync_agent.lives.chest import BadBackup, Chest, Manifest

_PART = "bakeline.sqlite3"


def save(path: Path, chest: Chest, now: Instant) -> None:
    """Raises NotAStore for a file that is none of ours, or damaged."""
    if not path.exists():
        raise NotAStore(f"There is no store at {path}")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
        copy = Path(folder) / _PART
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            try:
                source.backup(target)
                schema = _checked(target)
            except sqlite3.DatabaseError as trouble:
                raise NotAStore(f"{path} cannot be read: {trouble}") from trouble
        with chest.part(_PART) as part, copy.open("rb") as file:
            shutil.copyfileobj(file, part)
    chest.close("sqlite", schema, now)


def load(path: Path, packed: zipfile.ZipFile, manifest: Manifest, fresh: Callable[[], str], now: Instant) -> None:
    """In place of the file; what stood there is kept beside it. Raises NotAStore while anybody
    has it open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=path.parent) as folder:
        made = Path(folder) / path.name
        with packed.open(_PART) as part, made.open("wb") as file:
            shutil.copyfileobj(part, file)
        made.chmod(0o600)
        _prepare(made, manifest.made_at, fresh, now)
        if path.exists():
            _close_for_good(path)
            path.replace(_beside(path))
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(path)


def _beside(path: Path) -> Path:
    """A name that is free: whoever restores the wrong file first still has what stood there before both."""
    endings = chain([""], (f"-{n}" for n in count(2)))
    names = (path.with_suffix(f".before-restore{ending}.sqlite3") for ending in endings)
    return next(name for name in names if not name.exists())


def look(path: Path) -> tuple[dict[str, int], dict[str, dict[str, str]]]:
    """The stores of a restored file: how many rows, and the sums over their tables. Raises BadBackup."""
    with closing(SqliteDatabase(path, reads_only=True)) as store:
        node = node_of(store)
        scopes = scopes_of(node) if node else ()
        return {s: sum(1 for _ in all_of(store, s)) for s in scopes}, {s: digests_of(store, s) for s in scopes}


def _prepare(made: Path, then: Instant, fresh: Callable[[], str], now: Instant) -> None:
    """Whole, of this release, and in a new epoch, before it takes anybody's place."""
    with closing(sqlite3.connect(made)) as raw:
        try:
            _checked(raw)
        except sqlite3.DatabaseError as trouble:
            raise BadBackup(f"The backup is damaged: {trouble}") from trouble
    upgrade(f"sqlite:///{made}")
    with closing(SqliteDatabase(made)) as store, store.transaction():
        set_back(store, fresh, then, now)
    _close_for_good(made)


def _checked(raw: sqlite3.Connection) -> int:
    """The schema of a whole file of ours."""
    ((said,),) = raw.execute("PRAGMA integrity_check(1)").fetchall()
    if said != "ok":
        raise sqlite3.DatabaseError(said)
    ((application,),) = raw.execute("PRAGMA application_id").fetchall()
    if application != APPLICATION_ID:
        raise NotAStore("The file is not a Bakeline store")
    ((version,),) = raw.execute("PRAGMA user_version").fetchall()
    return int(version)


def _close_for_good(path: Path) -> None:
    """The log into the file, and no log any more: SQLite does that for the last who has it open only."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as raw:
        try:
            ((mode,),) = raw.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.DatabaseError as trouble:
            raise NotAStore(f"{path} is in use: stop the hub first ({trouble})") from trouble
    if mode != "delete":
        raise NotAStore(f"{path} is in use: stop the hub first")
