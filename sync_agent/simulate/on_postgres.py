"""The authority of a shift on a PostgreSQL server, in a database made for the run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from data.store.database import Record
from data.store.kinds import table_names
from data.store.migrate import migrate
from data.store.postgres import PostgresConnection, PostgresDatabase, connected, native_url
from sync_agent.hub.store import Work, ahead
from sync_agent.simulate.burning import Burning, T
from sync_agent.simulate.disk import raw
from sync_agent.simulate.house import CLOUD
from sync_agent.simulate.settled import first_morning

Image = dict[str, list[Record]]
"""The rows of each table."""


@cache
def columns() -> dict[str, tuple[str, ...]]:
    """Of each table, as the first morning has them."""
    with closing(raw(first_morning()[CLOUD])) as held:
        return {t: tuple(row[1] for row in held.execute(f"PRAGMA table_info({t})")) for t in table_names()}


class _Server(PostgresDatabase):
    """As the product has it, over a connection that is there."""

    def __init__(self, connection: psycopg.Connection) -> None:
        PostgresConnection.__init__(self, connection)


class PostgresDisk(Burning):
    """What a server keeps, and a fuse; its image is every row of every table."""

    def __init__(self, connection: psycopg.Connection, image: Image | None = None) -> None:
        """What is in the database, or another image instead."""
        super().__init__(_Server(connection))
        self._connection = connection
        if image is not None:
            self._lay(image)

    def image(self) -> Image:
        """What is in it."""
        return {table: self.read(_select(table)) for table in columns()}

    def again(self, image: Image | None = None) -> PostgresDisk:
        """As SimDisk. The server has rolled back what was under way."""
        return PostgresDisk(self._connection, image)

    def writes(self) -> int | None:
        """As SimDisk: the server counts them later."""
        return None

    def write(self, work: Work[T], expected: Iterable[str]) -> T:
        """As SimDisk: rows are asked for together, and written together at the end."""
        return ahead(self, work, expected)

    def leave(self) -> None:
        """The connection is its house's."""

    def _lay(self, image: Image) -> None:
        with self._connection.transaction():
            self.run(f"TRUNCATE {', '.join(columns())}")
            for table, rows in image.items():
                if rows:
                    self.many(_insert(table), rows)


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
