"""The hub's database: work goes in as a function, for it may have to be done again, and many threads bring some."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import LifoQueue
from typing import Any, Protocol, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from data.store import fence
from data.store.ahead import Ahead
from data.store.database import Database
from data.store.errors import Contended, NotAStore, NotRecorded
from data.store.place import refuse_network_disk
from data.store.postgres import PostgresConnection, connected, native_url
from data.store.sqlite import SqliteDatabase

T = TypeVar("T")
Work = Callable[[Database], T]

_log = logging.getLogger(__name__)
TRIES = 10
CONNECTIONS = 8
READERS = 4
PATIENCE = 5.0
"""Seconds until somebody who waits for a connection is told that the database is not there."""
_PATIENCE = "SET lock_timeout = '10s'; SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'"
"""One who is stuck must not hold a whole store up."""
_PLANNING = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off"
"""All is found by keys, and what is asked together has many tables: to plan it takes longer than to do it. A plan that
was made while a table was small must do when it has grown."""


class NoDatabase(NotAStore):
    """The URL of a database cannot be read."""

    code = "bad_database"


class HubStore(Protocol):
    """Used by many threads at once."""

    dialect: str

    def write(self, organization: str, work: Work[T], expected: Iterable[str] | None = None) -> T:
        """Does what opens a transaction of its own; again, should others have been in the way. `expected` are ids of
        rows that it will ask for once it has locked its stores: a server is then asked for many at once (see
        data.store.ahead). Raises what the work raises, NotRecorded when the database did not take it."""
        ...

    def read(self, organization: str, work: Work[T]) -> T:
        """Does what only reads, in one moment of the store. Raises what the work raises, NotRecorded."""
        ...

    def door(self, organization: str) -> AbstractContextManager[Database]:
        """A connection for a while, for one who begins and ends transactions by himself."""
        ...

    def check(self) -> None:
        """Raises NotAStore for a database that is not (any more) what this program can work with, NotRecorded for one
        that does not answer."""
        ...

    def close(self) -> None:
        """Lets go of the database."""
        ...


def opened(url: str) -> HubStore:
    """Of `sqlite:///PATH` or `postgresql+psycopg://...`; raises NotAStore in words."""
    file = file_of(url)
    return PostgresStore(url) if file is None else SqliteStore(file)


def file_of(url: str) -> Path | None:
    """The file of a sqlite:///PATH, None for a server; raises NoDatabase for what is neither."""
    parts = urlsplit(url)
    if not _port_can_be_read(parts):
        raise NoDatabase("The port of a database server is a number up to 65535")
    if parts.scheme in ("postgresql", "postgresql+psycopg"):
        return None
    path = unquote(parts.path)[1:]
    if parts.scheme != "sqlite" or parts.netloc or not path:
        raise NoDatabase("A hub's database is sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
    return Path(path)


def _port_can_be_read(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


class SqliteStore:
    """A file: one writes, others read beside it."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        """Raises NotAStore."""
        refuse_network_disk(path.parent)
        self._path = path
        self._writer = SqliteDatabase(path)
        self._turn = threading.RLock()
        self._idle: LifoQueue[SqliteDatabase] = LifoQueue()
        self._permits = threading.BoundedSemaphore(READERS)

    def write(self, organization: str, work: Work[T], expected: Iterable[str] | None = None) -> T:
        """See HubStore. A file answers at once: nothing is gained by asking it for many."""
        with self.door(organization) as database:
            return work(database)

    @contextmanager
    def door(self, organization: str) -> Iterator[Database]:
        """See HubStore."""
        with self._turn:
            yield self._writer
            self._writer.tidy()

    def read(self, organization: str, work: Work[T]) -> T:
        """See HubStore."""
        with self._permits, self._reader() as database, database.snapshot():
            return work(database)

    @contextmanager
    def _reader(self) -> Iterator[SqliteDatabase]:
        database = SqliteDatabase(self._path, reads_only=True) if self._idle.empty() else self._idle.get_nowait()
        try:
            yield database
        finally:
            self._idle.put(database)

    def check(self) -> None:
        """See HubStore."""
        with self._reader() as database:
            database.check()

    def close(self) -> None:
        """Lets go of the file."""
        with self._turn:
            self._writer.tidy(always=True)
            self._writer.close()
        while not self._idle.empty():
            self._idle.get_nowait().close()


class PostgresStore:
    """A server, that other hub processes use as well. Different stores do not wait for each other."""

    dialect = "postgresql"

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        """Raises NotAStore."""
        _look_at(url)
        self._pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(
            native_url(url),
            kwargs={"autocommit": True, "application_name": "bakeline-hub"},
            min_size=1,
            max_size=connections,
            timeout=PATIENCE,
            configure=_configured,
            name="hub",
            open=True,
        )

    def write(self, organization: str, work: Work[T], expected: Iterable[str] | None = None) -> T:
        """See HubStore."""
        for tried in range(1, TRIES + 1):
            try:
                with self.door(organization) as database:
                    return work(database) if expected is None else ahead(database, work, expected)
            except Contended:
                if tried == TRIES:
                    raise
                time.sleep(random.random() * 0.01 * tried)
        raise AssertionError("not reached")

    def read(self, organization: str, work: Work[T]) -> T:
        """See HubStore."""
        with self.door(organization) as database, database.snapshot():
            return work(database)

    @contextmanager
    def door(self, organization: str) -> Iterator[PostgresConnection]:
        """See HubStore."""
        try:
            connection = self._pool.getconn()
        except (PoolTimeout, PoolClosed) as trouble:
            raise NotRecorded("The database server does not answer") from trouble
        try:
            yield PostgresConnection(connection, organization)
        finally:
            broken = connection.broken
            self._pool.putconn(connection)
            if broken:
                # The server was away: the others in the pool do not know it yet.
                self._pool.check()

    def check(self) -> None:
        """See HubStore."""
        with self.door("") as database:
            database.check()

    def close(self) -> None:
        """Lets go of the server."""
        self._pool.close()


def ahead(database: Database, work: Work[T], expected: Iterable[str]) -> T:
    """Many rows at once; whatever is the matter with that, statement by statement says what truly is."""
    try:
        return work(Ahead(database, expected))
    except Contended:
        raise
    except NotRecorded as trouble:
        _log.info("done once more, statement by statement", extra={"code": type(trouble).__name__})
    except Exception:
        # A mistake in what is only there to be quick must not keep a terminal's commands waiting for ever.
        _log.exception("done once more, statement by statement")
    return work(database)


def _look_at(url: str) -> None:
    raw = connected(url)
    try:
        PostgresConnection(raw).check()
        fence.enter(raw)
    finally:
        raw.close()


def _configured(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f"{_PATIENCE}; {_PLANNING}")
    connection.prepare_threshold, connection.prepared_max = 0, 1000
    fence.enter(connection)
