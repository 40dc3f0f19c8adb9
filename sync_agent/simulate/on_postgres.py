"""The authority of a shift on a PostgreSQL server, in a database made for the run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from data.store.database import Record
from data.store.kinds import table_names
from data.store.migrate import migrate
from data.store.postgres import PostgresConnection, PostgresDatabase, connected, native_url
from sync_agent.simulate.disk import Fuse, raw
from sync_agent.simulate.house import CLOUD
from sync_agent.simulate.settled import first_morning

Image = dict[str, list[Record]]
"""The rows of each table."""


@cache
def columns() -> dict[str, tuple[str, ...]]:
    """Of each table, as the first morning has them."""
    with closing(raw(first_morning()[CLOUD])) as held:
        return {t: tuple(row[1] for row in held.execute(f"PRAGMA table_info({t})")) for t in table_names()}


class PostgresDisk(PostgresDatabase):
    """A connection with a fuse; its image is every row of every table."""

    def __init__(self, connection: psycopg.Connection, image: Image | None = None) -> None:
        """What is in the database, or another image instead."""
        PostgresConnection.__init__(self, connection)
        self.fuse = Fuse()
        if image is not None:
            self._lay(image)

    def image(self) -> Image:
        """What is in it."""
        return {table: self.read(_select(table)) for table in columns()}

    def again(self, image: Image | None = None) -> PostgresDisk:
        """As SimDisk. The server has rolled back what was under way."""
        return PostgresDisk(self._db, image)

    def leave(self) -> None:
        """The connection is its house's."""

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """As SimDisk."""
        return super().rows(sql, values)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """As PostgresDatabase; may be the last statement."""
        self._burn()
        return super().rows(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """As PostgresDatabase; may be the last statement."""
        self._burn()
        return super().run(sql, values)

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """As PostgresDatabase; may be the last statement."""
        self._burn()
        super().many(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As PostgresDatabase; the power may also go just before the commit."""
        self.fuse.begin()
        with super().transaction():
            yield
            self._burn()

    def _burn(self) -> None:
        if self.fuse.left is not None and self._db.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
            self.fuse.burn()

    def _lay(self, image: Image) -> None:
        with PostgresConnection.transaction(self):
            super().run(f"TRUNCATE {', '.join(columns())}")
            for table, rows in image.items():
                if rows:
                    super().many(_insert(table), rows)


class PostgresHouse:
    """A database of our own on somebody's server."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Empty."""
        self._connection = connection
        self._image = _rows_of(first_morning()[CLOUD])

    @classmethod
    @contextmanager
    def made(cls, server: str) -> Iterator[PostgresHouse]:
        """And dropped at the end. Raises NotAStore when the server does not answer."""
        with closing(connected(server)) as asked:
            name = f"bakeline_simulate_{os.getpid()}_{uuid4().hex[:8]}"
            asked.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            url = urlunsplit(urlsplit(native_url(server))._replace(path=f"/{name}"))
            try:
                migrate(url.replace("postgresql:", "postgresql+psycopg:", 1))
                with closing(connected(url)) as connection:
                    yield cls(connection)
            finally:
                asked.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def first_morning(self) -> PostgresDisk:
        """The cloud's database as every shift finds it."""
        return PostgresDisk(self._connection, self._image)


def _select(table: str) -> str:
    return f"SELECT {', '.join(columns()[table])} FROM {table}"  # noqa: S608


def _insert(table: str) -> str:
    names = columns()[table]
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


def _rows_of(image: bytes) -> Image:
    with closing(raw(image)) as held:
        return {table: _truths(held, table) for table in columns()}


def _truths(held: sqlite3.Connection, table: str) -> list[Record]:
    """SQLite keeps truth values as numbers; PostgreSQL takes no number for one."""
    flags = {n for n, row in enumerate(held.execute(f"PRAGMA table_info({table})")) if row[2] == "BOOLEAN"}
    return [tuple(bool(c) if n in flags else c for n, c in enumerate(row)) for row in held.execute(_select(table))]
