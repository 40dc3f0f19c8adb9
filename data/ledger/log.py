"""An authority's log as a whole: every command that it took, in the order in which it did, whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.core.clock import Instant
from data.core.envelope import JournalEntry
from data.store.database import Database
from data.store.kinds import kind_of
from data.store.log_order import ORDER

_JOURNAL = kind_of(JournalEntry)
_BEGINS = "SELECT origin, min(seq) FROM journal WHERE seq IS NOT NULL GROUP BY origin"
_ENDS = "SELECT origin, max(seq) FROM journal WHERE seq IS NOT NULL GROUP BY origin"


def in_order(database: Database) -> list[tuple[str, Instant]]:
    """The ids of all that have a place in a chain, and when each came: what came with a founding, when it was given."""
    order = ORDER[database.dialect]
    sql = f"SELECT command_id, coalesce(received_at, issued_at) FROM journal WHERE seq IS NOT NULL ORDER BY {order}"
    return [(row[0], row[1]) for row in database.rows(sql)]


def entries(database: Database, ids: Sequence[str]) -> list[JournalEntry]:
    """These, in this order; a few hundred at most."""
    sql = f"{_JOURNAL.select} WHERE command_id IN ({', '.join('?' * len(ids))})"
    found = {row.command_id: row for row in map(_JOURNAL.row, database.rows(sql, ids))}
    return [found[ident] for ident in ids]


def ends(database: Database) -> dict[str, int]:
    """The last command of each chain."""
    return dict(database.rows(_ENDS)) | dict(database.rows("SELECT origin, seq FROM sync_below"))


def lacks_after(database: Database, known: Mapping[str, int]) -> bool:
    """Whether anything was pruned that came after these ends of chains."""
    begins: dict[str, int] = dict(database.rows(_BEGINS))
    return any(begins.get(origin, end + 1) > known.get(origin, 0) + 1 for origin, end in ends(database).items())
