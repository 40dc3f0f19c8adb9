"""The process beside the app: keeps its tasks alive, ends within a second when told to, and leaves nothing half."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from data.exchange.values import Standing
from data.store.errors import NotAStore
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.link.backoff import Backoff
from sync_agent.link.client import Client, Papers
from sync_agent.link.loop import Loop
from sync_agent.link.poke import Poke
from sync_agent.link.report import Report
from sync_agent.link.store import Store
from sync_agent.link.trouble import Trouble

_log = logging.getLogger(__name__)
_GOODBYE_S = 0.3
"""For each of the two last steps; a terminal that is switched off does not wait longer."""


class Agent:
    """All that works on one data folder."""

    def __init__(
        self,
        database: SqliteDatabase,
        folder: Path,
        papers: Papers,
        say: Callable[[Standing], None] = lambda _: None,
    ) -> None:
        """Nothing runs yet. `say` is told when it stands otherwise than before."""
        self._dice = Random(secrets.randbits(64))
        self.machine = ThisMachine()
        self.store = Store(database, folder)
        self.report = Report(database, self.machine, papers.hub, say)
        self.client = Client(papers, self.machine.now, self.machine.mono_ms)
        self.loop = Loop(
            self.store, self.client, self.report, self.machine, Backoff(self._dice), lambda: secrets.token_hex(16)
        )

    async def once(self) -> None:
        """Until nothing waits and nothing is new; raises Trouble, which is kept as the agent's standing."""
        try:
            await self.loop.until_quiet()
        except Trouble as trouble:
            await self.store.do(self.report.trouble, trouble)
            raise

    async def run(self) -> None:
        """For ever; raises NotAStore when another release takes the store over."""
        poke = Poke(self.client, self.loop.call, self._dice)
        async with asyncio.TaskGroup() as tasks:
            alive = [
                tasks.create_task(self._kept_alive("exchange", self.loop.run)),
                tasks.create_task(self._kept_alive("calls", poke.run)),
            ]
            await self.loop.outdated.wait()
            for task in alive:
                task.cancel()
        raise NotAStore("Another release has taken the store over: begin again with that one")

    async def end(self) -> None:
        """Says goodbye; what is being written is finished or, after a moment, left to the database to take back."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                await self.store.do(self.report.end)

    async def close(self) -> None:
        """Lets go of the line and of the database, when what is being done is done."""
        await self.client.close()
        self.store.close()

    async def _kept_alive(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """A mistake of ours in one task must not silence the terminal: it is kept in the log, and begun again."""
        backoff = Backoff(self._dice)
        while True:
            try:
                await work()
            except Exception:
                _log.exception("%s broke and begins again", what)
            await asyncio.sleep(1 + backoff.trouble(None))


async def until_told(agent: Agent) -> None:
    """Runs until SIGTERM or SIGINT; raises NotAStore when another release takes the store over."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    running, waiting = asyncio.create_task(agent.run()), asyncio.create_task(told.wait())
    await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        await agent.close()
        await running
    running.cancel()
    await asyncio.wait([running], timeout=_GOODBYE_S)
    await agent.end()


def leave(code: int) -> None:
    """Ends the process without waiting for a name server or a long transaction, which leaves nothing when cut off."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
