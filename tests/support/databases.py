"""Databases for tests: one migrated file a run that is copied, and one PostgreSQL database a run that is emptied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from data.store.kinds import table_names
from data.store.migrate import migrate
from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.clockwork import Clockwork

SERVER = os.environ.get("BAKELINE_TEST_POSTGRES", "postgresql://127.0.0.1:5432/test")
_WAL_MARKS = slice(18, 20)


def migrated_file(folder: Path) -> Path:
    """A store with this program's schema and nothing in it."""
    path = folder / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    with closing(SqliteDatabase(path)) as database:
        database.tidy(always=True)
    return path


class Volatile(SqliteDatabase):
    """A store in memory that is closed when nobody holds it any more: newer Pythons warn of one left open."""

    def __init__(self) -> None:
        """Empty: without even a schema."""
        super().__init__(None)

    def __del__(self) -> None:
        self._db.close()


def in_memory(image: bytes) -> SqliteDatabase:
    """A store of these bytes that lives and dies with the test."""
    database = Volatile()
    database._db.deserialize(image)
    return database


def image_of(database: SqliteDatabase) -> bytes:
    """The bytes of a store, to begin many tests from."""
    return as_image(database._db.serialize())


def as_image(raw: bytes) -> bytes:
    """A file's bytes for use in memory, where there is no write-ahead log."""
    image = bytearray(raw)
    image[_WAL_MARKS] = b"\x01\x01"
    return bytes(image)


class Shop:
    """An opened shop to begin from again and again, each time as it was."""

    def __init__(self, bakery: Bakery) -> None:
        """Remembers the bakery's database, its clock and how many commands it gave."""
        assert isinstance(bakery.database, SqliteDatabase)
        self._image, self._at, self._made = image_of(bakery.database), bakery.machine.at, bakery.machine._made

    def open(self) -> Bakery:
        """A bakery of its own."""
        machine = Clockwork(self._at)
        machine._made = self._made
        return Bakery(in_memory(self._image), machine)


def opened_shop(template: Path) -> Shop:
    """The shop of the cast on its first morning."""
    return Shop(open_shop(in_memory(as_image(template.read_bytes()))))


@contextmanager
def postgres_database() -> Iterator[str]:
    """The URL of a database of our own on the test server; skips when no server answers, but fails in CI."""
    name = f"bakeline_test_{os.getpid()}_{uuid4().hex[:8]}"
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as trouble:
        if os.environ.get("CI") == "true" and "BAKELINE_TEST_POSTGRES" in os.environ:
            pytest.fail(f"CI named a PostgreSQL server that does not answer: {trouble}")
        pytest.skip(f"no PostgreSQL server answers at {SERVER}: {trouble}")
    with server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def for_alembic(url: str) -> str:
    """The URL as SQLAlchemy wants it."""
    return url.replace("postgresql:", "postgresql+psycopg:")


@contextmanager
def emptied(url: str) -> Iterator[PostgresDatabase]:
    """The database of this URL without a row in it."""
    with closing(PostgresDatabase(url)) as database:
        database.run(f"TRUNCATE {', '.join(table_names())}")
        yield database
