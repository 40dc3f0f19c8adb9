"""What nobody has told anybody, but a supervisor should see: work that is stuck, that nobody has, that is late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from data.core.clock import HOUR, Instant, local, plus_days
from data.store.database import Database

STUCK, UNASSIGNED, LATE = "stuck", "unassigned", "late"
STUCK_AFTER, ESCALATED_AFTER, UNASSIGNED_AFTER = 24 * HOUR, 48 * HOUR, 2 * HOUR
"""O55 and O58."""


class Attention(NamedTuple):
    """One ticket that needs a person. `since` is when it last moved (stuck), or came to its station (unassigned)."""

    kind: str
    id: str
    order_number: str
    suffix: str
    product: str
    stage: str
    assignee_name: str | None
    due_date: str | None
    window_from: int | None
    since: Instant


class Found(NamedTuple):
    """The oldest of them, and how many there are in truth."""

    lines: tuple[Attention, ...]
    total: int


_STAMPS = (
    "filling_start_ts",
    "filling_complete_ts",
    "covering_complete_ts",
    "decorating_complete_ts",
    "packing_start_ts",
)
_BEGUN = f"(t.cycle > 0 OR {' OR '.join(f't.{name} IS NOT NULL' for name in _STAMPS)})"
# A return to Decorating has no column of its own; few tickets have one, and their history is found by its index.
_RETURNED = "CASE WHEN t.cycle > 0 THEN (SELECT max(e.at) FROM stage_events e WHERE e.ticket_id = t.id) END"
_COMPLETED = tuple(name for name in _STAMPS if name.endswith("complete_ts"))
_NAME = "(SELECT s.name FROM staff s WHERE s.id = t.assignee_id)"
_DAY_ENDS = 1_440


def stuck(database: Database, store_id: str, now: Instant, limit: int = 100) -> Found:
    """O55: work on it has begun, and nothing happened to it for a day; the longest first."""
    moved = _latest(database, *_STAMPS)
    where = f"{_BEGUN} AND {moved} < ?"
    return _found(database, STUCK, moved, where, (store_id, now - STUCK_AFTER), limit)


def unassigned(database: Database, store_id: str, today: str, now: Instant, limit: int = 100) -> Found:
    """O58: it came to its station two hours ago, nobody has it, and it is to be made now: work on it has begun, or it
    is due by tomorrow. What is ordered for next month waits for nobody yet."""
    came = _latest(database, "created_at", *_COMPLETED)
    where = f"t.assignee_id IS NULL AND ({_BEGUN} OR t.due_date <= ?) AND {came} < ?"
    return _found(database, UNASSIGNED, came, where, (store_id, plus_days(today, 1), now - UNASSIGNED_AFTER), limit)


def late(database: Database, store_id: str, at: Instant, zone: str, limit: int = 100) -> Found:
    """What is late at an instant: its window has begun, or its day is over. Ask for an instant ahead to be warned."""
    wall = local(at, zone)
    day, minute = wall.date().isoformat(), wall.hour * 60 + wall.minute
    where = f"t.due_date <= ? AND (t.due_date < ? OR coalesce(t.window_from, {_DAY_ENDS}) <= ?)"
    order = f"t.due_date, coalesce(t.window_from, {_DAY_ENDS})"
    return _found(database, LATE, "t.created_at", where, (store_id, day, day, minute), limit, order)


def waits_since(database: Database, ticket_ids: Sequence[str]) -> dict[str, Instant]:
    """When each of these came to its station."""
    came = _latest(database, "created_at", *_COMPLETED)
    found: dict[str, Instant] = {}
    for at in range(0, len(ticket_ids), 500):
        some = ticket_ids[at : at + 500]
        sql = f"SELECT t.id, {came} FROM ticket t WHERE t.id IN ({', '.join('?' * len(some))})"
        found.update(dict(database.rows(sql, some)))
    return found


def _latest(database: Database, *columns: str) -> str:
    """The newest of these instants, and of a return to Decorating; the two databases name that differently."""
    name = "max" if database.dialect == "sqlite" else "greatest"
    return f"{name}({', '.join(f'coalesce(t.{c}, 0)' for c in columns)}, coalesce({_RETURNED}, 0))"


def _found(
    database: Database, kind: str, since: str, where: str, values: Sequence[Any], limit: int, order: str = "since"
) -> Found:
    hint = " INDEXED BY ix_queue" if database.dialect == "sqlite" else ""
    sql = (
        f"SELECT t.id, t.order_number, t.suffix, t.product, t.stage, {_NAME}, t.due_date, t.window_from, "
        f"{since} AS since, count(*) OVER () FROM ticket t{hint} WHERE t.store_id = ? AND t.in_queue "
        f"AND t.cancelled_at IS NULL AND {where} ORDER BY {order}, t.number_sort, t.id LIMIT ?"
    )
    records = database.rows(sql, (*values, limit))
    lines = tuple(Attention(kind, *record[:-1]) for record in records)
    return Found(lines, int(records[0][-1]) if records else 0)
