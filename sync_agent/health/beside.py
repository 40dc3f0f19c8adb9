"""The health of the data where forecasts are made: after an import and a run, and beside the nights of a terminal that
works alone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from data.core.clock import Instant
from data.store.errors import StoreError
from sync_agent.forecasts.authority import Authority
from sync_agent.health.measuring import Measurer, at_terminal, nobody_told
from sync_agent.hub.beside import beside
from sync_agent.shelves.room import Place

_log = logging.getLogger(__name__)
FIRST_LOOK_S, LOOK_S = 5.0, 300.0


def measured(authority: Authority, places: Iterable[Place], cause: str, now: Callable[[], Instant]) -> None:
    """Each of these stores, now. What was imported, or forecast, stands whether this can be done or not: then the hour
    does it."""

    def changed(organization: str, stores: tuple[str, ...], but: str = "") -> None:
        for store_id in stores:
            authority.told(Place(organization, store_id))

    measurer = Measurer(authority, now, changed)
    for place in places:
        try:
            measurer.by_hand(place.organization, place.store_id, cause)
        except StoreError as trouble:
            _log.warning("the health of a store waits for the database", extra={"code": type(trouble).__name__})


class Watch:
    """For one thread: looks every few minutes whether a store of a terminal that works alone was not measured for an
    hour."""

    def __init__(self, folder: Path, now: Callable[[], Instant]) -> None:
        """Of a data folder."""
        self._folder, self._now, self._ended = folder, now, threading.Event()

    def watched(self) -> AbstractContextManager[None]:
        """So long it looks."""
        return beside("health", self._run, self._ended)

    def look(self) -> int:
        """Measures what is due; answers how many metrics were written. Raises StoreError."""
        with at_terminal(self._folder) as doors:
            measurer = Measurer(doors, self._now, nobody_told)
            return measurer.once("") + measurer.look_again("")

    def _run(self) -> None:
        wait = FIRST_LOOK_S
        while not self._ended.wait(wait):
            wait = LOOK_S
            try:
                self.look()
            except StoreError as trouble:
                _log.warning("the health of a store waits for the database", extra={"code": type(trouble).__name__})
