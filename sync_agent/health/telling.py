"""The health of a store's data for programs: one shape for the endpoint and for the shell."""

from __future__ import annotations

from typing import Any

from data.core.clock import Instant, local_day
from data.health.metric import DataHealthAlert, DataHealthMetric, parts_of
from data.organization.store import Store
from data.questions.health import health_alerts, health_of, scores_by_day
from data.store.database import Database

DAYS = 30


def restaurant(database: Database, store: Store, now: Instant) -> dict[str, Any]:
    """As it was measured last; `metric` is None where it never was. To be asked within a snapshot."""
    metric, zone = health_of(database, store.id), store.timezone
    return {
        "restaurantId": store.id,
        "name": store.name,
        "metric": None if metric is None else told(metric),
        "history": [
            {"day": day, "score": score}
            for day, score in scores_by_day(database, store.id, zone, local_day(now, zone), DAYS)
        ],
        "alerts": [_alert(alert) for alert in health_alerts(database, store.id)],
    }


def told(metric: DataHealthMetric) -> dict[str, Any]:
    """One metric with its parts, what costs most first."""
    return {
        "id": metric.id,
        "at": metric.at,
        "score": metric.score,
        "previousScore": metric.previous_score,
        "cause": metric.cause,
        "alertedAt": metric.alerted_at,
        "parts": [
            {
                "code": part.code,
                "lost": part.lost,
                "weight": part.weight,
                "says": part.says,
                "todo": part.todo,
                "examples": list(part.examples),
            }
            for part in parts_of(metric.parts)
        ],
    }


def _alert(alert: DataHealthAlert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "metricId": alert.metric_id,
        "at": alert.at,
        "score": alert.score,
        "previousScore": alert.previous_score,
        "says": alert.says,
        "acknowledgedAt": alert.acknowledged_at,
        "acknowledgedBy": alert.acknowledged_by,
    }
