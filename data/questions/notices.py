"""Notices: what a person still has to see, and what somebody has seen."""

from __future__ import annotations

from typing import NamedTuple

from data.notices.notice import ATTENTION, INFO, STOP, Notice
from data.questions.orders import HELD_COUNT
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of


def open_notices(database: Database, store_id: str) -> tuple[Notice, ...]:
    """The unacknowledged notices of a store, oldest first."""
    found = StoredRows(database).where(Notice, store_id=store_id, acknowledged_at=None)
    return tuple(sorted(found, key=lambda n: (n.at, n.id)))


class LevelCount(NamedTuple):
    """How many open notices there are of a level."""

    level: str
    notices: int


def notices_by_level(database: Database, store_id: str) -> list[LevelCount]:
    """The open notices of a store, counted."""
    sql = "SELECT level, count(*) FROM notice WHERE store_id = ? AND acknowledged_at IS NULL GROUP BY level"
    return [LevelCount(level, int(n)) for level, n in database.rows(sql, (store_id,))]


class WaitingCount(NamedTuple):
    """How many orders are held (or unpaid), and how many attentions nobody has acknowledged: what the lists of both
    show, so that a count on the screen and its list agree."""

    held: int
    attentions: int


def waiting_count(database: Database, store_id: str) -> WaitingCount:
    """What waits for a supervisor."""
    open_ones = "SELECT count(*) FROM notice WHERE store_id = ? AND acknowledged_at IS NULL AND level = ?"
    ((held, attentions),) = database.rows(f"SELECT ({HELD_COUNT}), ({open_ones})", (store_id, store_id, ATTENTION))
    return WaitingCount(int(held), int(attentions))


def notices_to_see(database: Database, store_id: str, limit: int = 200) -> list[Notice]:
    """The first open notices: what halts a scan, what is for supervisors, the rest; each the oldest first."""
    kind = kind_of(Notice)
    order = " ".join(f"WHEN '{level}' THEN {n}" for n, level in enumerate((STOP, ATTENTION, INFO)))
    sql = (
        f"{kind.select} WHERE store_id = ? AND acknowledged_at IS NULL "
        f"ORDER BY CASE level {order} ELSE 9 END, at, id LIMIT ?"
    )
    return [kind.row(record) for record in database.rows(sql, (store_id, limit))]


def notices_seen(database: Database, store_id: str, limit: int = 200) -> list[tuple[Notice, str | None]]:
    """What somebody acknowledged, the last first, with who it was."""
    kind = kind_of(Notice)
    name = "(SELECT s.name FROM staff s WHERE s.id = acknowledged_by)"
    sql = (
        f"SELECT {', '.join(kind.columns)}, {name} FROM notice WHERE store_id = ? AND acknowledged_at IS NOT NULL "
        "ORDER BY acknowledged_at DESC, id DESC LIMIT ?"
    )
    return [(kind.row(record[:-1]), record[-1]) for record in database.rows(sql, (store_id, limit))]
