"""From a commit at one hub process to the poke at a socket of another, beside the bare Redis between them; and an order
over HTTP until its event is at a socket."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from redis.asyncio import Redis
from redis.exceptions import RedisError
from websockets.asyncio.client import ClientConnection, connect

from data.core.clock import HOUR
from data.store.machine import ThisMachine
from data.store.upgrade import upgrade
from sync_agent.hub.bus import NEWS, Word
from sync_agent.hub.enrolment import script_token
from sync_agent.hub.identity import Identity
from sync_agent.hub.keys import FOLDER, hub_master
from sync_agent.hub.redis_bus import RedisBus
from sync_agent.hub.store import SqliteStore
from tests.bench.figure import Figure, median_ms, percentile_ms
from tests.bench.hub_shop import furnished
from tests.bench.kit import Kit, now
from tests.bench.subject import MissingError

ROOT = Path(__file__).parents[2]
SERVER = "redis://127.0.0.1:6379"
WARM_UP = 20
SHARE_GOAL, PAINT_MS = 3.0, 250.0


@dataclass(frozen=True, slots=True)
class _Hub:
    """A hub process, and tokens for its doors."""

    url: str
    organization: str
    store: str
    terminal: str
    script: str


def measure(kit: Kit) -> Iterator[Figure]:
    with _hub(kit) as hub:
        raw, pokes, orders = asyncio.run(_measured(hub, kit.choose(500, 100)))
    for name, of in (("p50", median_ms), ("p99", lambda each: percentile_ms(each, 99))):
        goal = SHARE_GOAL if name == "p50" else None
        yield Figure(
            f"commit here to the poke there, {name}", of(pokes), "ms", of(raw), "bare Redis, publish to receive", goal
        )
    yield Figure("an order sent until its event is heard, p99", percentile_ms(orders, 99), "ms", goal=PAINT_MS)


@contextmanager
def _hub(kit: Kit) -> Iterator[_Hub]:
    folder, keys = kit.new_folder() / "hub.sqlite3", kit.new_folder()
    upgrade(f"sqlite:///{folder}")
    with closing(SqliteStore(folder)) as store:
        identity = Identity(store, hub_master(keys), ThisMachine())
        papers = furnished(identity, 0, 0)[0][0]
        member, script = script_token(identity, "bench", "OWNER", (papers.store,), HOUR)
    argv = [sys.executable, "-m", "sync_agent.cli", "hub", "--json", "--listen", "127.0.0.1:0", "--redis", SERVER]
    argv += ["--database", f"sqlite:///{folder}"]
    environ = {**os.environ, FOLDER: str(keys)}
    with subprocess.Popen(argv, cwd=ROOT, env=environ, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            yield _Hub(url, member.organization_id, papers.store, papers.token, script)
        finally:
            process.terminate()


async def _measured(hub: _Hub, rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds: of the bare Redis, of pokes, in turns; and of orders."""
    async with AsyncExitStack() as open_ones:
        bare = await open_ones.enter_async_context(_Bare())
        bus = RedisBus(SERVER)
        await bus.open(lambda _: None)
        open_ones.push_async_callback(bus.close)
        bench = await open_ones.enter_async_context(connect(_socket(hub), proxy=None))
        await _sit(bench, hub.terminal)
        office = await open_ones.enter_async_context(connect(_socket(hub), proxy=None))
        await _sit(office, hub.script)
        pairs = [(await bare.once(), await _poke(bus, bench, hub)) for _ in range(WARM_UP + rounds)]
        orders = [await _order(hub, office) for _ in range(WARM_UP // 4 + rounds // 5)]
    counted = pairs[WARM_UP:]
    return [pair[0] for pair in counted], [pair[1] for pair in counted], orders[WARM_UP // 4 :]


def _socket(hub: _Hub) -> str:
    return hub.url.replace("http:", "ws:") + "/api/v1/socket"


async def _sit(line: ClientConnection, token: str) -> None:
    await line.send(json.dumps({"token": token}))
    await line.recv()
    await _silence(line)


async def _silence(line: ClientConnection) -> None:
    """Whatever others on this server say is over."""
    try:
        while True:
            async with asyncio.timeout(0.3):
                await line.recv()
    except TimeoutError:
        return


async def _poke(bus: RedisBus, line: ClientConnection, hub: _Hub) -> float:
    start = now()
    bus.tell(Word(hub.organization, NEWS, hub.store))
    await line.recv()
    return now() - start


async def _order(hub: _Hub, line: ClientConnection) -> float:
    body: dict[str, Any] = {"storeId": hub.store, "customer": "Mia", "items": [{"title": "Gelato Cake"}]}
    async with httpx.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {hub.script}"}) as http:
        start = now()
        answer = asyncio.create_task(http.post(f"{hub.url}/orders", json=body))
        while json.loads(await line.recv())["event"] != "order:created":
            pass
        heard = now() - start
        assert (await answer).status_code == 201, (await answer).text
    return heard


async def bare_redis(rounds: int) -> list[float]:
    """Seconds from publish to receive, nothing else."""
    async with _Bare() as bare:
        return [await bare.once() for _ in range(WARM_UP + rounds)][WARM_UP:]


class _Bare:
    """One connection publishes, another receives."""

    def __init__(self) -> None:
        self._client, self._channel = Redis.from_url(SERVER), secrets.token_hex(8)
        self._pubsub = self._client.pubsub()

    async def __aenter__(self) -> _Bare:
        try:
            await self._pubsub.subscribe(self._channel)
        except (RedisError, OSError) as trouble:
            raise MissingError(f"no Redis answers at {SERVER}") from trouble
        await self._pubsub.get_message(timeout=5)
        return self

    async def once(self) -> float:
        start = now()
        await self._client.publish(self._channel, "[]")
        while await self._pubsub.get_message(timeout=5) is None:
            pass
        return now() - start

    async def __aexit__(self, *_: object) -> None:
        await self._pubsub.aclose()
        await self._client.aclose()
