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
from typing import TypeVar

from data.exchange.values import Standing
from data.store.database import Database
from data.store.errors import NotAStore, NotRecorded
from data.store.housekeeping import DAY, prune
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.link.backoff import Backoff
from sync_agent.link.client import Client, Papers
from sync_agent.link.loop import Loop
from sync_agent.link.payloads import kept_handed_over, tried
from sync_agent.link.pins import kept_shared, shared
from sync_agent.link.poke import Poke
from sync_agent.link.report import Report
from sync_agent.link.retiring import retire
from sync_agent.link.store import Store
from sync_agent.link.trouble import BROKEN, FOREIGN, NOT_HANDED_OVER, REVOKED, Trouble
from sync_agent.secrets.pins import FolderKeys

T = TypeVar("T")
_log = logging.getLogger(__name__)
_FIRST_PRUNING_S = 15 * 60
"""Not in the first minutes of a shift; an app that is open has done it by then."""
_GOODBYE_S = 0.3
"""For each of the two last steps; a terminal that is switched off does not wait longer."""


class EmptiedError(Exception):
    """The hub has what this terminal had not sent, and no row is left here."""


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
        self._keys = FolderKeys(folder)
        self._emptied = False
        self.loop = Loop(
            self.store, self.client, self.report, self.machine, Backoff(self._dice), lambda: secrets.token_hex(16)
        )

    async def once(self) -> None:
        """Until nothing waits and nothing is new; raises Trouble, which is kept as the agent's standing."""
        await shared(self._keys, self.client.ask)
        try:
            await self.loop.until_quiet()
            await tried(self._do, self.client.ask)
        except Trouble as trouble:
            await self.store.do(self.report.trouble, trouble)
            if trouble.code != REVOKED:
                raise
            try:
                await retire(self.store, self.client, self.machine)
            except Trouble as why:
                raise await self._keeps_all(why) from why
            self._emptied = True
            raise EmptiedError from trouble

    async def run(self) -> None:
        """For ever; raises NotAStore when another release takes the store over, EmptiedError when the hub has taken
        this terminal out of service and has all that was done here."""
        while not self._emptied:
            await self._at_work()
            if self.loop.outdated.is_set():
                raise NotAStore("Another release has taken the store over: begin again with that one")
            await self._retire()
        raise EmptiedError

    async def _retire(self) -> None:
        """Until nothing is left here, or the hub lets this terminal in again: it may have been set back."""
        backoff = Backoff(self._dice)
        self.loop.revoked.clear()
        while not self._emptied:
            try:
                await retire(self.store, self.client, self.machine)
                self._emptied = True
            except Trouble as trouble:
                if trouble.code == FOREIGN:
                    return
                says = (
                    f"Taken out of service; the hub has not taken what was not sent, and nothing is erased: {trouble}"
                )
                await self.store.do(self.report.trouble, Trouble(REVOKED, says))
                await asyncio.sleep(backoff.trouble(trouble.wait_s))
            except NotRecorded as trouble:
                _log.warning("%s", trouble.says)
                await asyncio.sleep(backoff.trouble(None))

    async def _keeps_all(self, why: Trouble) -> Trouble:
        """The hub did not take what was not sent: that is told, and nothing is erased."""
        says = f"Taken out of service; nothing is erased before the hub has what was not sent: {why}"
        await self.store.do(self.report.trouble, Trouble(NOT_HANDED_OVER, says))
        return Trouble(REVOKED, says, why.wait_s)

    async def _at_work(self) -> None:
        poke = Poke(self.client, self.loop.call, self._dice)
        async with asyncio.TaskGroup() as tasks:
            alive = [
                tasks.create_task(self._kept_alive("exchange", self._exchange)),
                tasks.create_task(self._kept_alive("calls", poke.run)),
                tasks.create_task(self._kept_alive("pins", lambda: kept_shared(self._keys, self.client.ask))),
                tasks.create_task(self._kept_alive("payloads", lambda: kept_handed_over(self._do, self.client.ask))),
                tasks.create_task(self._kept_alive("tidying", self._tidy_up)),
            ]
            ends = [asyncio.create_task(event.wait()) for event in (self.loop.outdated, self.loop.revoked)]
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (*ends, *alive):
                    task.cancel()

    async def _exchange(self) -> None:
        """As long as nothing of ours breaks; if it does, the screens tell."""
        try:
            await self.loop.run()
        except Exception:
            with suppress(NotRecorded):
                await self.store.do(self.report.trouble, Trouble(BROKEN, "The agent has a fault: see its log"))
            raise

    async def _do(self, work: Callable[[Database], T]) -> T:
        return await self.store.do(work, self.store.database)

    async def _tidy_up(self) -> None:
        """What this terminal need not remember goes, for one whose app is seldom open."""
        wait_s: float = _FIRST_PRUNING_S
        while True:
            await asyncio.sleep(wait_s)
            await self.store.do(prune, self.store.database, self.machine.now())
            wait_s = DAY / 1000

    async def end(self) -> None:
        """Says goodbye; what is being written is finished or, after a moment, left to the database to take back."""
        if self._emptied:
            return
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
