"""A real hub behind a real port, and terminals with data folders of their own."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile

import uvicorn

from data.core.actor import Actor
from data.exchange.message import Request
from data.exchange.node import become, node_of, packed_scopes
from data.exchange.values import Node
from data.line.complete import CompleteFilling
from data.replica.issue import Receipt, Seat, issue
from data.store.database import Database
from data.store.machine import ThisMachine
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.app import application
from sync_agent.hub.auth import Principal, Refusal
from sync_agent.hub.limits import Rate
from sync_agent.hub.running import Hub, fresh
from sync_agent.hub.store import SqliteStore
from sync_agent.link.client import Post
from tests.support.bakery import open_shop
from tests.support.cast import ANA, BENCH, OTHER_BENCH
from tests.support.dockets import cake, docket

STORE = "bannos"
ORGANIZATION = "banno"
TERMINALS = {"t1": BENCH, "t2": OTHER_BENCH}


@dataclass
class Papers:
    """A token that is the node's id, and a new one for a refused one."""

    hub: str
    node_id: str
    renewed: list[str] = field(default_factory=list)

    async def token(self, post: Post) -> str:
        return self.node_id

    async def renew(self, refused: str, post: Post) -> str:
        self.renewed.append(refused)
        return self.node_id

    def headers(self, request: Request, body: bytes, token: str) -> Mapping[str, str]:
        return {}

    def last_words(self, body: bytes) -> Mapping[str, str]:
        return {}


class Door:
    """Lets in the nodes of TERMINALS; `shut` maps a token to what it is refused with."""

    def __init__(self) -> None:
        self.shut: dict[str, Refusal] = {}

    def knows(self, token: str) -> Principal | None:
        return self.admit(token)

    def admit(self, token: str) -> Principal:
        if token in self.shut:
            raise self.shut[token]
        if token not in TERMINALS:
            raise Refusal(401, "bad_token", "This token is not good")
        return Principal("terminal", token, ORGANIZATION, (STORE,), None, token, None, 2**62)

    def shut_out(self, members: Collection[str]) -> frozenset[str]:
        return frozenset(members) & self.shut.keys()


def node(node_id: str, *, upstream: bool) -> Node:
    return Node(
        id=node_id,
        terminal_id=TERMINALS.get(node_id, node_id),
        origin=fresh(),
        final=0,
        heard="",
        upstream=upstream,
        feeds=not upstream,
        epoch="" if upstream else fresh(),
        scopes=packed_scopes((STORE,)),
    )


def found_hub(template: Path, folder: Path, cakes: int) -> Path:
    """A store with so many cakes to fill, as a hub."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    copyfile(template, path)
    with closing(SqliteDatabase(path)) as database:
        bakery = open_shop(database)
        for n in range(0, cakes, 50):
            some = (cake(str(k + 1)) for k in range(min(50, cakes - n)))
            bakery.take_in(docket(str(30_000 + n), *some))
        with database.transaction():
            become(database, node("hub", upstream=False))
    return path


def enrol(template: Path, folder: Path, node_id: str) -> Path:
    """A terminal that has heard nothing yet."""
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(template, folder / FILE_NAME)
    with closing(opened(folder)) as database, database.transaction():
        become(database, node(node_id, upstream=True))
    return folder


def opened(folder: Path) -> SqliteDatabase:
    return SqliteDatabase(folder / FILE_NAME)


def to_fill(database: SqliteDatabase) -> list[str]:
    """The tickets that stand at Filling."""
    return [row[0] for row in database.rows("SELECT id FROM ticket WHERE stage = 'Filling' ORDER BY number_sort, id")]


def fill(database: SqliteDatabase, ticket_id: str, by: Actor = ANA, terminal: str = BENCH) -> Receipt:
    """A scan at Filling, as the app does it."""
    receipt = issue(database, Seat(terminal, ""), by, CompleteFilling(ticket_id), ThisMachine().stamp())
    assert receipt.accepted, receipt
    return receipt


def known(database: Database) -> set[str]:
    """The commands that a database holds."""
    return {row[0] for row in database.rows("SELECT command_id FROM journal")}


def final(database: SqliteDatabase) -> int:
    """How far the hub has taken over what was done here."""
    found = node_of(database)
    assert found is not None
    return found.final


@dataclass
class RunningHub:
    url: str
    port: int
    hub: Hub
    door: Door


@contextmanager
def hub_at(path: Path, port: int = 0) -> Iterator[RunningHub]:
    """The hub's real application under uvicorn on loopback."""
    door = Door()
    hub = Hub(SqliteStore(path), door, rate=Rate(lambda: 0.0, burst=1e9))
    config = uvicorn.Config(application(hub), host="127.0.0.1", port=port, log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        threading.Event().wait(0.01)
    at = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield RunningHub(f"http://127.0.0.1:{at}", at, hub, door)
    finally:
        server.should_exit = True
        thread.join(10)
