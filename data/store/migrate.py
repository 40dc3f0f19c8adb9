"""Makes a database or brings it to this program's schema: `python -m data.store.migrate URL`, a child process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from data.store.errors import NotAStore
from data.store.schema import APPLICATION_ID, SCHEMA_VERSION

_ONE_AT_A_TIME = 0x42414B46


def config(connection: Connection) -> Config:
    """Alembic's configuration over an open connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def migrate(url: str, revision: str = "head") -> None:
    """Upgrades in one transaction; two at once wait for each other."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _sqlite(connection, revision)
            else:
                _postgres(connection, revision)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str = "base") -> None:
    """Back to an older revision (tests; a store is never downgraded in place)."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            command.downgrade(config(connection), revision)
    finally:
        engine.dispose()


def _sqlite(connection: Connection, revision: str) -> None:
    raw: Any = connection.connection.driver_connection
    raw.isolation_level = None
    _refuse_foreign(connection)
    connection.execute(text("PRAGMA journal_mode = WAL"))
    connection.execute(text("BEGIN IMMEDIATE"))
    command.upgrade(config(connection), revision)
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))
    connection.commit()


def _refuse_foreign(connection: Connection) -> None:
    """A database of another program keeps its peace: our tables do not go into it."""
    ours = connection.execute(text("PRAGMA application_id")).scalar() == APPLICATION_ID
    tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()
    if tables and not ours:
        raise NotAStore("the file belongs to another program: it is not a Bakeline store")


def _postgres(connection: Connection, revision: str) -> None:
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    command.upgrade(config(connection), revision)
    connection.commit()


if __name__ == "__main__":
    migrate(sys.argv[1])
