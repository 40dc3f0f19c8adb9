"""PostgreSQL as the store: the same statements, the same order of commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import psycopg

from data.store.database import Record
from data.store.errors import Clash, NotAStore, NotRecorded
from data.store.schema import SCHEMA_VERSION

_ONE_WRITER = 0x42414B45
"""Advisory lock: commits of commands have one order, as SQLite's have."""


@lru_cache(maxsize=512)
def _native(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


class PostgresDatabase:
    """One connection; `url` as postgresql://user@host:port/name."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        """Connects; raises NotAStore when the server does not answer or its database has another schema."""
        try:
            self._db = psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"), autocommit=True)
        except psycopg.Error as trouble:
            raise NotAStore(f"The database server does not answer: {trouble}") from trouble
        try:
            self._check()
        except NotAStore:
            self.close()
            raise

    def _check(self) -> None:
        try:
            ((version,),) = self.rows("SELECT version_num FROM alembic_version")
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
        """A savepoint; raises what its body raises, NotRecorded for what the server would not take."""
        try:
            with self._db.transaction():
                yield
        except psycopg.IntegrityError as trouble:
            raise Clash(f"The database did not take it: {trouble}") from trouble
        except psycopg.Error as trouble:
            raise NotRecorded(f"The database did not take it: {trouble}") from trouble

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; one writer at a time."""
        try:
            with self._db.transaction():
                self._db.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_WRITER,))
                yield
        except psycopg.Error as trouble:
            raise NotRecorded(f"The database did not take it: {trouble}") from trouble

    def close(self) -> None:
        """Lets go of the connection."""
        self._db.close()
