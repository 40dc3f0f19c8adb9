"""The health of a store's data as it was measured: the newest, how it went, and what was told of it."""

from __future__ import annotations

from typing import NamedTuple

from data.core.clock import Instant, at_minute, local_day, plus_days
from data.health.metric import DataHealthAlert, DataHealthMetric
from data.store.database import Database
from data.store.kinds import kind_of

_METRIC, _ALERT = kind_of(DataHealthMetric), kind_of(DataHealthAlert)
_NEWEST = f"{_METRIC.select} WHERE store_id = ? ORDER BY at DESC, id DESC LIMIT ?"
_SINCE = f"{_METRIC.select} WHERE store_id = ? AND at >= ? ORDER BY at, id"
_SCORES = "SELECT at, score FROM data_health_metric WHERE store_id = ? AND at >= ? ORDER BY at, id"
_OPEN_FIRST = f"{_ALERT.select} WHERE store_id = ? ORDER BY acknowledged_at IS NOT NULL, at DESC, id LIMIT ?"


class DayScore(NamedTuple):
    """How a day ended."""

    day: str
    score: int


def health_of(database: Database, store_id: str) -> DataHealthMetric | None:
    """The newest metric."""
    found = measured(database, store_id, 1)
    return found[0] if found else None


def measured(database: Database, store_id: str, limit: int = 100) -> list[DataHealthMetric]:
    """The newest first."""
    return [_METRIC.row(record) for record in database.rows(_NEWEST, (store_id, limit))]


def measured_since(database: Database, store_id: str, since: Instant) -> list[DataHealthMetric]:
    """In the order in which they were measured."""
    return [_METRIC.row(record) for record in database.rows(_SINCE, (store_id, since))]


def scores_by_day(database: Database, store_id: str, zone: str, today: str, days: int = 30) -> list[DayScore]:
    """The last score of each day on which it was measured, so many days back, in their order."""
    since = at_minute(plus_days(today, 1 - days), 0, zone)
    last = {local_day(at, zone): score for at, score in database.rows(_SCORES, (store_id, since))}
    return [DayScore(day, score) for day, score in last.items()]


def health_alerts(database: Database, store_id: str, limit: int = 50) -> list[DataHealthAlert]:
    """Those that nobody has seen first, of each kind the newest first."""
    return [_ALERT.row(record) for record in database.rows(_OPEN_FIRST, (store_id, limit))]
