"""A hub's database into one file, back out of it, and proof that it works: `hub backup`, `hub restore`, `hub drill`."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from data.core.clock import Instant
from sync_agent.hub.store import file_of
from sync_agent.lives import file_backup, server_backup
from sync_agent.lives.chest import BadBackup, Manifest, reading, writing


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill showed. `age_ms` of the backup; `stores` how many rows each has; `sums` over its tables."""

    made_at: Instant
    age_ms: int
    schema: int
    stores: dict[str, int]
    sums: dict[str, dict[str, str]]


def backup(database: str, out: Path, now: Instant) -> Manifest:
    """All rows of one moment; who works meanwhile is not held up. Raises NotAStore, StoreError, OSError."""
    file = file_of(database)
    with writing(out) as chest:
        if file is not None:
            file_backup.save(file, chest, now)
        else:
            server_backup.save(database, chest, now)
    with reading(out) as (manifest, _):
        return manifest


def restore(database: str, source: Path, now: Instant) -> Manifest:
    """The database is as it was, in a new epoch, and waits for those who hold what has happened since. Raises BadBackup
    before anything is touched, NotAStore while a hub works with it."""
    file = file_of(database)
    with reading(source) as (manifest, packed):
        if manifest.kind != ("postgresql" if file is None else "sqlite"):
            raise BadBackup(f"This is a backup of {manifest.kind}: it cannot go into another kind of database")
        if file is not None:
            file_backup.load(file, packed, manifest, fresh, now)
        else:
            server_backup.load(database, packed, manifest, fresh, now)
        return manifest


def drill(source: Path, server: str | None, now: Instant) -> Drilled:
    """Restores a backup beside everything else, looks whether it is whole, and lets it go. `server` is where a database
    may be made for a backup of PostgreSQL (any database of that server). Raises BadBackup, NotAStore."""
    with reading(source) as (manifest, _):
        kind = manifest.kind
    with scratch(kind, server) as database:
        restore(database, source, now)
        file = file_of(database)
        stores, sums = server_backup.look(database) if file is None else file_backup.look(file)
    return Drilled(manifest.made_at, now - manifest.made_at, manifest.schema, stores, sums)


def fresh() -> str:
    """128 bits of chance, as hex: an epoch."""
    return secrets.token_hex(16)


@contextmanager
def scratch(kind: str, server: str | None) -> Iterator[str]:
    """A database for a while, for a backup of this kind; raises BadBackup where none can be made."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bakeline-drill-") as folder:
            yield f"sqlite:///{Path(folder) / 'drill.sqlite3'}"
        return
    if server is None:
        raise BadBackup("A backup of PostgreSQL is tried on a server: say which with --database")
    with server_backup.scratch(server, f"bakeline_drill_{os.getpid()}_{uuid4().hex[:8]}") as database:
        yield database
