"""Webhooks on their way: some are lost, some come twice, some overtake others; who does not answer is told again."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import httpx

from sync_agent.demo_shop.faults import Faults

LOST, TWICE, OVERTAKEN = "webhook_lost", "webhook_twice", "webhook_overtaken"
CHANCES = {LOST: 0.2, TWICE: 0.1, OVERTAKEN: 0.2}
TRIES = 9
"""The first, and eight more."""


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery, `body` to the byte as it was signed; `about` is what it belongs to (a subscription's id)."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    about: str
    tries: int = 0


class Outbox:
    """What is still to be delivered, in the order in which it will be."""

    def __init__(self, faults: Faults, given_up: Callable[[str], None]) -> None:
        """`given_up` hears for whom the last try was in vain."""
        self._faults, self._given_up = faults, given_up
        self._waiting: deque[Post] = deque()
        self._lock = threading.Lock()

    def put(self, post: Post) -> None:
        """Something happened: it will be told once, twice, late or never."""
        if self._faults.strikes(LOST):
            return
        with self._lock:
            self._waiting.extend([post, post] if self._faults.strikes(TWICE) else [post])
            if len(self._waiting) > 1 and self._faults.strikes(OVERTAKEN):
                self._waiting.insert(self._faults.pick(len(self._waiting) - 1), self._waiting.pop())

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self) -> list[Post]:
        """All that waits, for whoever delivers it himself."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
        return taken

    def send(self, http: httpx.Client) -> int:
        """Sends what waits, once each, and tells how many were taken; what was not comes again at the next call."""
        taken = 0
        for post in self.take():
            if _accepted(http, post):
                taken += 1
            elif post.tries + 1 < TRIES:
                with self._lock:
                    self._waiting.append(replace(post, tries=post.tries + 1))
            else:
                self._given_up(post.about)
        return taken


def _accepted(http: httpx.Client, post: Post) -> bool:
    try:
        return http.post(post.url, content=post.body, headers=dict(post.headers)).is_success
    except httpx.HTTPError:
        return False
