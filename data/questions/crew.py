"""Who works in a store, who is on shift, and what somebody did."""

from __future__ import annotations

from typing import NamedTuple

from data.core.clock import Instant
from data.core.ids import uuid7
from data.people.staff import Shift
from data.store.database import Database
from data.store.kinds import kind_of

MADE = {
    "complete_filling": "Filling",
    "complete_covering": "Covering",
    "complete_decorating": "Decorating",
    "complete_packing": "Packing",
}
"""The stage that each command ends."""


class Colleague(NamedTuple):
    """A line of the staff list; `since` is the beginning of her open shift."""

    id: str
    number: int
    name: str
    role: str
    active: bool
    badge: bool
    pin: bool
    since: Instant | None


class Act(NamedTuple):
    """A command that somebody gave: `code` is its ticket's, `order` its order's human id."""

    id: str
    at: Instant
    name: str
    status: str
    says: str
    code: str | None
    order: str | None
    undone: bool


def crew(database: Database, store_id: str) -> list[Colleague]:
    """The people of a store, those who left too, by number."""
    sql = (
        "SELECT s.id, s.number, s.name, s.role, s.active, s.badge_hash IS NOT NULL, s.pin_hash IS NOT NULL, "
        "(SELECT max(h.started_at) FROM shift h WHERE h.staff_id = s.id AND h.ended_at IS NULL) "
        "FROM staff s WHERE s.store_id = ? ORDER BY s.number"
    )
    return [
        Colleague(i, n, name, role, bool(a), bool(b), bool(p), since)
        for i, n, name, role, a, b, p, since in database.rows(sql, (store_id,))
    ]


def shifts_of(database: Database, staff_id: str, limit: int) -> list[Shift]:
    """A person's last shifts, the newest first."""
    kind = kind_of(Shift)
    sql = f"{kind.select} WHERE staff_id = ? ORDER BY started_at DESC, id DESC LIMIT ?"
    return [kind.row(record) for record in database.rows(sql, (staff_id, limit))]


def acts_of(database: Database, staff_id: str, since: Instant, limit: int) -> list[Act]:
    """A person's last commands, the newest first; the journal is found by time, for its ids begin with it."""
    sql = (
        "SELECT j.command_id, j.issued_at, j.name, j.status, j.says, t.code, o.human_id, j.undone_by IS NOT NULL "
        "FROM journal j LEFT JOIN ticket t ON t.id = j.ticket_id LEFT JOIN orders o ON o.id = j.order_id "
        "WHERE j.command_id >= ? AND j.actor_id = ? ORDER BY j.command_id DESC LIMIT ?"
    )
    return [
        Act(command, at, name, status, says, code, order, bool(undone))
        for command, at, name, status, says, code, order, undone in database.rows(
            sql, (_first_id(since), staff_id, limit)
        )
    ]


def made_since(database: Database, staff_id: str, since: Instant) -> list[tuple[str, int]]:
    """How many tickets a person brought through each stage and did not take back."""
    marks = ", ".join("?" * len(MADE))
    sql = (
        "SELECT name, count(*) FROM journal WHERE command_id >= ? AND actor_id = ? AND undone_by IS NULL "
        f"AND status IN ('applied', 'merged') AND name IN ({marks}) GROUP BY name"
    )
    counted: dict[str, int] = dict(database.rows(sql, (_first_id(since), staff_id, *MADE)))
    return [(stage, counted[name]) for name, stage in MADE.items() if name in counted]


def _first_id(since: Instant) -> str:
    return uuid7(max(since, 0), bytes(10))
