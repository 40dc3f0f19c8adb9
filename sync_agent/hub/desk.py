"""Where exchanges wait for the database: those that come while it is busy are served together, in one transaction.

Nobody waits for company. Who finds the desk free goes at once; who comes meanwhile goes with all the others that did.
A store that somebody else holds gets a queue of its own, so that it keeps nobody up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from data.exchange.message import Answer, Request
from data.ledger.serve import BUSY, NotServed, Word
from sync_agent.hub.together import served, settle

MOST_TOGETHER = 200
"""Commands that are ruled on in one transaction, unless one exchange alone has more."""

Serve = Callable[[str, Sequence[Request], bool], list[Word]]
"""Serves exchanges of an organization in one transaction; the last tells whether it waits for stores that others hold.
Raises what it cannot tell of one of them alone."""
Queue = tuple[str, ...]
"""An organization, and the stores that it is for; none: whichever come."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One who waits, and what is looked at before it is served."""

    asked: Request
    check: Callable[[], None]
    told: asyncio.Future[Answer]


class Desk:
    """One in a process, used in its event loop."""

    def __init__(self, serve: Serve) -> None:
        """Nobody waits."""
        self._serve = serve
        self._queues: dict[Queue, deque[_Place]] = {}
        self._at_work: set[asyncio.Task[None]] = set()

    async def ask(self, organization: str, asked: Request, check: Callable[[], None]) -> Answer:
        """The answer. `check` is called before it is served, in a thread, and may raise; raises that, NotServed, and
        what the serving raises."""
        place = _Place(asked, check, asyncio.get_running_loop().create_future())
        own = (organization, *asked.scopes)
        self._join(own if own in self._queues else (organization,), place)
        return await place.told

    def _join(self, queue: Queue, place: _Place) -> None:
        if queue in self._queues:
            self._queues[queue].append(place)
            return
        self._queues[queue] = deque([place])
        task = asyncio.create_task(self._work(queue))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _work(self, queue: Queue) -> None:
        """Until nobody waits in this queue."""
        waiting, waits = self._queues[queue], len(queue) > 1
        try:
            while waiting:
                group = _next(waiting)
                words = await run_in_threadpool(self._words, queue[0], group, waits=waits)
                for place, word in zip(group, words, strict=True):
                    if isinstance(word, NotServed) and word.code == BUSY and not waits:
                        self._join((queue[0], *place.asked.scopes), place)
                    else:
                        settle(place.told, word)
        finally:
            del self._queues[queue]

    def _words(self, organization: str, group: Sequence[_Place], *, waits: bool) -> list[Word | Exception]:
        troubles = [_checked(place) for place in group]
        fit = [place for place, trouble in zip(group, troubles, strict=True) if trouble is None]

        def serve(asked: Sequence[Request]) -> list[Word]:
            return self._serve(organization, asked, waits)

        words = iter(served(serve, [place.asked for place in fit]))
        return [next(words) if trouble is None else trouble for trouble in troubles]


def _checked(place: _Place) -> Exception | None:
    try:
        place.check()
    except Exception as trouble:
        return trouble
    return None


def _next(waiting: deque[_Place]) -> list[_Place]:
    """The first, and those after it that go with it."""
    group = [waiting.popleft()]
    count = len(group[0].asked.batch)
    while waiting and count + len(waiting[0].asked.batch) <= MOST_TOGETHER:
        count += len(waiting[0].asked.batch)
        group.append(waiting.popleft())
    return group
