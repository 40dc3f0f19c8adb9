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

SERVER = os.environ.get("BAKELINE_TEST_POSTGRES", "postgresql://127.0.0.1:5432/test")


def migrated_file(folder: Path) -> Path:
    """A store with this program's schema and nothing in it."""
    path = folder / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    with closing(SqliteDatabase(path)) as database:
        database.tidy(always=True)
    return path


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
