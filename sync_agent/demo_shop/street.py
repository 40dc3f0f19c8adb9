"""Two shops in a street, as servers of this process: a played Shopify and a played Square, and people who order there,
think again and call off. What happens goes out as webhooks, as unkindly as ever."""

from __future__ import annotations

import logging
import random
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import httpx
import uvicorn

from data.core.clock import Instant
from sync_agent.demo_shop.door import Answer, Asked, as_app
from sync_agent.demo_shop.faults import Faults
from sync_agent.demo_shop.outbox import Outbox
from sync_agent.demo_shop.shopify.played import PlayedShopify
from sync_agent.demo_shop.square.played import PlayedSquare

_log = logging.getLogger(__name__)
_REMEMBERED = 20
"""Orders that may still be changed or called off."""


class Played(Protocol):
    """What both played shops can do."""

    faults: Faults
    outbox: Outbox

    def serve(self, asked: Asked) -> Answer:
        """One question of ours."""
        ...

    def place_order(self) -> str:
        """Somebody buys; the order's gid."""
        ...

    def edit_order(self, gid: str, /) -> None:
        """Something about it is changed."""
        ...

    def cancel_order(self, gid: str, /) -> None:
        """It is called off."""
        ...


class Corner:
    """One shop and its server; whoever moves something in it has it alone."""

    def __init__(self, played: Played, seed: int) -> None:
        """At a port of the loopback that is free."""
        self.played, self._dice = played, random.Random(seed)
        self.alone = threading.RLock()
        self.placed = 0
        self._known: deque[str] = deque(maxlen=_REMEMBERED)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        config = uvicorn.Config(as_app(self._serve), log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],), daemon=True)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """So long it is open."""
        self._thread.start()
        try:
            yield
        finally:
            self._server.should_exit = True
            self._thread.join(5)
            self._listening.close()

    def happens(self, http: httpx.Client) -> None:
        """Somebody orders; now and then somebody thinks again. The post goes out."""
        with self.alone:
            self._known.append(self.played.place_order())
            self.placed += 1
            what = self._dice.random()
            if what < 0.2:
                self.played.edit_order(self._dice.choice(self._known))
            elif what < 0.3:
                gone = self._dice.choice(self._known)
                self._known.remove(gone)
                self.played.cancel_order(gone)
            self.played.outbox.send(http)

    def _serve(self, asked: Asked) -> Answer:
        with self.alone:
            return self.played.serve(asked)


class Street:
    """Both shops, and their customers in a thread."""

    def __init__(self, seed: int, every: float, now: Callable[[], Instant]) -> None:
        """At each shop somebody orders every so many seconds."""
        self.shopify, self.square = PlayedShopify(seed, now=now), PlayedSquare(seed, now, places=1)
        # Another day's shop has other numbers: the hub may still know those of yesterday.
        self.shopify.state.number("order", now() // 60_000 % 1_000_000)
        self.corners = {"shopify": Corner(self.shopify, seed), "square": Corner(self.square, seed)}
        self._every, self._ended = every, threading.Event()
        self._customers = threading.Thread(target=self._run, name="customers", daemon=True)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Both are open; nobody buys yet."""
        with self.corners["shopify"].opened(), self.corners["square"].opened():
            try:
                yield
            finally:
                self._ended.set()
                if self._customers.is_alive():
                    self._customers.join(5)

    def begin(self) -> None:
        """The customers come."""
        self._customers.start()

    @property
    def counts(self) -> Counter[str]:
        """How often each unkindness has struck."""
        return self.shopify.faults.counts + self.square.faults.counts

    @property
    def complaints(self) -> list[str]:
        """What was asked against the vendors' own schemas; there is none."""
        return [*self.shopify.refused, *self.square.violations]

    def _run(self) -> None:
        with httpx.Client(timeout=5, trust_env=False) as http:
            while not self._ended.wait(self._every):
                for name, corner in self.corners.items():
                    try:
                        corner.happens(http)
                    except Exception:
                        _log.exception("a customer of the played %s left", name)
