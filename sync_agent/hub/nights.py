"""A hub process looks now and then whether its night's work is due; one of several does it (data.ledger.chores)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from random import Random

from data.core.clock import Instant
from data.ledger.housekeeping import keep_house, nightly
from data.store.errors import StoreError
from sync_agent.hub.beside import beside
from sync_agent.hub.metrics import Metrics
from sync_agent.hub.organizations import organizations, stores_of
from sync_agent.hub.running import Changed, fresh
from sync_agent.hub.store import HubStore, opened

_log = logging.getLogger(__name__)
LOOK_S = 300.0
"""Between two looks, with as much again by dice: several processes do not look together."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done in one organization: rows that went, by what they were."""

    organization: str
    rows: dict[str, int]


def by_hand(store: HubStore, now: Instant) -> list[Kept]:
    """At once, in every organization; raises NotRecorded."""
    return [
        Kept(whose.id, store.write(whose.id, lambda database: keep_house(database, now, fresh)))
        for whose in organizations(store)
    ]


class Nights:
    """In a thread of its own, with connections of its own: nobody who asks the hub waits for it."""

    def __init__(self, url: str, now: Callable[[], Instant], changed: Changed, metrics: Metrics) -> None:
        """`changed` is told of stores whose orders have left those below."""
        self._url, self._now, self._changed, self._metrics = url, now, changed, metrics
        self._ended = threading.Event()
        self._dice = Random()

    def watched(self) -> AbstractContextManager[None]:
        """So long it is looked after; what is being done at the end is finished or taken back by the database."""
        return beside("nights", self._run, self._ended)

    def _run(self) -> None:
        while not self._ended.wait(LOOK_S * (1 + self._dice.random())):
            try:
                with closing(opened(self._url)) as store:
                    self.look(store)
            except StoreError as trouble:
                self._metrics.nights_failed.inc()
                _log.warning("the night's work could not be done", extra={"code": type(trouble).__name__})

    def look(self, store: HubStore) -> list[Kept]:
        """Does what is due; raises StoreError."""
        found: list[Kept] = []
        for whose in organizations(store):
            if self._ended.is_set():
                break
            rows = store.write(whose.id, lambda database: nightly(database, self._now(), fresh))
            if rows is not None:
                found.append(Kept(whose.id, rows))
                self._tell(store, found[-1])
        return found

    def _tell(self, store: HubStore, kept: Kept) -> None:
        for what, many in kept.rows.items():
            self._metrics.tidied.labels(what).inc(many)
        self._metrics.night.set(self._now() / 1000)
        _log.info("the night's work is done", extra={"rows": sum(kept.rows.values())})
        if kept.rows["archived"]:
            self._changed(kept.organization, store.read(kept.organization, stores_of))
