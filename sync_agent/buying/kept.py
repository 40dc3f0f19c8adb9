"""Where an answer is kept for an hour: in the process, or in the Redis that hub processes share."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from data.core.clock import Instant

_log = logging.getLogger(__name__)
TTL_S = 3_600
_MOST = 1_000
_PATIENCE_S = 1.0


def key_for(store_id: str) -> str:
    """What the advice of a store is kept under."""
    return f"procurement:recommendations:{store_id}"


class Kept(Protocol):
    """Loses what it likes: whoever finds nothing reckons anew. Used by many threads."""

    def get(self, key: str) -> str | None:
        """What was put there less than its time ago."""
        ...

    def put(self, key: str, text: str) -> None:
        """For an hour."""
        ...

    def drop(self, key: str) -> None:
        """It holds no more."""
        ...


class InProcess:
    """By this process's own clock."""

    def __init__(self, now: Callable[[], Instant]) -> None:
        """Empty."""
        self._now, self._turn = now, threading.Lock()
        self._kept: dict[str, tuple[Instant, str]] = {}

    def get(self, key: str) -> str | None:
        """See Kept."""
        with self._turn:
            until, text = self._kept.get(key, (0, ""))
        return text if self._now() < until else None

    def put(self, key: str, text: str) -> None:
        """See Kept."""
        with self._turn:
            self._kept.pop(key, None)
            while len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (self._now() + TTL_S * 1_000, text)

    def drop(self, key: str) -> None:
        """See Kept."""
        with self._turn:
            self._kept.pop(key, None)


class InRedis:
    """A server that is away keeps nothing, and holds up nobody for longer than a second."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for what is no redis://HOST:PORT."""
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        self._client = Redis.from_url(
            url,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=_PATIENCE_S,
            socket_connect_timeout=_PATIENCE_S,
        )

    def get(self, key: str) -> str | None:
        """See Kept."""
        found = self._asked(lambda: self._client.get(key))
        return found if isinstance(found, str) else None

    def put(self, key: str, text: str) -> None:
        """See Kept."""
        self._asked(lambda: self._client.set(key, text, ex=TTL_S))

    def drop(self, key: str) -> None:
        """See Kept."""
        self._asked(lambda: self._client.delete(key))

    def _asked(self, work: Callable[[], object]) -> object:
        from redis.exceptions import RedisError

        try:
            return work()
        except (RedisError, OSError) as trouble:
            _log.warning("Redis does not answer: an advice is not kept", extra={"code": type(trouble).__name__})
            return None


def kept_by(redis_url: str | None, now: Callable[[], Instant]) -> Kept:
    """For `--redis URL`, or for a single process; raises ValueError for what is no such URL."""
    return InProcess(now) if redis_url is None else InRedis(redis_url)
