"""Stores that wait for their forecasts: leased in batches, acknowledged when what was made is on the disk.

A worker that dies, or that is slower than its lease, is followed by another one; its fence tells what it may still do.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import MINUTE, Instant
from data.core.ids import derived_id
from data.core.packed import pack
from data.forecasts.kept import ForecastRequest
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

BATCH = 10
LEASE = 10 * MINUTE
"""Renewed with every store of a batch."""
MOST_TRIES = 5
_PUT = """INSERT INTO forecast_queue (id, store_id, forecast_date, message, made_at, fence, tries)
VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING"""
_FREE = "leased_until IS NULL OR leased_until <= ?"
_WAITING = f"SELECT id FROM forecast_queue WHERE {_FREE} ORDER BY made_at, store_id, id LIMIT ?"  # noqa: S608
_LEASED = "UPDATE forecast_queue SET leased_until = ?, lease_by = ?, fence = fence + 1, tries = tries + 1 WHERE id = ?"
_RENEW = "UPDATE forecast_queue SET leased_until = ? WHERE id = ? AND fence = ? AND lease_by = ?"
_ACKNOWLEDGE = "DELETE FROM forecast_queue WHERE id = ? AND fence = ? AND lease_by = ?"
_STILL = "SELECT 1 FROM forecast_queue WHERE id = ? AND fence = ? AND lease_by = ?"
_OLDER = "DELETE FROM forecast_queue WHERE store_id = ? AND forecast_date < ? AND (leased_until IS NULL)"


class LeaseLostError(RuntimeError):
    """Another worker has it now: what was made is thrown away."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A request, for as long as nobody else has leased it since."""

    request: ForecastRequest

    def holds(self, database: Database) -> bool:
        """Whether it is still the leaser's; inside a transaction no one takes it meanwhile."""
        lock = " FOR UPDATE" if database.dialect == "postgresql" else ""
        return bool(database.rows(f"{_STILL}{lock}", self._mine()))

    def renew(self, database: Database, now: Instant) -> bool:
        """For as long again; False when it is lost."""
        with database.transaction():
            return database.run(_RENEW, (now + LEASE, *self._mine())) == 1

    def acknowledge(self, database: Database) -> bool:
        """It is done, and goes; False when it is lost."""
        with database.transaction():
            return database.run(_ACKNOWLEDGE, self._mine()) == 1

    def _mine(self) -> tuple[str, int, str | None]:
        return self.request.id, self.request.fence, self.request.lease_by


def put(database: Database, store_id: str, date: str, now: Instant) -> None:
    """A store waits for the forecasts from a day on, inside the caller's transaction; once, however often it is put.
    An older day for which nobody is at work is not waited for any more."""
    message = pack({"restaurantId": store_id, "forecastDate": date})
    database.run(_OLDER, (store_id, date))
    database.run(_PUT, (derived_id(store_id, f"forecast_request:{date}"), store_id, date, message, now))


def lease(database: Database, worker: str, now: Instant, most: int = BATCH) -> list[Lease]:
    """Those that have waited longest and that nobody is at, for some minutes."""
    skips = " FOR UPDATE SKIP LOCKED" if database.dialect == "postgresql" else ""
    with database.transaction():
        ids = [ident for (ident,) in database.rows(f"{_WAITING}{skips}", (now, most))]
        for ident in ids:
            database.run(_LEASED, (now + LEASE, worker, ident))
        found = [StoredRows(database).get(ForecastRequest, ident) for ident in ids]
    return [Lease(request) for request in found if request is not None]


def waiting(database: Database, now: Instant) -> int:
    """How many nobody is at."""
    many: int = database.rows(f"SELECT count(*) FROM forecast_queue WHERE {_FREE}", (now,))[0][0]  # noqa: S608
    return many


def requests(database: Database) -> list[ForecastRequest]:
    """All, the oldest first."""
    kind = kind_of(ForecastRequest)
    return [kind.row(tuple(r)) for r in database.rows(f"{kind.select} ORDER BY made_at, store_id, id")]
