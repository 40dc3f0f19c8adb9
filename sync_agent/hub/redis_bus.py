"""The bus of many hub processes, over Redis pub/sub. While it is away words wait; what was missed is looked for."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import astuple

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from sync_agent.hub.bus import Here, Listener, Word

_log = logging.getLogger(__name__)

MOST_WAITING = 10_000
"""Words that wait for a server that is away; the oldest go first."""


class RedisBus(Here):
    """Words of this process reach its own listener without the server."""

    def __init__(self, url: str, name: str = "bakeline", longest_pause: float = 10.0) -> None:
        """`url` as redis://HOST:PORT; `name` parts this hub's words from those of others on the server; at most
        `longest_pause` seconds pass between tries to reach it. Raises ValueError for what is no such URL."""
        super().__init__()
        self._client = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=5, socket_connect_timeout=5, health_check_interval=10
        )
        self._channel, self._longest = name, longest_pause
        self._me = secrets.token_hex(8)
        self._waiting: dict[Word, None] = {}
        self._some = asyncio.Event()
        self._troubles: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, listener: Listener) -> None:
        """See Bus."""
        await super().open(listener)
        self._tasks = [
            asyncio.create_task(self._again("hearing", self._listen)),
            asyncio.create_task(self._again("telling", self._publish)),
        ]

    def _take(self, word: Word) -> None:
        self._hear(word)
        self._waiting[word] = None
        if len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._some.set()

    async def _again(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Until the end; after trouble with longer and longer pauses, of random length: not all hubs at once."""
        tries = 0
        while True:
            try:
                await work()
            except (RedisError, OSError, TimeoutError) as trouble:
                # Once it had worked, it is a new trouble.
                tries = 1 if what not in self._troubles else tries + 1
                if tries == 1:
                    _log.warning(
                        "Redis does not answer: other hub processes hear late", extra={"code": type(trouble).__name__}
                    )
                self._troubles[what] = f"Redis does not answer ({type(trouble).__name__})"
            except Exception:
                _log.exception("the bus stumbled while %s", what)
                tries += 1
                self._troubles[what] = "The bus stumbled: see the log"
            await asyncio.sleep(random.uniform(0.5, 1) * min(self._longest, 0.1 * 2 ** min(tries, 16)))

    async def _publish(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            while self._waiting:
                # Out before it is on its way: the same, told meanwhile, is another one.
                word = next(iter(self._waiting))
                del self._waiting[word]
                try:
                    await self._client.publish(self._channel, json.dumps([self._me, *astuple(word)]))
                except BaseException:
                    self._waiting[word] = None
                    self._some.set()
                    raise
            self._troubles.pop("telling", None)

    async def _listen(self) -> None:
        async with self._client.pubsub() as pubsub:
            await pubsub.subscribe(self._channel)
            while True:
                message = await pubsub.get_message(timeout=5)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    self._troubles.pop("hearing", None)
                    self._hear(None)
                elif message["type"] == "message":
                    self._understand(message["data"])

    def _understand(self, data: bytes) -> None:
        try:
            sender, *parts = json.loads(data)
            word = Word(*parts)
        except (ValueError, TypeError, RecursionError):
            _log.warning("a word on the bus that is none of ours: %d bytes", len(data))
            return
        if sender != self._me and all(isinstance(part, str) for part in parts):
            self._hear(word)

    def trouble(self) -> str:
        """See Bus."""
        return next(iter(self._troubles.values()), "")

    async def close(self) -> None:
        """See Bus."""
        await super().close()
        tasks, self._tasks = set(self._tasks), []
        while tasks:
            # More than once: while it connects, the client keeps a cancellation to itself.
            for task in tasks:
                task.cancel()
            _, tasks = await asyncio.wait(tasks, timeout=0.1)
        await self._client.aclose()
