"""Who is at which piece of work for a shop: one worker at a time, and a dead one's comes free by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.core.clock import Instant
from data.shops.work import Work
from data.store.database import Database
from data.store.kinds import kind_of

LEASE = 60_000
_KIND = kind_of(Work)
_SKIP = {"postgresql": " FOR UPDATE OF w SKIP LOCKED", "sqlite": ""}
_ANY_DUE = "SELECT 1 FROM work_queue WHERE integration_id = ? AND next_retry_at <= ? LIMIT 1"
_DUE = """SELECT {columns} FROM work_queue w LEFT JOIN work_lease l ON l.work_id = w.id
WHERE w.integration_id = ? AND w.next_retry_at <= ? AND (l.work_id IS NULL OR l.locked_at NOT BETWEEN ? AND ?)
ORDER BY w.next_retry_at, w.id LIMIT ?{skip}"""
_KEY = {"postgresql": "ON CONSTRAINT pk_work_lease", "sqlite": "(work_id)"}
"""The hub's key on PostgreSQL holds the organization, too (see data.store.fence)."""
# One statement: of two that find a thing free at once, the second waits for the first and then finds it taken.
_TAKE = """INSERT INTO work_lease (work_id, locked_at, locked_by, fence) VALUES (?, ?, ?, 1) ON CONFLICT {key}
DO UPDATE SET locked_at = excluded.locked_at, locked_by = excluded.locked_by, fence = work_lease.fence + 1
WHERE work_lease.locked_at NOT BETWEEN ? AND ? RETURNING fence"""
_HELD = "SELECT 1 FROM work_lease WHERE work_id = ? AND locked_by = ? AND fence = ?"
_RENEW = "UPDATE work_lease SET locked_at = ? WHERE work_id = ? AND locked_by = ? AND fence = ?"
_FREE = "UPDATE work_lease SET locked_at = 0 WHERE work_id = ? AND locked_by = ? AND fence = ?"


@dataclass(frozen=True, slots=True)
class Leased:
    """Work as it was taken, and the fence that the worker's word must show."""

    work: Work
    fence: int


def is_due(database: Database, integration_id: str, now: Instant) -> bool:
    """Whether a shop has anything to be told; it may be leased already."""
    return bool(database.rows(_ANY_DUE, (integration_id, now)))


def lease(database: Database, integration_id: str, worker: str, many: int, now: Instant) -> list[Leased]:
    """What is due and nobody has, the caller's for a minute; in a transaction of its own."""
    columns = ", ".join(f"w.{name}" for name in _KIND.columns)
    sql = _DUE.format(columns=columns, skip=_SKIP[database.dialect])
    with database.transaction():
        due = [_KIND.row(r) for r in database.rows(sql, (integration_id, now, *_held(now), many))]
        fences = [_taken(database, work.id, worker, now) for work in due]
        return [Leased(work, fence) for work, fence in zip(due, fences, strict=True) if fence is not None]


def still_held(database: Database, leased: Sequence[Leased], worker: str) -> list[Leased]:
    """Those that nobody else has taken over meanwhile; inside the caller's transaction."""
    return [one for one in leased if database.rows(_HELD, (one.work.id, worker, one.fence))]


def let_go(database: Database, leased: Sequence[Leased], worker: str) -> None:
    """Anybody may take them now; inside the caller's transaction."""
    for one in leased:
        database.run(_FREE, (one.work.id, worker, one.fence))


def take(database: Database, name: str, worker: str, now: Instant) -> int | None:
    """Something that one worker does at a time, by its name: the fence, or None while another has it. In a transaction
    of its own."""
    with database.transaction():
        return _taken(database, name, worker, now)


def renew(database: Database, name: str, worker: str, fence: int, now: Instant) -> bool:
    """Another minute; False when somebody else has it by now. In a transaction of its own."""
    with database.transaction():
        return database.run(_RENEW, (now, name, worker, fence)) == 1


def leave(database: Database, name: str, worker: str, fence: int) -> None:
    """It is done; in a transaction of its own."""
    with database.transaction():
        database.run(_FREE, (name, worker, fence))


def _taken(database: Database, name: str, worker: str, now: Instant) -> int | None:
    found = database.rows(_TAKE.format(key=_KEY[database.dialect]), (name, now, worker, *_held(now)))
    return found[0][0] if found else None


def _held(now: Instant) -> tuple[Instant, Instant]:
    """Between which a lease was taken that still holds: one that is far ahead is of a clock that was set back."""
    return now - LEASE + 1, now + LEASE
