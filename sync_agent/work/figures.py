"""How quickly a hub answers and works, beside what it is to reach (O56, O57)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.core.clock import HOUR, MINUTE, Instant
from data.ledger import inbox
from data.ledger.timings import Percentiles, by_route
from data.store.database import Database
from sync_agent.hub.organizations import organizations
from sync_agent.hub.store import HubStore

WEBHOOK_P95_MS, WORKER_P95_MS = 500, 2_000
SUCCESS = 0.995
BACKLOG, OLDEST_MS = 500, 15 * MINUTE
SINCE = 24 * HOUR
_WEBHOOKS = ("/webhooks/", "/api/v1/webhooks/")
_WORK = "work "
_ENDED = "SELECT state, count(*) FROM webhook_inbox WHERE received_at >= ? AND state <> 'new' GROUP BY state"
_PENDING = "SELECT count(*), min(changed_at) FROM work_queue WHERE next_retry_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to be reached: `value` None while there is nothing to measure yet, which misses nothing."""

    name: str
    value: float | None
    limit: float
    unit: str
    met: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last day."""

    targets: tuple[Target, ...]
    routes: tuple[Percentiles, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    routes: list[Percentiles]
    taken: int
    dead: int
    waiting: int
    oldest: Instant | None


def figures(store: HubStore, now: Instant) -> Figures:
    """Of all organizations of a hub. Raises StoreError."""
    seen = [store.read(whose.id, lambda database: _seen(database, now)) for whose in organizations(store)]
    routes = tuple(route for one in seen for route in one.routes)
    taken, dead = sum(one.taken for one in seen), sum(one.dead for one in seen)
    oldest = min((one.oldest for one in seen if one.oldest is not None), default=None)
    waited = 0 if oldest is None else now - oldest
    waiting = sum(one.waiting for one in seen)
    success = taken / (taken + dead) if taken + dead else None
    short = waiting < BACKLOG or waited < OLDEST_MS
    targets = (
        _below("webhook p95", _worst(routes, _WEBHOOKS), WEBHOOK_P95_MS),
        Target("deliveries taken in", success, SUCCESS, "", success is None or success >= SUCCESS),
        _below("worker p95", _worst(routes, (_WORK,)), WORKER_P95_MS),
        Target("backlog", waiting, BACKLOG, "", short),
        Target("oldest waits", waited, OLDEST_MS, "ms", short),
    )
    return Figures(targets, routes)


def _seen(database: Database, now: Instant) -> _Seen:
    ended: dict[str, int] = dict(database.rows(_ENDED, (now - SINCE,)))
    come, come_at = inbox.waiting(database)
    pushes, push_at = database.rows(_PENDING)[0]
    oldest = min((at for at in (come_at, push_at) if at is not None), default=None)
    return _Seen(by_route(database, now - SINCE), ended.get("taken", 0), ended.get("dead", 0), come + pushes, oldest)


def _worst(routes: Iterable[Percentiles], begin: tuple[str, ...]) -> int | None:
    return max((one.p95 for one in routes if one.route.startswith(begin)), default=None)


def _below(name: str, value: float | None, limit: float) -> Target:
    return Target(name, value, limit, "ms", value is None or value < limit)
