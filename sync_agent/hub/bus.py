"""What is told after a commit, so that nobody has to wait for the next poll: which store has news, never which news.

A word that is lost costs latency and nothing else: whoever waits for one looks for itself before long.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

_log = logging.getLogger(__name__)

NEWS, SEATED = "news", "seated"
"""A store has news; a node has a socket now, and any other that it has is an old one."""


@dataclass(frozen=True, slots=True)
class Word:
    """`about` is a store (NEWS) or a node (SEATED); `mark` is the node that has the news (NEWS), or the socket on which
    the node sits (SEATED)."""

    organization_id: str
    name: str
    about: str
    mark: str = ""


Listener = Callable[[Word | None], None]
"""Called in the event loop, and must not wait. None: words may have been missed, look for yourself."""


class Bus(Protocol):
    """How hub processes tell each other."""

    async def open(self, listener: Listener) -> None:
        """From now on the listener hears what is told here and in the other processes; never raises for a server that
        is away."""
        ...

    def tell(self, word: Word) -> None:
        """From any thread; does not wait and does not raise. What is told before `open` or after `close` is lost."""
        ...

    def trouble(self) -> str:
        """Why words may be late, for people; "" when they are not."""
        ...

    async def close(self) -> None:
        """Nobody is told anything any more."""
        ...


class Here:
    """The bus of a hub that is one process."""

    def __init__(self) -> None:
        """Silent until opened."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: Listener | None = None

    async def open(self, listener: Listener) -> None:
        """See Bus."""
        self._loop, self._listener = asyncio.get_running_loop(), listener

    def tell(self, word: Word) -> None:
        """See Bus."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._take, word)

    def _take(self, word: Word) -> None:
        self._hear(word)

    def _hear(self, word: Word | None) -> None:
        if self._listener is None:
            return
        try:
            self._listener(word)
        except Exception:
            _log.exception("a word of the bus was not taken")

    def trouble(self) -> str:
        """See Bus."""
        return ""

    async def close(self) -> None:
        """See Bus."""
        self._loop = self._listener = None


def bus_of(redis_url: str | None, name: str = "bakeline") -> Bus:
    """The bus for `--redis URL`, or the one of a single process; raises ValueError for what is no such URL."""
    if redis_url is None:
        return Here()
    from sync_agent.hub.redis_bus import RedisBus

    return RedisBus(redis_url, name)
