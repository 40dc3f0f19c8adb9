"""A measured score becomes a row, and a fall an alert with it: by the authority of the store, for all its terminals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from data.core.clock import HOUR, Instant
from data.core.ids import derived_id
from data.core.outcome import Change, Put
from data.core.packed import pack
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import key_of
from data.exchange.versions import lock, stamp
from data.health.judging import alert_text, fallen_from
from data.health.metric import DataHealthAlert, DataHealthMetric, HealthCheckDue, Part, packed_parts, score_of
from data.organization.policies import policies_of
from data.organization.store import Store
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of

DAY = 24 * HOUR
REMEMBERED = 7 * DAY
"""So far back a slow fall is measured from."""
ALL_KEPT, DAILY_KEPT = 2 * DAY, 400 * DAY
"""Every metric is kept so long, then the last one of each day."""
_METRIC, _DUE = kind_of(DataHealthMetric), kind_of(HealthCheckDue)
_PUT_DOWN = f"{_DUE.insert} ON CONFLICT DO NOTHING"
_WAITING = f"{_DUE.select} WHERE at <= ? ORDER BY at, id LIMIT ?"
_DONE = "DELETE FROM data_health_due WHERE id = ?"
_LATER = "UPDATE data_health_due SET at = ? WHERE id = ?"
_NEWEST = f"{_METRIC.select} WHERE store_id = ? ORDER BY at DESC, id DESC LIMIT 1"
_TOLD_AT = "SELECT max(at) FROM data_health_metric WHERE store_id = ? AND alerted_at IS NOT NULL"
_SCORES = "SELECT score FROM data_health_metric WHERE store_id = ? AND at >= ? ORDER BY at, id"
_OLD = "SELECT id, store_id, at FROM data_health_metric WHERE at < ? ORDER BY store_id, at DESC, id DESC"
_MOST_GONE = 500
Fresh = Callable[[], str]


class Kept(NamedTuple):
    """The metric that was written, and the alert if its score had fallen far."""

    metric: DataHealthMetric
    alert: DataHealthAlert | None


def put_down(database: Database, due: HealthCheckDue) -> None:
    """A store is to be measured; the same once more is nothing. Inside the caller's transaction."""
    database.run(_PUT_DOWN, _DUE.record(due))


def waiting(database: Database, now: Instant, many: int = 100) -> list[HealthCheckDue]:
    """What is due, the oldest first."""
    return [_DUE.row(record) for record in database.rows(_WAITING, (now, many))]


def forget(database: Database, due: HealthCheckDue) -> None:
    """Its store is not here. In a transaction of its own."""
    with database.transaction():
        database.run(_DONE, (due.id,))


def postpone(database: Database, due: HealthCheckDue, until: Instant) -> None:
    """It could not be done. In a transaction of its own."""
    with database.transaction():
        database.run(_LATER, (until, due.id))


def is_judge(database: Database) -> bool:
    """Whether this database measures its stores; a terminal and a store hub are told by the hub above them."""
    node = node_of(database)
    return node is None or (node.feeds and not node.upstream)


def newest(database: Database, store_id: str) -> DataHealthMetric | None:
    """The metric before the next one."""
    found = database.rows(_NEWEST, (store_id,))
    return _METRIC.row(found[0]) if found else None


def keep(database: Database, due: HealthCheckDue, parts: tuple[Part, ...], now: Instant, fresh: Fresh) -> Kept | None:
    """The metric of a check that is due, once: None where another process has written it. Metric, alert and the end of
    the check are one transaction, which is this function's own. Raises NotRecorded."""
    with database.transaction():
        node = node_of(database)
        if node is not None:
            lock(database, (due.store_id,))
        ident = derived_id(due.id, "data_health_metric")
        if database.run(_DONE, (due.id,)) != 1 or StoredRows(database).get(DataHealthMetric, ident) is not None:
            return None
        kept = keep_within(database, due, parts, now)
        if node is not None:
            rows = [row for row in kept if row is not None]
            stamp(database, [key_of(kind_of(type(row)), row) for row in rows], scopes_of(node), fresh, now)
        return kept


def keep_within(database: Database, due: HealthCheckDue, parts: tuple[Part, ...], now: Instant) -> Kept:
    """As `keep`, inside the caller's transaction, where nothing is put down and nobody is fed."""
    before, score, ident = newest(database, due.store_id), score_of(parts), derived_id(due.id, "data_health_metric")
    since_alert = _since_alert(database, due.store_id, before, now)
    previous = before.score if before is not None else None
    metric = DataHealthMetric(ident, due.store_id, now, score, previous, packed_parts(parts), due.cause, None)
    apply(database, Put(metric))
    store = StoredRows(database).get(Store, due.store_id)
    fallen = fallen_from(score, since_alert, policies_of(store).health_drop) if store is not None else None
    if fallen is None:
        return Kept(metric, None)
    says = alert_text(score, fallen, parts)
    alert = DataHealthAlert(derived_id(ident, "alert"), due.store_id, ident, score, fallen, says, now, None, None)
    apply(database, Change(DataHealthMetric, (ident,), {"alerted_at": now}))
    apply(database, Put(alert))
    return Kept(replace(metric, alerted_at=now), alert)


def _since_alert(database: Database, store_id: str, before: DataHealthMetric | None, now: Instant) -> tuple[int, ...]:
    """The scores of the last week since the last alert, and the one before whenever it was."""
    if before is None:
        return ()
    told_at = database.rows(_TOLD_AT, (store_id,))[0][0]
    since = max(now - REMEMBERED, told_at if told_at is not None else now - REMEMBERED)
    return (before.score, *(score for (score,) in database.rows(_SCORES, (store_id, since))))


def thin_out(database: Database, now: Instant, day_of: Callable[[str, Instant], str], fresh: Fresh) -> int:
    """Of old metrics the last one of each day stays; answers how many went. `day_of` tells the day of a store at an
    instant. In short transactions; raises NotRecorded."""
    with database.snapshot():
        node = node_of(database)
        found = database.rows(_OLD, (now - ALL_KEPT,))
    if node is not None and (node.upstream or not node.feeds):
        return 0
    stays, gone = set[tuple[str, str]](), []
    for ident, store_id, at in found:
        day = (store_id, day_of(store_id, at))
        if day in stays or at < now - DAILY_KEPT:
            gone.append(ident)
        stays.add(day)
    for n in range(0, len(gone), _MOST_GONE):
        _take_away(database, gone[n : n + _MOST_GONE], now, fresh)
    return len(gone)


def _take_away(database: Database, ids: list[str], now: Instant, fresh: Fresh) -> None:
    with database.transaction():
        node = node_of(database)
        keys = [("data_health_metric", pack([ident])) for ident in ids]
        if node is not None:
            lock(database, scopes_of(node))
            # First as they are: a row that was never versioned would leave no tombstone.
            stamp(database, keys, scopes_of(node), fresh, now)
        database.many("DELETE FROM data_health_metric WHERE id = ?", [(ident,) for ident in ids])
        if node is not None:
            stamp(database, keys, scopes_of(node), fresh, now)
