"""Founded organizations in either database, and a hub at work over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.store import HubStore, PostgresStore, SqliteStore
from tests.sync_agent.hub_events.house import CAKES, PIES, Guests, House, Working, at_work, founded

POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture
def on_sqlite(sqlite_file: Path) -> Iterator[HubStore]:
    """One organization in a file."""
    with closing(SqliteDatabase(sqlite_file)) as database:
        founded(database)
    with closing(SqliteStore(sqlite_file)) as store:
        yield store


@pytest.fixture
def on_postgres(postgres: PostgresDatabase, postgres_url: str) -> Iterator[HubStore]:
    """Two organizations on a server."""
    with closing(PostgresStore(postgres_url)) as store:
        for organization in (CAKES, PIES):
            store.write(organization, founded)
        yield store


@pytest.fixture(params=["sqlite", POSTGRES])
def either(request: pytest.FixtureRequest) -> HubStore:
    """A store of each kind."""
    found: HubStore = request.getfixturevalue("on_sqlite" if request.param == "sqlite" else "on_postgres")
    return found


def _working(store: HubStore) -> Iterator[House]:
    clock = Working()
    with at_work(House(store, Guests(clock), clock)) as house:
        yield house


@pytest.fixture
def house(on_sqlite: HubStore) -> Iterator[House]:
    """A hub of one process over a file."""
    yield from _working(on_sqlite)


@pytest.fixture
def any_house(either: HubStore) -> Iterator[House]:
    """A hub of one process over either database."""
    yield from _working(either)
