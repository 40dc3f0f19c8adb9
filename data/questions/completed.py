"""Finished tickets: when they were packed, where they stand, whether they have left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from data.core.clock import Instant
from data.questions.matching import any_like, like
from data.store.database import Database


class CompletedLine(NamedTuple):
    """One finished ticket. `packed_at` is None where nobody scanned it; `handed_over_at` is its order's."""

    id: str
    order_id: str
    order_number: str
    suffix: str
    code: str
    product: str
    size: str | None
    flavour: str | None
    quantity: int
    customer: str | None
    method: str | None
    due_date: str | None
    packed_at: Instant | None
    storage: str | None
    cancelled_at: Instant | None
    order_status: str
    handed_over_at: Instant | None


class PlaceCount(NamedTuple):
    """How many finished tickets stand at a place; None is no place."""

    storage: str | None
    tickets: int


@dataclass(frozen=True, slots=True)
class CompletedFilter:
    """`since` and `until` bound when it was packed (`until` is not part of it). `storage` is a place as written, or
    empty for those that stand nowhere; `here` leaves out what was handed over."""

    store_id: str
    since: Instant | None = None
    until: Instant | None = None
    storage: str | None = None
    here: bool = False
    search: str | None = None
    limit: int = 200


_COLUMNS = (
    "t.id, t.order_id, t.order_number, t.suffix, t.code, t.product, t.size, t.flavour, t.quantity, t.customer, "
    "t.method, t.due_date, t.packing_complete_ts, t.storage, t.cancelled_at, o.status, o.handed_over_at"
)
_SEARCHED = ("t.human_id", "t.code", "t.product", "t.customer", "t.storage")


def completed(database: Database, wanted: CompletedFilter) -> list[CompletedLine]:
    """The last packed first."""
    where, values = _where(database, wanted)
    sql = (
        f"SELECT {_COLUMNS} FROM {_tickets(database)} JOIN orders o ON o.id = t.order_id WHERE {where} "
        f"ORDER BY t.packing_complete_ts DESC{_nulls(database)}, t.id DESC LIMIT ?"
    )
    return [CompletedLine._make(record) for record in database.rows(sql, [*values, wanted.limit])]


def completed_places(database: Database, wanted: CompletedFilter, limit: int = 60) -> list[PlaceCount]:
    """Where the finished tickets of a time stand, by name; those that stand nowhere last. Read from the index alone."""
    times = CompletedFilter(wanted.store_id, wanted.since, wanted.until)
    where, values = _where(database, times)
    sql = (
        f"SELECT t.storage, count(*) FROM {_tickets(database)} WHERE {where} "
        "GROUP BY t.storage ORDER BY t.storage IS NULL, t.storage LIMIT ?"
    )
    return [PlaceCount(place, int(n)) for place, n in database.rows(sql, [*values, limit])]


def _where(database: Database, wanted: CompletedFilter) -> tuple[str, list[Any]]:
    parts, values = ["t.store_id = ?", "t.stage = 'Complete'"], [wanted.store_id]
    bounds = (("t.packing_complete_ts >= ?", wanted.since), ("t.packing_complete_ts < ?", wanted.until))
    given: list[tuple[str, Any]] = [(part, value) for part, value in bounds if value is not None]
    if wanted.storage:
        given.append(("t.storage = ?", wanted.storage))
    elif wanted.storage is not None:
        parts.append("t.storage IS NULL")
    if wanted.here:
        parts.append("o.handed_over_at IS NULL")
    parts += [part for part, _ in given]
    values += [value for _, value in given]
    if wanted.search:
        parts.append(f"({any_like(database.dialect, _SEARCHED)})")
        values += [like(wanted.search)] * len(_SEARCHED)
    return " AND ".join(parts), values


def _tickets(database: Database) -> str:
    return f"ticket t{' INDEXED BY ix_completed' if database.dialect == 'sqlite' else ''}"


def _nulls(database: Database) -> str:
    """What has no time comes last on both."""
    return "" if database.dialect == "sqlite" else " NULLS LAST"
