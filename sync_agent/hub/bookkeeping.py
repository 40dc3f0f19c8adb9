"""What a hub process has noted of its calls is written every few seconds, and what is old goes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing

from data.core.clock import Instant
from data.ledger import timings as kept
from data.store.errors import StoreError
from sync_agent.hub.beside import beside
from sync_agent.hub.organizations import organizations
from sync_agent.hub.store import HubStore, opened
from sync_agent.hub.timings import Timings

_EVERY_S = 5.0
_TRIM_EVERY = 60
"""So many writings between two looks at what is old."""
_log = logging.getLogger(__name__)


class Bookkeeper:
    """In a thread of its own, with connections of its own."""

    def __init__(self, url: str, timings: Timings, now: Callable[[], Instant]) -> None:
        """`url` is the hub's database."""
        self._url, self._timings, self._now = url, timings, now
        self._ended = threading.Event()

    def watched(self) -> AbstractContextManager[None]:
        """So long it writes; the last ones before it ends."""
        return beside("timings", self._run, self._ended)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                with closing(opened(self._url)) as store:
                    self._write_on(store)
            except StoreError as trouble:
                # What could not be written is lost: it is about a hub that has other troubles now.
                _log.warning("timings could not be kept", extra={"code": type(trouble).__name__})
                self._ended.wait(_EVERY_S)

    def _write_on(self, store: HubStore) -> None:
        written, ended = 0, False
        while not ended:
            ended = self._ended.wait(_EVERY_S)
            write(store, self._timings)
            written += 1
            if written % _TRIM_EVERY == 1:
                trim(store, self._now())


def write(store: HubStore, timings: Timings) -> int:
    """How many rows; they are of the process, and stand with the first organization. Raises StoreError."""
    rows, whose = timings.take(), organizations(store)
    if rows and whose:
        # Told in one statement: thousands of them would keep the calls from the interpreter meanwhile.
        store.write(whose[0].id, lambda database: kept.keep(database, rows), expected=())
    return len(rows)


def trim(store: HubStore, now: Instant) -> int:
    """How many rows went. Raises StoreError."""
    return sum(store.write(whose.id, lambda database: kept.trim(database, now)) for whose in organizations(store))
