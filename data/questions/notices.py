"""Notices: what a person still has to see, and what somebody has seen.

A notice may be for one terminal alone: it did what the hub did not take. `terminal_id` says who asks; None sees all.
"""

from __future__ import annotations

from typing import NamedTuple

from data.notices.notice import ATTENTION, INFO, STOP, Notice
from data.questions.letters import LETTER_COUNT
from data.questions.orders import HELD_COUNT
from data.questions.shops import BROKEN_COUNT
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

_HERE = "(terminal_id IS NULL OR terminal_id = coalesce(?, terminal_id))"


def open_notices(database: Database, store_id: str, terminal_id: str | None = None) -> tuple[Notice, ...]:
    """The unacknowledged notices of a store, oldest first."""
    found = StoredRows(database).where(Notice, store_id=store_id, acknowledged_at=None)
    seen = (n for n in found if terminal_id is None or n.terminal_id in (None, terminal_id))
    return tuple(sorted(seen, key=lambda n: (n.at, n.id)))


class LevelCount(NamedTuple):
    """How many open notices there are of a level."""

    level: str
    notices: int


def notices_by_level(database: Database, store_id: str, terminal_id: str | None = None) -> list[LevelCount]:
    """The open notices of a store, counted."""
    sql = (
        f"SELECT level, count(*) FROM notice WHERE store_id = ? AND acknowledged_at IS NULL AND {_HERE} GROUP BY level"
    )
    return [LevelCount(level, int(n)) for level, n in database.rows(sql, (store_id, terminal_id))]


class WaitingCount(NamedTuple):
    """How many orders are held (or unpaid), how many attentions nobody has acknowledged, how many dead letters are open
    besides those of held orders, and how many shops are broken: what the lists of each show, so that a count on the
    screen and its list agree."""

    held: int
    attentions: int
    dead_letters: int
    broken: int


def waiting_count(database: Database, store_id: str, terminal_id: str | None = None) -> WaitingCount:
    """What waits for a supervisor."""
    open_ones = f"SELECT count(*) FROM notice WHERE store_id = ? AND acknowledged_at IS NULL AND level = ? AND {_HERE}"
    values = (store_id, store_id, ATTENTION, terminal_id, store_id, store_id)
    counts = (HELD_COUNT, open_ones, LETTER_COUNT, BROKEN_COUNT)
    (found,) = database.rows(f"SELECT {', '.join(f'({count})' for count in counts)}", values)
    return WaitingCount(*(int(n) for n in found))


def notices_to_see(database: Database, store_id: str, limit: int = 200, terminal_id: str | None = None) -> list[Notice]:
    """The first open notices: what halts a scan, what is for supervisors, the rest; each the oldest first."""
    kind = kind_of(Notice)
    order = " ".join(f"WHEN '{level}' THEN {n}" for n, level in enumerate((STOP, ATTENTION, INFO)))
    sql = (
        f"{kind.select} WHERE store_id = ? AND acknowledged_at IS NULL AND {_HERE} "
        f"ORDER BY CASE level {order} ELSE 9 END, at, id LIMIT ?"
    )
    return [kind.row(record) for record in database.rows(sql, (store_id, terminal_id, limit))]


def notices_seen(
    database: Database, store_id: str, limit: int = 200, terminal_id: str | None = None
) -> list[tuple[Notice, str | None]]:
    """What somebody acknowledged, the last first, with who it was."""
    kind = kind_of(Notice)
    name = "(SELECT s.name FROM staff s WHERE s.id = acknowledged_by)"
    sql = (
        f"SELECT {', '.join(kind.columns)}, {name} FROM notice WHERE store_id = ? AND acknowledged_at IS NOT NULL "
        f"AND {_HERE} ORDER BY acknowledged_at DESC, id DESC LIMIT ?"
    )
    return [(kind.row(record[:-1]), record[-1]) for record in database.rows(sql, (store_id, terminal_id, limit))]
