"""A founded hub on either database, and a server over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.running import Hub
from sync_agent.hub.store import HubStore, PostgresStore, SqliteStore
from tests.support.memory import as_image, in_memory
from tests.sync_agent.hub.rig import ORGANIZATION, Replica, founded, hub_of, running

POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", POSTGRES])
def store(request: pytest.FixtureRequest) -> Iterator[HubStore]:
    """The cast's shop, an authority."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("sqlite_file")
        with closing(SqliteDatabase(path)) as database:
            founded(database)
        made: HubStore = SqliteStore(path)
    else:
        request.getfixturevalue("postgres")
        address = request.getfixturevalue("postgres_url")
        with closing(PostgresDatabase(address, ORGANIZATION)) as database:
            founded(database)
        made = PostgresStore(address)
    with closing(made):
        yield made


@pytest.fixture
def hub(store: HubStore) -> Hub:
    return hub_of(store)


@pytest.fixture
def url(hub: Hub) -> Iterator[str]:
    """The address of the hub at work."""
    with running(hub) as address:
        yield address


@pytest.fixture
def replica(template: Path, url: str) -> Iterator[Callable[..., Replica]]:
    """Makes terminals, empty until they have heard their hub."""
    with ExitStack() as open_ones:

        def make(name: str, scopes: tuple[str, ...] = ("bannos",)) -> Replica:
            made = Replica(in_memory(as_image(template.read_bytes())), name, url, scopes)
            open_ones.callback(made.http.close)
            return made

        yield make
