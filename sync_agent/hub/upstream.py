"""A store hub below its own hub: what its terminals did goes up in its chain, and what comes down is news for them."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from data.core.clock import Instant
from data.exchange.message import Answer, Request
from data.exchange.sessions import told
from data.replica.asking import MOST_COMMANDS, request
from data.replica.rebase import Absorbed, absorb
from data.store.database import Database
from data.store.errors import NotRecorded
from data.store.machine import ThisMachine
from sync_agent.hub.running import fresh
from sync_agent.hub.store import HubStore
from sync_agent.link.ahead import went_on
from sync_agent.link.backoff import Backoff
from sync_agent.link.batch import fitting
from sync_agent.link.client import Client
from sync_agent.link.payloads import kept_handed_over
from sync_agent.link.pins import kept_shared
from sync_agent.link.trouble import Trouble
from sync_agent.secrets.pins import Keys

T = TypeVar("T")
MOST_AHEAD = 50
"""Batches that go up before news is taken in."""
_log = logging.getLogger(__name__)


class Upstream:
    """The line of a hub process to the hub above (sync_agent.hub.running.Above), in a thread of its own."""

    def __init__(
        self,
        store: HubStore,
        organization: str,
        line: Callable[[], Client],
        machine: ThisMachine,
        backoff: Backoff,
        changed: Callable[[str, tuple[str, ...]], None],
        keys: Keys | None = None,
    ) -> None:
        """`line` makes a client, in the thread that uses it; `changed` is told after news was taken in; `keys` are what
        PINs are hashed with."""
        self._store, self._organization, self._line = store, organization, line
        self._machine, self._backoff, self._changed = machine, backoff, changed
        self._thread = threading.Thread(target=self._run, name="upstream", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended, self._called = asyncio.Event(), asyncio.Event()
        self._heard: Instant | None = None
        self._keys = keys
        self._ahead = self._batches = 0

    def start(self) -> None:
        """See Above."""
        self._thread.start()

    def stop(self) -> None:
        """See Above."""
        self._tell(self._ended)
        self._thread.join()

    def call(self) -> None:
        """There may be something to send, or news; from any thread."""
        self._tell(self._called)

    def silent_for(self) -> Instant | None:
        """See Above."""
        return None if self._heard is None else self._machine.mono_ms() - self._heard

    def _tell(self, event: asyncio.Event) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(event.set)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._live())
            self._loop = None

    async def _live(self) -> None:
        client = self._line()
        beside = [asyncio.create_task(kept_handed_over(self._do, client.ask))]
        if self._keys is not None:
            beside.append(asyncio.create_task(kept_shared(self._keys, client.ask)))
        try:
            while not self._ended.is_set():
                self._called.clear()
                await self._until(await self._once(client))
        finally:
            for task in beside:
                task.cancel()
            await client.close()

    async def _do(self, work: Callable[[Database], T]) -> T:
        return await asyncio.to_thread(self._store.write, self._organization, work)

    async def _once(self, client: Client) -> float:
        """One exchange; answers the seconds until the next."""
        try:
            return 0.0 if await self._exchange(client) else self._backoff.fine()
        except Trouble as trouble:
            self._ahead = self._batches = 0
            _log.warning("the hub above was not heard", extra={"code": trouble.code})
            return self._backoff.trouble(trouble.wait_s)
        except NotRecorded:
            _log.exception("news from above was not recorded")
            return self._backoff.trouble(None)

    async def _until(self, wait_s: float) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (self._ended, self._called)]
        await asyncio.wait(waits, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()

    async def _exchange(self, client: Client) -> bool:
        """Whether another one may bring more. Those below wait for the news: it is put off for so many commands, and no
        longer. With each batch nearly every guess would be made again, for they share the stock that all take from."""
        whole = await asyncio.to_thread(self._store.read, self._organization, self._request)
        fits = fitting(replace(whole, batch=whole.batch[:MOST_COMMANDS]))
        asked = replace(fits, more=len(fits.batch) < len(whole.batch) and self._batches < MOST_AHEAD)
        heard = await client.exchange(asked)
        self._heard = self._machine.mono_ms()
        if went_on(asked, heard.answer):
            self._ahead, self._batches = heard.answer.seq, self._batches + 1
            return True
        self._ahead = self._batches = 0
        done = await asyncio.to_thread(self._take, heard.answer)
        if asked.sessions:
            await asyncio.to_thread(self._store.write, self._organization, lambda d: told(d, asked.sessions))
        if done.changed:
            self._changed(self._organization, asked.scopes)
        return done.forked or (done.taken and len(asked.batch) < len(whole.batch))

    def _request(self, database: Database) -> Request:
        stamp = self._machine.stamp()
        return request(
            database,
            MOST_COMMANDS + 1,
            after=self._ahead,
            boot_id=stamp.boot_id,
            mono_ns=stamp.mono_ns,
            now=stamp.at,
        )

    def _take(self, answer: Answer) -> Absorbed:
        return self._store.write(self._organization, lambda database: absorb(database, answer, fresh))
