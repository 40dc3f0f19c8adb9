"""A hub at work in a test: founded organizations, real servers on loopback, a door that knows its guests, a clock that
stands until it is moved."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from data.core.actor import Role
from data.core.envelope import Stamp
from data.exchange.node import become
from data.store.database import Database
from sync_agent.buying.advisor import Advisor
from sync_agent.buying.kept import InProcess
from sync_agent.hub import (
    data_health_endpoint,
    forecasts_endpoint,
    orders_endpoint,
    procurement_endpoint,
    rpc_endpoint,
)
from sync_agent.hub import socket as sockets
from sync_agent.hub.app import application
from sync_agent.hub.auth import Kind, Principal, Refusal
from sync_agent.hub.bus import Bus
from sync_agent.hub.running import Hub
from sync_agent.hub.store import HubStore
from sync_agent.hub.voice import Voice
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import NOW
from tests.support.clockwork import Clockwork
from tests.sync_agent.hub.rig import node

CAKES, PIES = "cakes", "pies"
"""Two organizations; where both are, they have stores, people and stock of the same names."""
LASTS = 15 * 60_000
PAGE = "https://office.example"


def founded(database: Database) -> Bakery:
    """The cast's shop as an authority that feeds its two stores."""
    bakery = open_shop(database)
    with database.transaction():
        become(database, node("hub", "", above=False))
    return bakery


@dataclass
class Guests:
    """The token is the name; who is not known is not let in, nor who was shut out."""

    clock: Clockwork
    known: dict[str, Principal] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)

    def knows(self, token: str) -> Principal | None:
        return self.admit(token)

    def admit(self, token: str) -> Principal:
        who = self.known.get(token)
        if who is None:
            raise Refusal(401, "bad_token", "This token is not one of ours")
        if who.id in self.out:
            raise Refusal(403, "revoked", "This terminal was shut out: ask an admin")
        if who.expires_at <= self.clock.at:
            raise Refusal(401, "token_expired", "This token has ended: refresh it")
        return who

    def shut_out(self, members: Collection[str]) -> frozenset[str]:
        return frozenset(members) & self.out

    def add(
        self,
        name: str,
        kind: Kind = "script",
        role: Role | None = Role.SUPERVISOR,
        organization: str = CAKES,
        scopes: tuple[str, ...] = ("bannos", "flourlane"),
        who: str | None = None,
    ) -> str:
        """A token, which it answers."""
        ident = who or f"id-{name}"
        of_node = kind == "terminal"
        principal = Principal(
            kind,
            ident,
            organization,
            scopes,
            None if of_node else role,
            ident if of_node else None,
            ident if kind == "person" else None,
            self.clock.at + LASTS,
        )
        self.known[name] = principal
        return name


class Working(Clockwork):
    """Stands still, and may be asked by many threads."""

    def __init__(self) -> None:
        super().__init__(NOW, mark=77)
        self._turn = threading.Lock()

    def stamp(self) -> Stamp:
        with self._turn:
            return replace(super().stamp(), at=self.at)


@dataclass
class House:
    """A hub process: `url`, its guests, and its voice."""

    store: HubStore
    guests: Guests
    clock: Clockwork
    bus: Bus | None = None
    url: str = ""
    hub: Hub = field(init=False)
    voice: Voice = field(init=False)
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(self.store, self.guests, now=lambda: self.clock.at)
        self.voice = Voice(self.store, self.guests, self.hub.now, self.bus)
        self.hub.changed, self.hub.late = self.voice.changed, self.voice.trouble
        routers = [sockets.router, orders_endpoint.router, rpc_endpoint.router, data_health_endpoint.router]
        self.app = application(self.hub, [*routers, procurement_endpoint.router, forecasts_endpoint.router])
        self.app.state.advisor = Advisor(self.store, InProcess(self.hub.now), self.hub.now, self.hub.changed)
        sockets.furnish(self.app, self.voice, frozenset({PAGE}))

    def do(self, work: Callable[[Bakery], Any], organization: str = CAKES) -> Any:
        """Something happens in a shop, through the hub's own store."""
        return self.store.write(organization, lambda database: work(Bakery(database, self.clock)))

    def see(self, work: Callable[[Bakery], Any], organization: str = CAKES) -> Any:
        """How a shop is."""
        return self.store.read(organization, lambda database: work(Bakery(database, self.clock)))

    @property
    def ws(self) -> str:
        return self.url.replace("http:", "ws:") + "/api/v1/socket"

    async def in_loop(self, work: Callable[[], Any]) -> Any:
        """Something that only the server's loop may do."""
        done = asyncio.run_coroutine_threadsafe(work(), self.loop)
        return await asyncio.wrap_future(done)

    loop: asyncio.AbstractEventLoop = field(init=False)

    def http(self, token: str | None = None) -> httpx.Client:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url, trust_env=False, verify=False, timeout=60, headers=headers)


@contextmanager
def at_work(house: House) -> Iterator[House]:
    """The hub at an address of loopback."""
    config = uvicorn.Config(
        house.app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        ws_max_size=sockets.MOST_BYTES,
    )
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)

    async def serve() -> None:
        house.loop = asyncio.get_running_loop()
        await server.serve([listening])

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    house.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield house
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


class Client:
    """Somebody at a socket: everything it was told, and how it ended."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.heard: list[Any] = []
        self._named: dict[str, list[Any]] = defaultdict(list)
        self.code: int | None = None
        self.reason = ""
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            async for text in self.line:
                told = json.loads(text)
                self.heard.append(told)
                if told:
                    self._named[told["event"]].append(told["data"])
                self._more.set()
        except ConnectionClosed:
            pass
        self.code, self.reason = self.line.close_code, self.line.close_reason or ""
        self._more.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                self._more.clear()
                await self._more.wait()

    async def ended(self) -> int | None:
        """The close code."""
        await self.until(lambda: self.code is not None)
        return self.code

    def events(self, name: str | None = None) -> list[Any]:
        """What it was told, of this name or of any but the welcome."""
        if name is not None:
            return self._named[name]
        return [each for each in self.heard if each and each["event"] != "welcome"]

    async def has(self, count: int, name: str) -> list[Any]:
        """So many events of a name."""
        await self.until(lambda: len(self.events(name)) >= count or self.code is not None)
        return self.events(name)

    async def pokes(self, count: int) -> None:
        await self.until(lambda: self.heard.count({}) >= count or self.code is not None)

    async def leave(self) -> None:
        await self.line.close()
        await self._task


async def comes_true(holds: Callable[[], bool]) -> None:
    """Within half a minute, of something that nobody tells."""
    for _ in range(6_000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


async def knocking(house: House, address: str | None = None, **given: Any) -> Client:
    """A socket on which nothing was said yet."""
    return Client(await connect(address or house.ws, proxy=None, **given))


async def seated(house: House, token: str, **given: Any) -> Client:
    """Somebody who was let in, and was told so."""
    client = await knocking(house, **given)
    await client.line.send(json.dumps({"token": token}))
    await client.until(lambda: bool(client.heard) or client.code is not None)
    return client
