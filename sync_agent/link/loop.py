"""Push and pull until nothing waits and the heads are reached; then wait for a commit here, a call from there, or time.

One exchange at a time. A queue longer than one batch goes up without asking for news, and all its news comes at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from data.exchange.chain import pending
from data.exchange.message import Request
from data.exchange.node import node_of
from data.exchange.sessions import told
from data.replica.asking import MOST_COMMANDS, request
from data.replica.rebase import Absorbed, absorb, cookies
from data.store.errors import NotRecorded
from data.store.machine import ThisMachine
from sync_agent.link.ahead import went_on
from sync_agent.link.backoff import Backoff
from sync_agent.link.batch import fitting
from sync_agent.link.client import Client, Heard
from sync_agent.link.report import Report
from sync_agent.link.store import Store
from sync_agent.link.trouble import HUB_TOO_OLD, REVOKED, TOO_LARGE, Trouble

_log = logging.getLogger(__name__)
WATCH_S = 0.02
"""How soon a scan is seen."""
_CALLS_S = 0.25
"""Between two pulls that were called for."""
_SLOW_S = 1.0
"""The same while more than this many commands wait: each pull makes guesses again."""
_MANY = 200
_BEAT_S = 1.0


@dataclass(slots=True)
class Progress:
    """What one node stands at: whether another exchange may bring more is told by comparing two of these."""

    final: int
    heads: dict[str, tuple[int, str]]
    waiting: bool


class Loop:
    """The life of the line. `fresh` names versions and chains."""

    def __init__(
        self,
        store: Store,
        client: Client,
        report: Report,
        machine: ThisMachine,
        backoff: Backoff,
        fresh: Callable[[], str],
    ) -> None:
        """Nothing is known yet: the first thing is to ask."""
        self._store, self._client, self._report = store, client, report
        self._machine, self._backoff, self._fresh = machine, backoff, fresh
        self._work, self._called = asyncio.Event(), asyncio.Event()
        self.outdated = asyncio.Event()
        """Another release has changed the schema: this one must not write any more."""
        self.revoked = asyncio.Event()
        """The hub has taken this terminal out of service."""
        self._most = MOST_COMMANDS
        self._ahead = 0
        self._asked_up_to = 0

    def call(self) -> None:
        """There may be news."""
        self._called.set()

    async def until_quiet(self) -> None:
        """Exchanges until nothing waits and nothing is new; raises Trouble, NotRecorded."""
        more = True
        while more:
            try:
                more = await self._exchange()
            except Trouble as trouble:
                self._ahead = 0
                if trouble.code != TOO_LARGE or self._most == 1:
                    raise
                self._most //= 2

    async def run(self) -> None:
        """For ever; whoever cancels it leaves nothing half."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            tasks.create_task(self._beat())
            tasks.create_task(self._keep_up())

    async def _keep_up(self) -> None:
        while True:
            began = self._machine.mono_ms()
            self._work.clear()
            self._called.clear()
            try:
                await self.until_quiet()
            except Trouble as trouble:
                await self._in_trouble(trouble)
                continue
            except NotRecorded as trouble:
                await self._wait(self._backoff.trouble(None), self._called)
                _log.warning("%s", trouble.says)
                continue
            await self._idle(self._backoff.fine(), began)

    async def _in_trouble(self, trouble: Trouble) -> None:
        await self._store.do(self._report.trouble, trouble)
        if trouble.code == REVOKED:
            self.revoked.set()
        wait_s = self._backoff.trouble(trouble.wait_s)
        # A call means that the hub is back; patience that it asked for stands all the same.
        await self._wait(wait_s, asyncio.Event() if trouble.wait_s else self._called)

    async def _idle(self, wait_s: float, began: int) -> None:
        """Until a command is committed here, or news is called (not too often), or it is time to look anyway."""
        end = self._machine.mono_ms() + wait_s * 1000
        if await self._either(wait_s) or not self._called.is_set():
            return
        gap_s = _SLOW_S if await self._store.do(self._many_wait) else _CALLS_S
        left_s = min(began + gap_s * 1000, end) - self._machine.mono_ms()
        await self._wait(left_s / 1000, self._work)

    async def _either(self, wait_s: float) -> bool:
        """Whether there is work, after whatever came first."""
        waits = [asyncio.create_task(event.wait()) for event in (self._work, self._called)]
        try:
            await asyncio.wait(waits, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
        return self._work.is_set()

    async def _wait(self, wait_s: float, event: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(max(wait_s, 0)):
                await event.wait()
        except TimeoutError:
            return

    def _many_wait(self) -> bool:
        node = node_of(self._store.database)
        return node is not None and len(pending(self._store.database, node, _MANY + 1)) > _MANY

    async def _exchange(self) -> bool:
        """Whether another one may bring more."""
        before = await self._store.do(self._progress)
        asked = await self._store.do(self._request)
        heard = await self._client.exchange(asked)
        if asked.sessions:
            await self._store.do(told, self._store.database, asked.sessions)
        if went_on(asked, heard.answer):
            self._ahead = heard.answer.seq
            return True
        self._ahead = 0
        done = await self._store.do(self._absorb, heard)
        if done.forked:
            _log.warning("this chain was known otherwise above: it goes up once more under a new name")
        await self._tell(heard)
        after = await self._store.do(self._progress)
        return after.waiting and (done.forked or (after.final, after.heads) != (before.final, before.heads))

    def _progress(self) -> Progress:
        node = node_of(self._store.database)
        if node is None:
            raise LookupError("this terminal is not enrolled any more")
        waiting = bool(pending(self._store.database, node, 1))
        return Progress(node.final, cookies(self._store.database), waiting)

    def _request(self) -> Request:
        database = self._store.database
        stamp = self._machine.stamp()
        whole = request(database, self._most + 1, after=self._ahead, boot_id=stamp.boot_id, mono_ns=stamp.mono_ns)
        asked = fitting(replace(whole, batch=whole.batch[: self._most]))
        if asked.batch:
            self._asked_up_to = asked.batch[-1].seq
        return replace(asked, more=len(asked.batch) < len(whole.batch))

    def _absorb(self, heard: Heard) -> Absorbed:
        database, announced = self._store.database, False

        def announce(rows: int) -> None:
            nonlocal announced
            announced = True
            self._report.swap(rows)

        try:
            return absorb(database, heard.answer, self._fresh, announce, database.wanted)
        finally:
            if announced:
                self._report.swap(0)
                self._store.tidy()

    async def _tell(self, heard: Heard) -> None:
        if heard.answer.too_old:
            trouble = Trouble(
                HUB_TOO_OLD, "The hub is too old for what this terminal did: it keeps it until the hub is updated"
            )
            await self._store.do(self._report.trouble, trouble)
        else:
            await self._store.do(self._report.heard, heard)

    async def _watch(self) -> None:
        """The app's commits: what has a place in the chain beyond what was asked is work."""
        while True:
            if self._store.moved():
                if self._store.outdated():
                    self.outdated.set()
                    return
                if self._store.asks(self._asked_up_to):
                    self._work.set()
            await asyncio.sleep(WATCH_S)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_BEAT_S)
            await self._store.do(self._report.beat)
            await self._store.do(self._store.tidy)
