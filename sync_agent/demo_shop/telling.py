"""What a newcomer sees in the demo's own window: orders that came in, and what the shops were told there is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from data.store.database import Database
from data.store.errors import StoreError
from sync_agent.hub.organizations import organizations
from sync_agent.hub.store import HubStore, opened

_log = logging.getLogger(__name__)
_EVERY_S = 5.0
_GOODBYE_S = 5.0
_NAMED = 3
"""So many of each a line names; the others it counts."""
_ORDERS = "SELECT shop, number FROM orders WHERE created_at > ? AND created_at <= ? ORDER BY created_at, id"
_TOLD = """SELECT coalesce(p.title, l.title), w.quantity FROM work_queue w JOIN stock_link l
ON l.integration_id = w.integration_id AND l.external_id = w.subject LEFT JOIN product p ON p.id = l.product_id
WHERE w.status = 'done' AND w.quantity IS NOT NULL AND w.changed_at > ? AND w.changed_at <= ?
ORDER BY w.changed_at, w.id"""
Says = Callable[[dict[str, Any], str], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """In a few seconds: orders that came by their shop and number, and what each thing is shown as now."""

    orders: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, int], ...]

    def says(self) -> str:
        """One line for a person."""
        came = [f"{number} ({shop})" for shop, number in self.orders]
        stock = [f"{thing} {left}" for thing, left in self.told]
        parts = [f"Came in: {_few(came)}"] if came else []
        return "; ".join(parts + ([f"told back: {_few(stock)}"] if stock else []))


def _few(them: list[str]) -> str:
    more = len(them) - _NAMED
    return ", ".join(them[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def moved(database: Database, since: int, until: int) -> Moved:
    """Between two moments; inside the caller's snapshot."""
    told: dict[str, int] = {thing: left for thing, left in database.rows(_TOLD, (since, until))}  # noqa: C416
    return Moved(tuple((shop, number) for shop, number in database.rows(_ORDERS, (since, until))), tuple(told.items()))


class Teller:
    """In a thread of its own, with a connection of its own."""

    def __init__(self, url: str, now: Callable[[], int], says: Says) -> None:
        """`url` is the hub's database."""
        self._url, self._now, self._says = url, now, says
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telling", daemon=True)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """So long it may tell; it begins when it is told to."""
        try:
            yield
        finally:
            self._ended.set()
            if self._thread.is_alive():
                self._thread.join(_GOODBYE_S)

    def begin(self) -> None:
        """From now on."""
        self._thread.start()

    def _run(self) -> None:
        try:
            with closing(opened(self._url)) as store:
                self._tell(store)
        except StoreError as trouble:
            _log.warning("what moves cannot be told", extra={"code": type(trouble).__name__})

    def _tell(self, store: HubStore) -> None:
        since = self._now()
        while not self._ended.wait(_EVERY_S):
            until = self._now()
            for whose in organizations(store):
                found = store.read(whose.id, partial(moved, since=since, until=until))
                if found.says():
                    value = {"verdict": "moved", "orders": list(found.orders), "told": list(found.told)}
                    self._says(value, found.says())
            since = until
