"""A hub in a test: a founded shop in a real database, a real server on loopback, a door that knows its guests by name,
and a terminal that speaks to it."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from data.core.actor import Actor
from data.core.command import Command
from data.exchange.message import Answer, Request
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.replica.asking import request
from data.replica.issue import Receipt, Seat, issue
from data.replica.rebase import Absorbed, absorb
from data.store.database import Database
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.app import application
from sync_agent.hub.auth import Principal, Refusal
from sync_agent.hub.running import Hub, fresh
from sync_agent.hub.serving import address, bound
from sync_agent.hub.store import HubStore
from sync_agent.link.hearing import read_answer
from sync_agent.link.spelling import write_request
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, NOW
from tests.support.clockwork import Clockwork

ORGANIZATION = "cakes"
STORES = ("bannos", "flourlane")
EPOCH = "e" * 32


def founded(database: Database) -> Bakery:
    """The cast's shop as an authority that feeds its two stores."""
    bakery = open_shop(database)
    with database.transaction():
        become(database, node("hub", "", above=False))
    return bakery


def node(name: str, terminal: str, *, above: bool = True, scopes: tuple[str, ...] = STORES) -> Node:
    """A terminal below the hub, or the hub itself."""
    origin, epoch = (fresh(), "") if above else ("0" * 32, EPOCH)
    return Node(name, terminal, origin, 0, "", above, not above, epoch, packed_scopes(scopes))


@dataclass
class Guests:
    """The token is the name; who is not known is not let in."""

    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def knows(self, token: str) -> Principal | None:
        return self.admit(token)

    def admit(self, token: str) -> Principal:
        if token not in self.known:
            raise Refusal(401, "bad_token", "This token is not one of ours")
        return Principal("terminal", token, ORGANIZATION, self.known[token], None, token, None, 0)

    def shut_out(self, members: Collection[str]) -> frozenset[str]:
        return frozenset(members) - self.known.keys()


def hub_of(store: HubStore, **given: Any) -> Hub:
    """A hub that lets in two terminals of Banno's and one of Flour Lane."""
    guests = Guests({"one": ("bannos",), "two": ("bannos",), "far": ("flourlane",)})
    return Hub(store, guests, now=lambda: Clockwork().at, **given)


@contextmanager
def running(hub: Hub, listen: str = "127.0.0.1:0") -> Iterator[str]:
    """The hub at work at an address of loopback, which it answers."""
    config = uvicorn.Config(application(hub), log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    listening = bound(listen)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    try:
        yield address(listening)
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


class Replica:
    """A terminal's database below the hub, and its way there."""

    def __init__(self, database: SqliteDatabase, name: str, url: str, scopes: tuple[str, ...] = ("bannos",)) -> None:
        self.database, self.name, self.machine = database, name, Clockwork(NOW, 10 + sum(name.encode()) % 80)
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=30)
        with database.transaction():
            become(database, node(name, BENCH, scopes=scopes))

    def do(self, command: Command, who: Actor = ANA) -> Receipt:
        """A scan here."""
        return issue(self.database, Seat(BENCH, ""), who, command, self.machine.stamp())

    def exchange(self) -> Absorbed:
        """One round trip that must be answered."""
        answered = self.post(write_request(request(self.database)))
        assert answered.status_code == 200, answered.text
        return absorb(self.database, told(answered), fresh)

    def post(self, body: bytes, **headers: str) -> httpx.Response:
        """These bytes, gzipped as a terminal sends them."""
        usual = {
            "Authorization": f"Bearer {self.name}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        given = usual | {name.replace("_", "-"): value for name, value in headers.items()}
        packed = gzip.compress(body) if given["Content-Encoding"] == "gzip" else body
        return self.http.post("/api/v1/sync", content=packed, headers=given)

    def ask(self, asked: Request, **headers: str) -> httpx.Response:
        """A request of one's own making."""
        return self.post(write_request(asked), **headers)


def told(response: httpx.Response) -> Answer:
    return read_answer(response.content).answer


def code_of(response: httpx.Response) -> str:
    """Of a refusal."""
    detail = response.json()["detail"]
    assert detail["says"]
    return str(detail["code"])
