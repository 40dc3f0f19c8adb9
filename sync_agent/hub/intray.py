"""Where deliveries wait for the database: those that come while it is busy are kept together, in one commit.

Nobody waits for company: who finds the tray empty goes at once, and is answered when its own row is on the disk.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from data.shops.kept import WebhookDelivery
from data.store.errors import Clash, NotRecorded
from sync_agent.hub.together import served, settle

AT_ONCE = 2
"""Commits on their way: while one is synced, the next is gathered and sent."""
MOST_TOGETHER, MOST_BYTES = 100, 4 * 1024 * 1024
"""Of one commit, unless one delivery alone is larger."""
Keep = Callable[[str, Sequence[WebhookDelivery]], list[bool]]
"""Keeps deliveries of an organization in one transaction, and tells of each whether it is new. Raises StoreError."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One delivery, and who waits for the word on it."""

    came: WebhookDelivery
    told: asyncio.Future[bool]


def _nobody_is_woken() -> None:
    """Where nobody takes deliveries in, they wait."""


class InTray:
    """One in a process, used in its event loop."""

    def __init__(self, keep: Keep) -> None:
        """Nothing waits."""
        self._keep = keep
        self.wake: Callable[[], None] = _nobody_is_woken
        """Tells whoever takes deliveries in that there are some; called in a thread once they are durable."""
        self._waiting: defaultdict[str, deque[_Place]] = defaultdict(deque)
        self._at_work: defaultdict[str, set[asyncio.Task[None]]] = defaultdict(set)

    async def put(self, organization: str, came: WebhookDelivery) -> bool:
        """Whether it is new, once it is durable. Raises StoreError when it is not."""
        place = _Place(came, asyncio.get_running_loop().create_future())
        self._waiting[organization].append(place)
        if len(self._at_work[organization]) < AT_ONCE:
            task = asyncio.create_task(self._work(organization))
            self._at_work[organization].add(task)
            task.add_done_callback(self._at_work[organization].discard)
        return await place.told

    async def _work(self, organization: str) -> None:
        """Until nothing waits."""
        waiting = self._waiting[organization]
        while waiting:
            group = _next(waiting)
            try:
                words = await run_in_threadpool(self._words, organization, [place.came for place in group])
            except Exception as trouble:
                # Even of a fault of ours everybody is told: who is not waits for ever.
                words = [trouble] * len(group)
            for place, word in zip(group, words, strict=True):
                settle(place.told, word)

    def _words(self, organization: str, came: Sequence[WebhookDelivery]) -> list[bool | Exception]:
        """A database that is away is away for all of them: to ask it for each would make them wait in vain."""
        away: list[NotRecorded] = []

        def keep(some: Sequence[WebhookDelivery]) -> list[bool]:
            if away:
                raise away[0]
            try:
                return self._keep(organization, some)
            except Clash:
                raise
            except NotRecorded as trouble:
                away.append(trouble)
                raise

        words = served(keep, came)
        if True in words:
            self.wake()
        return words


def _next(waiting: deque[_Place]) -> list[_Place]:
    """The first, and those after it that go with it."""
    group = [waiting.popleft()]
    size = len(group[0].came.raw)
    while waiting and len(group) < MOST_TOGETHER and size + len(waiting[0].came.raw) <= MOST_BYTES:
        size += len(waiting[0].came.raw)
        group.append(waiting.popleft())
    return group
