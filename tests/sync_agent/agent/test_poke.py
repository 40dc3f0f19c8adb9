"""The hub calls: the agent asks at once, not too often, and does without calls where there are none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random

from websockets.asyncio.server import ServerConnection, serve

from data.store.machine import ThisMachine
from sync_agent.link.backoff import Backoff
from sync_agent.link.client import Client
from sync_agent.link.poke import TOKEN_ENDED, Poke, socket_url
from sync_agent.link.trouble import Trouble
from tests.sync_agent.agent import rig


class Bell:
    """Counts how often it was rung."""

    def __init__(self) -> None:
        self.rings = 0
        self.rung = asyncio.Event()

    def ring(self) -> None:
        self.rings += 1
        self.rung.set()

    async def wait_for(self, rings: int) -> None:
        while self.rings < rings:
            self.rung.clear()
            await self.rung.wait()


@asynccontextmanager
async def calling(hub: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[tuple[Bell, rig.Papers]]:
    """A poke that listens to a hub of our own; its waits are short."""
    async with serve(hub, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        papers, machine, bell = rig.Papers(f"http://127.0.0.1:{port}", "t1"), ThisMachine(), Bell()
        client = Client(papers, machine.now, machine.mono_ms)
        poke = Poke(client, bell.ring, Random(1))
        poke._backoff = Impatient(Random(1))
        listening = asyncio.create_task(poke.run())
        try:
            async with asyncio.timeout(60):
                yield bell, papers
        finally:
            listening.cancel()
            await client.close()


class Impatient(Backoff):
    def trouble(self, wait_s: float | None) -> float:
        return 0.01


async def test_the_token_comes_in_the_first_message_and_each_message_is_a_call() -> None:
    heard: list[str] = []

    async def hub(line: ServerConnection) -> None:
        assert line.request is not None
        heard.extend((line.request.path, await line.recv(decode=True)))
        await line.send("")
        await line.send("")
        await line.wait_closed()

    async with calling(hub) as (bell, _):
        await bell.wait_for(3)
    assert heard[0] == "/api/v1/socket"
    assert json.loads(heard[1]) == {"token": "t1"}


async def test_a_line_that_ends_is_opened_again_and_that_is_a_call() -> None:
    """Something may have happened while nobody could say so."""

    async def hub(line: ServerConnection) -> None:
        await line.recv()

    async with calling(hub) as (bell, papers):
        await bell.wait_for(3)
    assert papers.renewed == []


async def test_a_token_that_has_ended_is_renewed() -> None:
    async def hub(line: ServerConnection) -> None:
        await line.recv()
        await line.close(TOKEN_ENDED, "This token has ended")

    async with calling(hub) as (bell, papers):
        await bell.wait_for(2)
    assert papers.renewed[0] == "t1"


def test_the_address_of_the_socket_is_the_hub_s() -> None:
    assert socket_url("https://hub.example:8443") == "wss://hub.example:8443/api/v1/socket"
    assert socket_url("http://127.0.0.1:80/") == "ws://127.0.0.1:80/api/v1/socket"


async def test_a_flood_of_calls_is_a_few_questions(first, monkeypatch) -> None:
    await first.agent.once()
    asked = 0
    exchange = first.agent.client.exchange

    async def counted(request):
        nonlocal asked
        asked += 1
        return await exchange(request)

    monkeypatch.setattr(first.agent.client, "exchange", counted)
    began = first.agent.machine.mono_ms()
    keeping_up = asyncio.create_task(first.agent.loop.run())
    for _ in range(150):
        first.agent.loop.call()
        await asyncio.sleep(0.01)
    passed_s = (first.agent.machine.mono_ms() - began) / 1000
    keeping_up.cancel()
    await asyncio.wait([keeping_up])
    assert 2 <= asked <= 2 + 4 * passed_s


async def test_a_call_ends_the_wait_after_trouble_unless_the_hub_asked_for_patience(first, monkeypatch) -> None:
    """A hub that comes back says so by its socket."""
    loop = first.agent.loop
    monkeypatch.setattr(loop._backoff, "trouble", lambda wait_s: wait_s or 3_600)
    waiting = asyncio.create_task(loop._in_trouble(Trouble("unreachable", "The hub cannot be reached")))
    await asyncio.sleep(0)
    loop.call()
    async with asyncio.timeout(60):
        await waiting
    loop._called.clear()
    patient = asyncio.create_task(loop._in_trouble(Trouble("busy", "The hub asks for patience", 3_600)))
    await asyncio.sleep(0.2)
    loop.call()
    await asyncio.sleep(0.2)
    assert not patient.done()
    patient.cancel()
