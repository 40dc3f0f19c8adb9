"""Tells on every channel that the health of a store's data fell: by the template `data-health-alert`, once for each
alert."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

from data.core.clock import Instant, told
from data.health.metric import DataHealthAlert, DataHealthMetric, Part, parts_of
from data.ledger import alerts
from data.organization.store import Store
from data.store.database import Database, StoredRows
from data.store.housekeeping import DAY
from data.store.kinds import kind_of

TEMPLATE = "data-health-alert"
_MOST_PARTS = 4
_ALERT = kind_of(DataHealthAlert)
_NEW = f"{_ALERT.select} WHERE acknowledged_at IS NULL AND at > ? ORDER BY at, id"


def put_down(database: Database, channels: Sequence[str], now: Instant) -> int:
    """The messages of new alerts that nobody has seen, for each channel; answers how many. In transactions of its own
    where there are any."""
    with database.snapshot():
        found = [_ALERT.row(record) for record in database.rows(_NEW, (now - DAY,))]
        new = [
            (alert, _word(database, alert, now)) for alert in found if not alerts.is_told(database, alert.id, channels)
        ]
    return sum(alerts.put_down_word(database, alert.id, word, channels, now) for alert, word in new)


def letter(alert: DataHealthAlert, store: str, zone: str, parts: Sequence[Part], now: Instant) -> tuple[str, str]:
    """Subject and body."""
    costly = [part for part in parts if part.lost][:_MOST_PARTS]
    said = "\n".join(f"- {part.lost} of {part.weight}: {part.says}.\n  {part.todo}." for part in costly)
    values = {"store": store, "before": alert.previous_score, "score": alert.score, "says": alert.says}
    values |= {"time": told(alert.at, now, zone), "parts": said or "- nothing by itself"}
    subject, _, body = _template().safe_substitute(values).partition("\n")
    return subject, body.strip()


@cache
def _template() -> Template:
    return Template((files("sync_agent.watch") / "templates" / f"{TEMPLATE}.txt").read_text(encoding="utf-8"))


def _word(database: Database, alert: DataHealthAlert, now: Instant) -> tuple[str, str, str]:
    rows = StoredRows(database)
    store, metric = rows.get(Store, alert.store_id), rows.get(DataHealthMetric, alert.metric_id)
    name, zone = (store.name, store.timezone) if store is not None else (alert.store_id, "UTC")
    parts = parts_of(metric.parts) if metric is not None else ()
    return (alert.store_id, *letter(alert, name, zone, parts, now))
