"""Backups of a hub on PostgreSQL: COPY of our tables in one snapshot, of every organization, through its fence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from data.core.clock import Instant
from data.exchange.digests import digests_of
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import all_of
from data.ledger.reclaim import set_back
from data.store import fence
from data.store.errors import NotAStore, NotRecorded
from data.store.postgres import PostgresConnection, connected
from data.store.schema import SCHEMA_VERSION
from data.store.upgrade import upgrade
from sync_agent.lives.chest import BadBackup, Chest, Manifest

_CHUNK = 1 << 20
_VERSION = "alembic_version"
_AT_WORK = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'bakeline-hub' AND pid <> pg_backend_pid()"""
_COLUMNS = """SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum"""
_NUMBERED = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attidentity <> ''"
"""Rows are copied in this order, and numbered anew in it."""
_TABLES = """SELECT c.relname FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname"""
_FOR = "SELECT set_config('bakeline.organization', %s, true)"

Raw = psycopg.Connection[Any]


def save(database: str, chest: Chest, now: Instant) -> None:
    """Raises NotAStore, NotRecorded."""
    with closing(_opened(database)) as raw, _told(), raw.transaction():
        raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # Every organization by itself: no fence hides a row, and none that is not there can be copied.
        organizations = _organizations(raw)
        for table in _tables(raw):
            with chest.part(f"{table}.copy") as part:
                for statement, whose in _copies(raw, table, organizations):
                    raw.execute(_FOR, (whose,))
                    with raw.cursor().copy(statement) as copy:
                        for chunk in copy:
                            part.write(bytes(chunk))
            with chest.part(f"{table}.columns") as part:
                part.write("\n".join(_columns(raw, table)).encode())
        chest.close("postgresql", SCHEMA_VERSION, now)


def load(database: str, packed: zipfile.ZipFile, manifest: Manifest, fresh: Callable[[], str], now: Instant) -> None:
    """All rows in place of those that are there, in one transaction. Raises NotAStore while a hub works with it."""
    if manifest.schema != SCHEMA_VERSION:
        raise BadBackup(
            f"The backup has schema {manifest.schema}, this program {SCHEMA_VERSION}: restore it with the release that "
            "made it, then update"
        )
    upgrade(database)
    with closing(_opened(database)) as raw, _told(), raw.transaction():
        if raw.execute(_AT_WORK).fetchall() != [(0,)]:
            raise NotAStore("A hub works with this database: stop it first")
        fence.take_down(raw)
        _fill(raw, packed)
        organizations = _organizations(raw)
        fence.put_up(raw)
        for whose in organizations:
            with _as(raw, whose) as store:
                set_back(store, fresh, manifest.made_at, now)


def look(database: str) -> tuple[dict[str, int], dict[str, dict[str, str]]]:
    """The stores of a restored database: how many rows, and the sums over their tables."""
    rows: dict[str, int] = {}
    sums: dict[str, dict[str, str]] = {}
    with closing(_opened(database)) as raw, _told(), raw.transaction():
        for whose in _organizations(raw):
            with _as(raw, whose) as store:
                node = node_of(store)
                for scope in scopes_of(node) if node else ():
                    rows[scope] = rows.get(scope, 0) + sum(1 for _ in all_of(store, scope))
                    sums[scope] = digests_of(store, scope)
    return rows, sums


@contextmanager
def scratch(server: str, name: str) -> Iterator[str]:
    """A database beside another on its server, gone at the end; raises NotAStore where none may be made."""
    raw = connected(server)
    try:
        try:
            raw.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        except psycopg.Error as trouble:
            raise NotAStore(f"No database for the drill can be made there: {trouble}") from trouble
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            raw.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    finally:
        raw.close()


def _organizations(raw: Raw) -> list[str]:
    """All, and whoever has the rows of a database where none was founded."""
    raw.execute(_FOR, (fence.ANY,))
    return [*(row[0] for row in raw.execute("SELECT id FROM organization ORDER BY id").fetchall()), fence.OWN]


def _tables(raw: Raw) -> list[str]:
    return [row[0] for row in raw.execute(_TABLES).fetchall() if row[0] != _VERSION]


def _columns(raw: Raw, table: str) -> list[str]:
    return [row[0] for row in raw.execute(_COLUMNS, (table,)).fetchall()]


def _copies(raw: Raw, table: str, organizations: list[str]) -> Iterator[tuple[sql.Composed, str]]:
    """The statements that copy a table out, each with whose eyes see its rows."""
    columns = _columns(raw, table)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    whose = "organization_id" if "organization_id" in columns else "id" if table == "organization" else None
    everything = sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))
    numbered = raw.execute(_NUMBERED, (table,)).fetchall()
    order = sql.SQL(" ORDER BY {}").format(sql.Identifier(numbered[0][0])) if numbered else sql.SQL("")
    if whose is None:
        yield sql.SQL("COPY ({}{}) TO STDOUT").format(everything, order), fence.ANY
        return
    for organization in organizations:
        one = sql.SQL("{} WHERE {} = {}{}").format(everything, sql.Identifier(whose), sql.Literal(organization), order)
        yield sql.SQL("COPY ({}) TO STDOUT").format(one), organization


def _fill(raw: Raw, packed: zipfile.ZipFile) -> None:
    tables = _tables(raw)
    if {f"{table}.copy" for table in tables} - set(packed.namelist()):
        raise BadBackup("The backup has not all tables of this release")
    raw.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
    for table in tables:
        columns = packed.read(f"{table}.columns").decode().split("\n")
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        with packed.open(f"{table}.copy") as part, raw.cursor().copy(into) as copy:
            while chunk := part.read(_CHUNK):
                copy.write(chunk)


@contextmanager
def _as(raw: Raw, organization: str) -> Iterator[PostgresConnection]:
    """Bound by the fence, as a hub is, whoever this connection belongs to."""
    fence.enter(raw)
    raw.execute(_FOR, (organization,))
    yield PostgresConnection(raw, organization)
    raw.execute("RESET ROLE")


def _opened(database: str) -> Raw:
    raw = connected(database)
    try:
        PostgresConnection(raw).check()
    except BaseException:
        raw.close()
        raise
    return raw


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as trouble:
        raise NotRecorded(f"The database did not take part: {trouble}") from trouble
