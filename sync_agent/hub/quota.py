"""So much of one shop may wait in the inbox: far above what any real day brings, and far below what fills a disk.

A storm after an outage is taken in at once: who is told for hours to
come later takes its subscription away (SECURITY 4.2).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from data.ledger import inbox
from sync_agent.hub.store import HubStore

MOST_ROWS = 50_000
MOST_BYTES = 512 * 1024 * 1024
_REMEMBERED_S = 2.0


@dataclass(slots=True)
class _Waiting:
    rows: int
    bytes: int
    read_at: float


class Quota:
    """For many threads. What waits is counted in the database now and then, and what came since is added."""

    def __init__(
        self,
        store: HubStore,
        clock: Callable[[], float] = time.monotonic,
        most_rows: int = MOST_ROWS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`clock` tells seconds that never go back."""
        self._store, self._clock = store, clock
        self._most_rows, self._most_bytes = most_rows, most_bytes
        self._turn = threading.Lock()
        self._known: dict[str, _Waiting] = {}

    def take(self, organization: str, shop_id: str, size: int) -> bool:
        """A place for one of so many bytes; False when there is none. Raises StoreError."""
        self._look(organization, shop_id)
        with self._turn:
            return self._taken(self._known[shop_id], size)

    def remembered(self, shop_id: str, size: int) -> bool | None:
        """The same without waiting; None when it must be counted."""
        with self._turn:
            known = self._known.get(shop_id)
            if known is None or self._clock() - known.read_at >= _REMEMBERED_S:
                return None
            return self._taken(known, size)

    def _taken(self, waiting: _Waiting, size: int) -> bool:
        if waiting.rows >= self._most_rows or waiting.bytes + size > self._most_bytes:
            return False
        waiting.rows += 1
        waiting.bytes += size
        return True

    def _look(self, organization: str, shop_id: str) -> None:
        with self._turn:
            known = self._known.get(shop_id)
            if known is not None:
                if self._clock() - known.read_at < _REMEMBERED_S:
                    return
                # The others go on by what is known while one looks.
                known.read_at = self._clock()
        many, size = self._store.read(organization, lambda database: inbox.waiting_of(database, shop_id))
        with self._turn:
            self._known[shop_id] = _Waiting(many, size, self._clock())
