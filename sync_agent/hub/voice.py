"""What a hub says of itself: after a commit it wakes who waits for it, and reads to people what has happened."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import secrets
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from data.core.clock import Instant
from data.store.errors import StoreError
from sync_agent.hub.auth import TERMINAL, Doorkeeper, Principal
from sync_agent.hub.bus import NEWS, SEATED, Bus, Here, Word
from sync_agent.hub.events import Look, Place, look, places
from sync_agent.hub.rooms import Rooms, Seat
from sync_agent.hub.store import HubStore

LOOK_EVERY = 15.0
"""Seconds between two looks that nobody asked for: what other processes say may not come."""
WATCH_EVERY = 2.0
"""Seconds in which whoever may not be here any more is shown out. An admin's word comes from another process, so it is
asked for: by one statement, however many sit here."""
NOT_YOU, NOT_HERE = 4401, 4403
"""Close codes: who are you, and not you."""
_log = logging.getLogger(__name__)


class Voice:
    """One in a process, used in its event loop; `changed` may be called from any thread."""

    def __init__(self, store: HubStore, door: Doorkeeper, now: Callable[[], Instant], bus: Bus | None = None) -> None:
        """Silent until opened."""
        self.rooms = Rooms(self._emptied)
        self._store, self._door, self._now = store, door, now
        self._bus = Here() if bus is None else bus
        self._me = secrets.token_hex(8)
        self._listeners: dict[str, _Listener] = {}
        self._watching: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Begins to hear the other processes and to watch over the seats."""
        self._loop = asyncio.get_running_loop()
        await self._bus.open(self._hear)
        self._watching = asyncio.create_task(_forever(WATCH_EVERY, self.watch))

    async def close(self) -> None:
        """Everybody is sent away."""
        for seat in self.rooms:
            self.rooms.leave(seat)
            seat.close(1012, "The hub restarts")
        if self._watching is not None:
            await _ended(self._watching)
        await self._bus.close()

    def trouble(self) -> str:
        """Why news may come late, for people; "" when it does not."""
        return self._bus.trouble()

    def changed(self, organization: str, stores: Iterable[str], but: str = "") -> None:
        """These stores have news: to be called once it is committed. The node `but` has it with its answer."""
        for store in stores:
            self._bus.tell(Word(organization, NEWS, store, but))

    def overhear(self, word: Word | None) -> None:
        """A word from beside the bus; from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._hear, word)

    async def admit(self, token: str) -> Principal:
        """Raises Refusal."""
        return await run_in_threadpool(self._door.admit, token)

    def mark(self) -> str:
        """The id of a new seat."""
        return f"{self._me}.{secrets.token_hex(8)}"

    def enter(self, seat: Seat) -> bool:
        """Gives somebody its places; False when it has too many."""
        if not self.rooms.enter(seat):
            return False
        who = seat.principal
        if who.kind == TERMINAL:
            self._bus.tell(Word(who.organization_id, SEATED, who.id, seat.id))
        elif who.organization_id not in self._listeners:
            self._listeners[who.organization_id] = _Listener(self._look, self.rooms, who.organization_id)
        return True

    def _emptied(self, organization: str) -> None:
        listener = self._listeners.pop(organization, None)
        if listener is not None:
            listener.stop()

    def _hear(self, word: Word | None) -> None:
        if word is None:
            self.rooms.poke_all()
            for listener in self._listeners.values():
                listener.wake()
        elif word.name == SEATED:
            if not word.mark.startswith(f"{self._me}."):
                self.rooms.seated(word.organization_id, word.about, word.mark)
        elif word.name == NEWS:
            self.rooms.poke(word.organization_id, word.about, word.mark)
            if word.organization_id in self._listeners:
                self._listeners[word.organization_id].wake()

    async def _look(self, organization: str, since: dict[str, Place] | None) -> Look:
        def work() -> Look:
            if since is None:
                return self._store.read(organization, lambda database: Look((), places(database), False))
            return self._store.read(organization, lambda database: look(database, organization, since, self._now()))

        return await run_in_threadpool(work)

    async def watch(self) -> None:
        """Shows out whose token has ended, or who was shut out since."""
        for seat in self.rooms:
            # Without the database, if need be.
            if seat.principal.expires_at <= self._now():
                self._show_out(seat, NOT_YOU, "This token has ended: refresh it")
        try:
            out = await run_in_threadpool(self._door.shut_out, {seat.principal.id for seat in self.rooms})
        except StoreError as trouble:
            _log.warning("the watch waits for the database", extra={"code": type(trouble).__name__})
            return
        for seat in self.rooms:
            if seat.principal.id in out:
                self._show_out(seat, NOT_HERE, "You were shut out: ask an admin")

    def _show_out(self, seat: Seat, code: int, reason: str) -> None:
        self.rooms.leave(seat)
        seat.close(code, reason)


class _Listener:
    """Reads to the people of one organization, while there are any."""

    def __init__(
        self,
        read: Callable[[str, dict[str, Place] | None], Coroutine[Any, Any, Look]],
        rooms: Rooms,
        organization: str,
    ) -> None:
        self._read, self._rooms, self._organization = read, rooms, organization
        self._places: dict[str, Place] | None = None
        self._woken = asyncio.Event()
        self._woken.set()
        self._task = asyncio.create_task(self._listen())

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._task.cancel()

    async def _listen(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY * random.uniform(0.8, 1.2)):
                    await self._woken.wait()
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                await self._once()
            except StoreError as trouble:
                _log.warning("events wait for the database", extra={"code": type(trouble).__name__})
            except Exception:
                _log.exception("events could not be read", extra={"organization": self._organization})

    async def _once(self) -> None:
        found = await self._read(self._organization, self._places)
        self._places = found.places
        for told in found.events:
            self._rooms.tell(told.room, told.text())
        if found.more:
            self._woken.set()


async def _forever(every: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            await work()
        except Exception:
            _log.exception("the watch over the sockets stumbled")


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


def welcome(who: Principal) -> str:
    """What a person or script hears first."""
    data = {"organizationId": who.organization_id, "stores": list(who.scopes), "expiresAt": who.expires_at}
    return json.dumps({"event": "welcome", "data": data}, separators=(",", ":"))
