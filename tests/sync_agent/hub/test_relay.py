"""A store hub between its terminals and the cloud: it answers with the internet cut, and hands on what it took."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any

import pytest

from data.exchange.message import Request
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteFilling
from data.replica.asking import request
from data.store.database import Database, StoredRows
from data.store.machine import ThisMachine
from data.store.schema import FILE_NAME
from sync_agent.hub.running import Hub, fresh
from sync_agent.hub.store import HubStore, SqliteStore
from sync_agent.hub.upstream import Upstream
from sync_agent.link.backoff import Backoff
from sync_agent.link.client import Client
from tests.support.memory import as_image, in_memory
from tests.sync_agent.hub.rig import ORGANIZATION, Guests, Replica, hub_of, running
from tests.sync_agent.hub.test_exchange import ordered, tickets

PATIENCE = 30


@dataclass
class Name:
    """Papers that a test's hub believes."""

    hub: str
    name: str

    async def token(self, post: Any) -> str:
        return self.name

    async def renew(self, refused: str, post: Any) -> str:
        return self.name

    def headers(self, request: Request, body: bytes, token: str) -> Mapping[str, str]:
        return {}

    def last_words(self, body: bytes) -> Mapping[str, str]:
        return {}


@pytest.fixture
def relay(template: Path, tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store hub of Banno's."""
    path = tmp_path / "relay" / FILE_NAME
    path.parent.mkdir()
    copyfile(template, path)
    with closing(SqliteStore(path)) as store:

        def enrol(database: Database) -> None:
            with database.transaction():
                become(database, Node("one", "", fresh(), 0, "", True, True, fresh(), packed_scopes(["bannos"])))

        store.write(ORGANIZATION, enrol)
        yield store


@pytest.fixture
def line(relay: SqliteStore, url: str) -> tuple[Callable[[Hub], Upstream], threading.Event]:
    """Makes the line to the cloud, and rings whenever news came down."""
    news = threading.Event()

    def make(_: Hub) -> Upstream:
        machine = ThisMachine()

        def client() -> Client:
            return Client(Name(url, "one"), machine.now, machine.mono_ms)

        return Upstream(relay, ORGANIZATION, client, machine, Backoff(Random(1)), lambda *_: news.set())

    return make, news


def stage(store: HubStore, ticket: Ticket) -> str:
    found = store.read(ORGANIZATION, lambda database: StoredRows(database).get(Ticket, ticket.id))
    assert found is not None
    return found.stage


def test_a_scan_goes_up_through_the_store_hub_and_news_comes_down(
    hub: Hub,
    relay: SqliteStore,
    template: Path,
    line: tuple[Callable[[Hub], Upstream], threading.Event],
    replica: Callable[..., Replica],
) -> None:
    ordered(hub.store)
    make, news = line
    arrived = threading.Event()
    hub.changed = lambda *_: arrived.set()
    store_hub = Hub(relay, Guests({"two": ("bannos",)}))
    store_hub.above = make(store_hub)
    with running(store_hub) as below:
        assert news.wait(PATIENCE), "the store hub heard the cloud"
        terminal = Replica(in_memory(as_image(template.read_bytes())), "two", below)
        terminal.exchange()
        (ticket,) = tickets(terminal)
        terminal.do(CompleteFilling(ticket.id, 0))
        terminal.exchange()
        assert stage(relay, ticket) == "Covering", "at once, whatever the internet does"
        assert arrived.wait(PATIENCE), "it went up"
        assert stage(hub.store, ticket) == "Covering"
        assert terminal.http.get("/readyz").status_code == 200
        other = replica("one")
        other.exchange()
        assert [t.stage for t in tickets(other)] == ["Covering"]
        terminal.http.close()


def test_a_store_hub_that_never_heard_the_cloud_says_later(relay: SqliteStore, template: Path) -> None:
    """What it would tell is an empty shop."""
    with running(hub_of(relay)) as url:
        terminal = Replica(in_memory(as_image(template.read_bytes())), "two", url)
        assert terminal.ask(request(terminal.database)).status_code == 503
        terminal.http.close()
