"""Comparing a data folder with its hub, beside an agent that runs or in its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from data.replica.verifying import forget
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.link.client import Client, Papers
from sync_agent.link.comparing import Difference, Moving, compared
from sync_agent.lock import AnotherAgentError, only_one
from sync_agent.service import enrolled, ready
from sync_agent.supervisor import Agent

_TRIES = 60
_PAUSE_S = 0.5
"""Together longer than an agent waits until it looks anyway."""
PapersOf = Callable[[Path], Papers]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`tables` were compared; what differed, and whether it is mended."""

    tables: int
    differences: list[Difference]
    repaired: bool


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a comparison needs; `catch_up` ends when there may be a moment for it."""

    database: SqliteDatabase
    client: Client
    catch_up: Callable[[], Awaitable[None]]


async def verify(folder: Path, papers_of: PapersOf, *, repair: bool) -> Verdict:
    """Raises Moving when there was no moment to compare, AloneError, NotAStore, Trouble."""
    async with _bench(folder, papers_of) as bench:
        tables, found = await _compared(bench)
        if not found or not repair:
            return Verdict(tables, found, False)
        forget(bench.database)
        _, left = await _compared(bench)
        return Verdict(tables, left or found, not left)


async def _compared(bench: _Bench) -> tuple[int, list[Difference]]:
    for tries_left in reversed(range(_TRIES)):
        await bench.catch_up()
        try:
            return await compared(bench.database, bench.client.ask)
        except Moving:
            if not tries_left:
                raise
    raise AssertionError("not reached")


@asynccontextmanager
async def _bench(folder: Path, papers_of: PapersOf) -> AsyncIterator[_Bench]:
    """Where an agent runs, it does the exchanges; else they are ours."""
    try:
        with only_one(folder):
            async with _in_its_place(ready(folder, papers_of)) as agent:
                yield _Bench(agent.store.database, agent.client, agent.once)
                return
    except AnotherAgentError:
        machine = ThisMachine()
    with closing(enrolled(folder)) as database:
        client = Client(papers_of(folder), machine.now, machine.mono_ms)
        try:
            yield _Bench(database, client, lambda: asyncio.sleep(_PAUSE_S))
        finally:
            await client.close()


@asynccontextmanager
async def _in_its_place(agent: Agent) -> AsyncIterator[Agent]:
    try:
        yield agent
    finally:
        await agent.end()
        await agent.close()
