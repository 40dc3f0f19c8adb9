"""How long the calls of each route took: rows written in batches, kept for a while, and counted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from data.core.clock import HOUR, Instant
from data.core.ids import uuid7
from data.shops.kept import ApiLog
from data.store.database import Database
from data.store.kinds import kind_of

KEPT = 7 * 24 * HOUR
MOST = 200_000
"""Rows that are kept; the newest."""
_KIND = kind_of(ApiLog)
_OLDEST_KEPT = "SELECT id FROM api_logs ORDER BY id DESC LIMIT 1 OFFSET ?"
_FORGET = "DELETE FROM api_logs WHERE id < ?"
_SINCE = "SELECT route, t_ms, ok FROM api_logs WHERE id >= ? ORDER BY id DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of one route (or several): milliseconds, and how many of the calls did not fail by our fault."""

    route: str
    calls: int
    ok: int
    p50: int
    p95: int
    p99: int


def keep(database: Database, rows: Sequence[ApiLog]) -> None:
    """All of them; in a transaction of its own."""
    with database.transaction():
        database.many(_KIND.insert, [_KIND.record(row) for row in rows])


def trim(database: Database, now: Instant, most: int = MOST) -> int:
    """What is older than a week, or too many, goes; in a transaction of its own."""
    with database.transaction():
        beyond = database.rows(_OLDEST_KEPT, (most - 1,))
        ends = max([_first(now - KEPT), *(row[0] for row in beyond)])
        return database.run(_FORGET, (ends,))


def by_route(database: Database, since: Instant, most: int = MOST) -> list[Percentiles]:
    """Every route that was called since then, by name."""
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for route, t_ms, ok in database.rows(_SINCE, (_first(since), most)):
        found[route].append((t_ms, bool(ok)))
    return [percentiles(route, calls) for route, calls in sorted(found.items())]


def percentiles(route: str, calls: Sequence[tuple[int, bool]]) -> Percentiles:
    """By nearest rank; there is at least one call."""
    ranked = sorted(t_ms for t_ms, _ in calls)
    at = [ranked[math.ceil(percent * len(ranked) / 100) - 1] for percent in (50, 95, 99)]
    return Percentiles(route, len(ranked), sum(ok for _, ok in calls), *at)


def _first(at: Instant) -> str:
    """The id below those of all rows since then."""
    return uuid7(max(at, 0), bytes(10))
