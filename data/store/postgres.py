"""PostgreSQL as the store of a hub: the same statements, the same order of commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, cast

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL
from psycopg.types.array import ListBinaryDumper

from data.store.database import Column, Record
from data.store.errors import Clash, Contended, NotAStore, NotRecorded
from data.store.schema import SCHEMA_VERSION

_ONE_WRITER = 0x42414B45
"""Advisory lock: commits of commands have one order, as SQLite's have."""
_FOR = "SELECT set_config('bakeline.organization', %s, true)"
_TRY_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
_OF_THE_STATEMENT = (psycopg.IntegrityError, psycopg.DataError)
"""It would fail again, whatever becomes of the server."""
psycopg.adapters.register_dumper(Column, ListBinaryDumper)


@lru_cache(maxsize=256)
def _opening(organization: str) -> bytes:
    """One way to the server for both."""
    if not organization:
        return b"BEGIN"
    return SQL("BEGIN; SELECT set_config('bakeline.organization', {}, true)").format(organization).as_bytes()


@lru_cache(maxsize=2048)
def _native(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


class PostgresConnection:
    """One connection, used by one thread at a time. Who writes locks what it must: see data.exchange.versions.lock."""

    dialect = "postgresql"

    def __init__(self, connection: psycopg.Connection, organization: str = "") -> None:
        """Over an open connection that commits by itself. Its transactions see the rows of this organization alone."""
        self._db, self._organization = connection, organization

    def check(self) -> None:
        """Raises NotAStore for a database of another program or schema, NotRecorded for one that does not answer."""
        try:
            ((version,),) = self.rows("SELECT version_num FROM alembic_version")
        except psycopg.OperationalError as trouble:
            raise _told(trouble) from trouble
        except (psycopg.Error, ValueError) as trouble:
            raise NotAStore("The database is not a Bakeline store") from trouble
        if int(version) != SCHEMA_VERSION:
            raise NotAStore(f"The store has schema {int(version)}, this program wants {SCHEMA_VERSION}")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """All records of a statement."""
        return self._db.execute(cast("Any", _native(sql)), values).fetchall()

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Executes a statement; answers how many rows it touched."""
        return self._db.execute(cast("Any", _native(sql)), values).rowcount

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Executes a statement once for each of these."""
        with self._db.cursor() as cursor:
            cursor.executemany(cast("Any", _native(sql)), values)

    @contextmanager
    def step(self) -> Iterator[None]:
        """A savepoint; raises what its body raises, Clash for what would fail again, NotRecorded for what the server
        would not take."""
        try:
            with self._db.transaction():
                yield
        except psycopg.Error as trouble:
            raise _told(trouble) from trouble

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; Contended when others were in the way and it may be tried again as a whole."""
        try:
            if self._db.info.transaction_status != TransactionStatus.IDLE:
                with self._db.transaction():
                    yield
                return
            # The setting ends with it: the connection may be another's next.
            self._db.execute(_opening(self._organization), prepare=False)
            try:
                self._begun()
                yield
                self._commit()
            except BaseException:
                self._roll_back()
                raise
        except psycopg.Error as trouble:
            raise _told(trouble) from trouble

    def _begun(self) -> None:
        """What a transaction does first."""

    def _commit(self) -> None:
        if self._db.info.transaction_status == TransactionStatus.INERROR:
            # The server would take the word, and take everything back.
            raise NotRecorded("The database did not take it: a statement failed, and it was passed over")
        self._db.commit()

    def _roll_back(self) -> None:
        with suppress(psycopg.Error):
            self._db.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads of one moment, which wait for nobody and hold nobody up; NotRecorded when it does not answer."""
        try:
            with self._db.transaction():
                self._db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                if self._organization:
                    self._db.execute(_FOR, (self._organization,))
                yield
        except psycopg.Error as trouble:
            raise _told(trouble) from trouble

    def close(self) -> None:
        """Lets go of the connection."""
        self._db.close()


class PostgresDatabase(PostgresConnection):
    """A connection of one's own; `url` as postgresql://user@host:port/name. Its transactions come one at a time."""

    def __init__(self, url: str, organization: str = "") -> None:
        """Connects; raises NotAStore when the server does not answer or its database has another schema."""
        super().__init__(connected(url), organization)
        try:
            self.check()
        except NotAStore:
            self.close()
            raise

    def _begun(self) -> None:
        self._db.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_WRITER,))


def native_url(url: str) -> str:
    """As the driver wants it; SQLAlchemy's names the driver, too."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


def connected(url: str) -> psycopg.Connection:
    """Raises NotAStore when the server does not answer."""
    try:
        return psycopg.connect(native_url(url), autocommit=True)
    except psycopg.Error as trouble:
        raise NotAStore(f"The database server does not answer: {trouble}") from trouble


def _told(trouble: psycopg.Error) -> NotRecorded:
    if isinstance(trouble, _TRY_AGAIN):
        return Contended(f"Others were in the way: {trouble}")
    kind = Clash if isinstance(trouble, _OF_THE_STATEMENT) else NotRecorded
    return kind(f"The database did not take it: {trouble}")
