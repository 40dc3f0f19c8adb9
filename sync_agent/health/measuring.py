"""Measures the stores whose sales have come, and every store now and then: what is read holds up nobody, and what is
written is a few rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from data.core.clock import HOUR, MINUTE, Instant, local_day
from data.core.ids import derived_id
from data.health.judging import judged
from data.health.metric import HealthCheckDue, Part, packed_parts
from data.ledger import health
from data.ledger.health import Kept
from data.organization.policies import policies_of
from data.organization.store import Store
from data.questions.health_seen import seen
from data.questions.stores import stores
from data.store.database import Database, StoredRows
from data.store.errors import StoreError
from data.store.home import open_store
from sync_agent.hub.organizations import Doors, fresh
from sync_agent.hub.running import Changed

_log = logging.getLogger(__name__)
HOURLY, NIGHTLY, BY_HAND, IMPORT, FORECAST = "hourly", "nightly", "by_hand", "import", "forecast"
_LATER = 10 * MINUTE
T = TypeVar("T")


def nobody_told(organization: str, stores: tuple[str, ...], but: str = "") -> None:
    """Where nobody waits for news."""


class Measurer:
    """For one thread."""

    def __init__(self, doors: Doors, now: Callable[[], Instant], changed: Changed) -> None:
        """`changed` is told of stores that were measured."""
        self._doors, self._now, self._changed = doors, now, changed

    def once(self, organization: str) -> int:
        """What is due; answers how many metrics were written. A store over which it breaks holds up none of the others,
        and is measured later. Raises StoreError."""
        return sum(self._tried(organization, due) for due in self._doors.read(organization, self._waiting))

    def look_again(self, organization: str) -> int:
        """Every open store of which nothing was measured for an hour: a metric where it comes out different, and the
        first of each day. Answers how many were written. Raises StoreError."""
        found = self._doors.read(organization, lambda database: stores(database) if health.is_judge(database) else ())
        return sum(self._again(organization, store) for store in found if policies_of(store).active)

    def by_hand(self, organization: str, store_id: str, cause: str = BY_HAND) -> Kept | None:
        """Now; None where this database is not the one that measures. Raises StoreError, LookupError for a store that
        is not there."""
        if not self._doors.read(organization, health.is_judge):
            return None
        due = HealthCheckDue(derived_id(fresh(), cause), store_id, cause, self._now())
        self._put_down(organization, due)
        return self.check(organization, due)

    def check(self, organization: str, due: HealthCheckDue) -> Kept | None:
        """None where another process has measured it. Raises StoreError, LookupError."""
        return self._kept(organization, due, self._parts(organization, due.store_id))

    def _waiting(self, database: Database) -> list[HealthCheckDue]:
        return health.waiting(database, self._now()) if health.is_judge(database) else []

    def _tried(self, organization: str, due: HealthCheckDue) -> int:
        try:
            return int(self.check(organization, due) is not None)
        except StoreError:
            raise
        except LookupError:
            self._doors.write(organization, lambda database: health.forget(database, due))
        except Exception:
            _log.exception("the health of a store could not be measured")
            self._doors.write(organization, lambda database: health.postpone(database, due, self._now() + _LATER))
        return 0

    def _again(self, organization: str, store: Store) -> int:
        now = self._now()
        last = self._doors.read(organization, lambda database: health.newest(database, store.id))
        if last is not None and 0 <= now - last.at < HOUR:
            return 0
        same_day = last is not None and local_day(last.at, store.timezone) == local_day(now, store.timezone)
        parts = self._parts(organization, store.id)
        if last is not None and same_day and last.parts == packed_parts(parts):
            return 0
        cause = HOURLY if same_day else NIGHTLY
        due = HealthCheckDue(derived_id(store.id, f"health:{cause}:{now // HOUR}"), store.id, cause, now)
        self._put_down(organization, due)
        written = self._kept(organization, due, parts) is not None
        if not same_day:
            self._thin_out(organization)
        return int(written)

    def _parts(self, organization: str, store_id: str) -> tuple[Part, ...]:
        now = self._now()

        def work(database: Database) -> tuple[Part, ...]:
            store = StoredRows(database).get(Store, store_id)
            if store is None:
                raise LookupError(f"There is no store {store_id} here")
            return judged(seen(database, store, now))

        return self._doors.read(organization, work)

    def _kept(self, organization: str, due: HealthCheckDue, parts: tuple[Part, ...]) -> Kept | None:
        kept = self._doors.write(organization, lambda database: health.keep(database, due, parts, self._now(), fresh))
        if kept is not None:
            self._changed(organization, (due.store_id,))
        return kept

    def _put_down(self, organization: str, due: HealthCheckDue) -> None:
        def work(database: Database) -> None:
            with database.transaction():
                health.put_down(database, due)

        self._doors.write(organization, work)

    def _thin_out(self, organization: str) -> None:
        zones = {store.id: store.timezone for store in self._doors.read(organization, stores)}
        self._doors.write(
            organization,
            lambda database: health.thin_out(
                database, self._now(), lambda store_id, at: local_day(at, zones.get(store_id, "UTC")), fresh
            ),
        )


def measure_due(doors: Doors, organizations: Iterable[str], now: Callable[[], Instant], changed: Changed) -> int:
    """What is due just now, at the end of a command of the shell: there may be no hub that runs. A hub that does will
    find nothing left. Answers how many metrics were written. Raises StoreError."""
    measurer = Measurer(doors, now, changed)
    return sum(measurer.once(organization) for organization in set(organizations))


class OneFile:
    """A terminal's own database, as those that know of organizations ask for it: it knows one, without a name."""

    def __init__(self, database: Database) -> None:
        """Of an opened store."""
        self._database = database

    def write(self, organization: str, work: Callable[[Database], T]) -> T:
        """See sync_agent.hub.organizations.Doors."""
        return work(self._database)

    def read(self, organization: str, work: Callable[[Database], T]) -> T:
        """See sync_agent.hub.organizations.Doors."""
        with self._database.snapshot():
            return work(self._database)


@contextmanager
def at_terminal(folder: Path) -> Iterator[OneFile]:
    """That of a data folder. Raises NotAStore."""
    with closing(open_store(folder)) as database:
        yield OneFile(database)
