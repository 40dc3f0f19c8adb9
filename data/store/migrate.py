"""Makes a database or brings it to this program's schema: `python -m data.store.migrate [URL]`, a child process that
reads a URL from its input when none is given."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from data.store.errors import NotAStore
from data.store.schema import APPLICATION_ID, SCHEMA_VERSION

_ONE_AT_A_TIME = 0x42414B46
Step = Callable[[sqlite3.Connection], None]


def _nothing(_: sqlite3.Connection) -> None:
    """Where nothing but the schema changes."""


def config(connection: Connection) -> Config:
    """Alembic's configuration over an open connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def migrate(url: str, revision: str = "head", before: Step = _nothing, after: Step = _nothing) -> None:
    """Upgrades in one transaction; two at once wait for each other. `before` and `after` get SQLite's own connection
    within it."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _sqlite(connection, revision, before, after)
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


def _sqlite(connection: Connection, revision: str, before: Step, after: Step) -> None:
    raw: Any = connection.connection.driver_connection
    raw.isolation_level = None
    _refuse_foreign(connection)
    _refuse_newer(connection)
    connection.execute(text("PRAGMA journal_mode = WAL"))
    connection.execute(text("BEGIN IMMEDIATE"))
    before(raw)
    command.upgrade(config(connection), revision)
    after(raw)
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
    # A terminal has no driver for this.
    from data.store import fence, log_order

    connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    if inspect(connection).get_table_names() and not _has_revision(connection):
        raise NotAStore("it belongs to another program: it is not a Bakeline store")
    _refuse_newer(connection)
    raw: Any = connection.connection.driver_connection
    if _revision(connection) < SCHEMA_VERSION:
        # A migration that changes rows must see those of all organizations.
        fence.take_down(raw)
    command.upgrade(config(connection), revision)
    fence.put_up(raw)
    log_order.number(raw)
    connection.commit()


def _has_revision(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")


def _refuse_newer(connection: Connection) -> None:
    revision = _revision(connection)
    if revision > SCHEMA_VERSION:
        raise NotAStore(f"it has schema {revision}, this program knows {SCHEMA_VERSION}: update the program")


def _revision(connection: Connection) -> int:
    """0 for a database that has none yet."""
    found = connection.execute(text("SELECT version_num FROM alembic_version")) if _has_revision(connection) else None
    revision = str(found.scalar() or 0) if found is not None else "0"
    if not revision.isdecimal():
        raise NotAStore("it belongs to another program: it is not a Bakeline store")
    return int(revision)


def said(work: Callable[[str], None]) -> str | None:
    """Does it with the URL that the process was given; answers what went wrong, in one line."""
    try:
        work(sys.argv[1] if len(sys.argv) > 1 else sys.stdin.readline().strip())
    except (NotAStore, CommandError) as trouble:
        return str(trouble)
    except SQLAlchemyError as trouble:
        return str(getattr(trouble, "orig", None) or trouble).strip().splitlines()[0]
    return None


def main() -> str | None:
    """What went wrong, in one line."""
    return said(migrate)


if __name__ == "__main__":
    sys.exit(main())
