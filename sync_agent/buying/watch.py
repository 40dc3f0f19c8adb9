"""A hub process looks now and then whether what is advised to buy still holds, so that every terminal shows it as it is
though nobody asked."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from random import Random

from data.core.clock import Instant
from data.store.database import Database
from data.store.errors import StoreError
from sync_agent.buying.advisor import Advisor
from sync_agent.buying.kept import Kept
from sync_agent.buying.writing import may_reckon
from sync_agent.hub.beside import beside
from sync_agent.hub.organizations import organizations
from sync_agent.hub.running import Changed
from sync_agent.hub.store import HubStore, opened

_log = logging.getLogger(__name__)
LOOK_S = 20.0
"""Between two looks, with as much again by dice: several processes do not look together."""
_BUYING = "SELECT DISTINCT store_id FROM supply_offer WHERE active ORDER BY store_id"


class Buyers:
    """In a thread of its own, with connections of its own."""

    def __init__(self, url: str, kept: Kept, now: Callable[[], Instant], changed: Changed) -> None:
        """`changed` is told of stores with new rows."""
        self._url, self._kept, self._now, self._changed = url, kept, now, changed
        self._ended = threading.Event()
        self._dice = Random()

    def watched(self) -> AbstractContextManager[None]:
        """So long it is looked after."""
        return beside("buyers", self._run, self._ended)

    def _run(self) -> None:
        while not self._ended.wait(LOOK_S * (1 + self._dice.random())):
            try:
                with closing(opened(self._url)) as store:
                    self.look(store)
            except StoreError as trouble:
                _log.warning("what to buy could not be reckoned", extra={"code": type(trouble).__name__})
            except Exception:
                _log.exception("what to buy could not be reckoned")

    def look(self, store: HubStore) -> int:
        """Answers how many stores were reckoned anew; raises StoreError."""
        advisor = Advisor(store, self._kept, self._now, self._changed)
        for whose in organizations(store):
            for store_id in store.read(whose.id, _buying):
                if self._ended.is_set():
                    break
                advisor.advice(whose.id, store_id)
        return advisor.reckonings


def _buying(database: Database) -> list[str]:
    return [row[0] for row in database.rows(_BUYING)] if may_reckon(database) else []
