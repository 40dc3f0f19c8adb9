"""SQLite as the store: every green verdict is on the disk before it is shown (SYNC, Durability)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from data.store.database import Record
from data.store.errors import Clash, NotAStore, NotRecorded
from data.store.schema import APPLICATION_ID, SCHEMA_VERSION
from data.store.turns import AGENT_LOCK, Turns, is_held

COMMITS_BETWEEN_CHECKPOINTS = 200
_PRIMARY = 0xFF
"""Of an error code; the rest tells which part of SQLite saw it."""
PATIENCE_MS = 5000
"""How long a command waits for another program before it says that it was not recorded."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS alone: there a sync leaves the drive's own cache as it is
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)
_READING = (
    "PRAGMA query_only = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
)


class SqliteDatabase:
    """One connection, used by one thread at a time. `path` None keeps everything in memory (tests, simulations)."""

    dialect = "sqlite"

    def __init__(self, path: Path | None, *, patience_ms: int = PATIENCE_MS, reads_only: bool = False) -> None:
        """Opens an existing store; raises NotAStore when the file is something else or has another schema. One that
        `reads_only` writes nothing, not even the log into the file."""
        if path is not None and not path.exists():
            raise NotAStore(f"There is no store at {path}")
        self._turns: Turns | None = None
        self._agent = None if path is None else path.with_name(AGENT_LOCK)
        self._commits = 0
        with ExitStack() as half_open:
            try:
                self._db = sqlite3.connect(
                    str(path or ":memory:"),
                    timeout=patience_ms / 1000,
                    isolation_level=None,
                    check_same_thread=False,
                    cached_statements=256,
                )
                half_open.callback(self.close)
                # SQLite's own knows ASCII only: nobody would find Élodie under é.
                self._db.create_function("lower", 1, _lower, deterministic=True)
                for pragma in _READING if reads_only else _PRAGMAS:
                    self._db.execute(pragma)
                if reads_only:
                    self.check()
                elif path is not None:
                    self._turns = Turns(path.with_suffix(".lock"), patience_ms)
                    self.check()
            except (OSError, sqlite3.Error, NotRecorded) as trouble:
                raise NotAStore(f"{path} cannot be opened: {trouble}") from trouble
            half_open.pop_all()

    def check(self) -> None:
        """Raises NotAStore for a file of another program or schema, NotRecorded as `rows` does."""
        app, version = (self.rows(f"PRAGMA {p}")[0][0] for p in ("application_id", "user_version"))
        if app != APPLICATION_ID:
            raise NotAStore("The file is not a Bakeline store")
        if version != SCHEMA_VERSION:
            raise NotAStore(f"The store has schema {version}, this program wants {SCHEMA_VERSION}")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """All records of a statement; raises NotRecorded when the disk or another program is in the way."""
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as trouble:
            raise _told(trouble) from trouble

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Executes a statement; answers how many rows it touched. Raises as `rows` does."""
        try:
            return self._db.execute(sql, values).rowcount
        except sqlite3.Error as trouble:
            raise _told(trouble) from trouble

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Executes a statement once for each of these. Raises as `rows` does."""
        try:
            self._db.executemany(sql, values)
        except sqlite3.Error as trouble:
            raise _told(trouble) from trouble

    @contextmanager
    def step(self) -> Iterator[None]:
        """A savepoint; raises what its body raises."""
        self.run("SAVEPOINT step")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self.run("ROLLBACK TO step")
                self.run("RELEASE step")
            raise
        self.run("RELEASE step")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE to COMMIT, synced; whatever fails on the way leaves nothing behind."""
        with self._turns.mine() if self._turns else nullcontext():
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as trouble:
                self._roll_back()
                raise _told(trouble) from trouble
            except BaseException:
                self._roll_back()
                raise
        self._commits += 1

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads of one moment, which wait for nobody and hold nobody up. Raises as `rows` does."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def wanted(self) -> bool:
        """Asked within a transaction: whether somebody waits for its end."""
        return self._turns is not None and self._turns.wanted()

    def tidy(self, *, always: bool = False) -> None:
        """Moves the log into the file when enough has gathered; called when nobody waits for a scan. Where an agent
        runs, it does that, and is the one that does.
        Raises NotRecorded when it could not: nothing is lost, the log only stays long.
        """
        if self._turns is None or not (always or self._commits >= COMMITS_BETWEEN_CHECKPOINTS):
            return
        if not always and self._agent is not None and is_held(self._agent):
            self._commits = 0
            return
        with self._turns.mine():
            self.rows("PRAGMA wal_checkpoint(PASSIVE)")
        self._commits = 0

    def data_version(self) -> int:
        """A number that moves when another connection has committed."""
        version: int = self.rows("PRAGMA data_version")[0][0]
        return version

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()
        if self._turns is not None:
            self._turns.close()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _told(trouble: sqlite3.Error) -> NotRecorded:
    return (Clash if isinstance(trouble, sqlite3.IntegrityError) else NotRecorded)(_in_words(trouble))


def _in_words(trouble: sqlite3.Error) -> str:
    code = getattr(trouble, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code == sqlite3.SQLITE_FULL:
        return "The disk is full: free some space"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "Another program holds the database: try again"
    return f"The disk did not take it: {trouble}"
