"""What to buy, as a hub tells it: reckoned once an hour and after whatever changes it, however often it is asked."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import astuple, fields

from data.core.clock import HOUR, Instant
from data.core.packed import pack, unpack
from data.procurement.recommendation import ProcurementRun, Recommendation
from data.questions.procurement import Advised, advised, reckoned
from data.store.database import Database
from sync_agent.buying.kept import Kept, key_for
from sync_agent.buying.writing import fingerprint, may_reckon, with_inputs, write_down
from sync_agent.hub.running import Changed, fresh
from sync_agent.hub.store import HubStore


class Advisor:
    """For many threads; of those who ask for the same store at once, one reckons."""

    def __init__(self, store: HubStore, kept: Kept, now: Callable[[], Instant], changed: Changed) -> None:
        """`changed` is told of stores with new rows."""
        self._store, self._kept, self._now, self._changed = store, kept, now, changed
        self._turns: dict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)
        self._turn = threading.Lock()
        self.reckonings = 0
        """How often it was worked out here."""

    def advice(self, organization: str, store_id: str) -> Advised | None:
        """As it holds now; below another hub as that one told it last. None for a store that is not here, or of which
        nobody has told anything yet. Raises StoreError."""
        with self._turn_of(organization, store_id):
            return self._advice(organization, store_id)

    def _turn_of(self, organization: str, store_id: str) -> threading.Lock:
        with self._turn:
            return self._turns[organization, store_id]

    def _advice(self, organization: str, store_id: str) -> Advised | None:
        now = self._now()

        def look(database: Database) -> tuple[bool, str, Advised | None]:
            if not may_reckon(database):
                return False, "", advised(database, store_id)
            return True, fingerprint(database, store_id, now), None

        ours, inputs, told = self._store.read(organization, look)
        if not ours:
            return told
        key = key_for(store_id)
        found = _unpacked(self._kept.get(key), organization)
        if found is not None and _holds(found, inputs, now):
            return found
        self._kept.drop(key)
        found = self._store.read(organization, lambda database: advised(database, store_id))
        if found is None or not _holds(found, inputs, now):
            found = self._reckoned(organization, store_id, now)
        if found is not None:
            self._kept.put(key, _packed(found, organization))
        return found

    def _reckoned(self, organization: str, store_id: str, now: Instant) -> Advised | None:
        def work(database: Database) -> Advised | None:
            return with_inputs(reckoned(database, store_id, now), fingerprint(database, store_id, now))

        found = self._store.read(organization, work)
        if found is None:
            return None
        self.reckonings += 1
        if self._store.write(organization, lambda database: write_down(database, found, fresh, now)):
            self._changed(organization, (store_id,))
        return found


def _holds(found: Advised, inputs: str, now: Instant) -> bool:
    run = found.run
    return run.inputs == inputs and run.made_at <= now < min(run.holds_until, run.made_at + HOUR)


def _packed(found: Advised, organization: str) -> str:
    """With whose it is: two organizations on one server may have stores of one name."""
    return pack([organization, _columns(), list(astuple(found.run)), [list(astuple(line)) for line in found.lines]])


def _columns() -> list[list[str]]:
    """A process of another release may have other ones."""
    return [[f.name for f in fields(ProcurementRun)], [f.name for f in fields(Recommendation)]]


def _unpacked(text: str | None, organization: str) -> Advised | None:
    try:
        whose, columns, run, lines = unpack(text or "null")
        if whose != organization or columns != _columns():
            return None
        return Advised(ProcurementRun(*run), tuple(Recommendation(*line) for line in lines))
    except (TypeError, ValueError):
        return None
