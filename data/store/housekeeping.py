"""What nobody needs any more goes, in short transactions: the journal and all that waited stay bounded (I21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.core.clock import HOUR, Instant
from data.kitchen.pending import LONGEST_MS
from data.organization.policies import policies_of
from data.organization.store import Store
from data.store.database import Database
from data.store.kinds import kind_of
from data.store.label_queue import ENDED

DAY = 24 * HOUR
JOURNAL_KEPT = 30 * DAY
"""So long a command that comes again gets its recorded result."""
JOURNAL_ENTRIES = 50_000
"""Beyond the newest so many, what changed nothing goes before its time: a stuck scanner must not fill the disk."""
JOURNAL_ALWAYS = 200
"""The newest so many stay whatever the clock says: set ten years ahead, it must not take what was just done."""
SPENT_KEPT = 45 * DAY
"""Scans that nothing matched, and finished labels: what REPRINT n counts goes with them. A store's policy may say
otherwise."""
ROWS_A_TRANSACTION = 500
"""A scan that meets a pruning waits for one transaction: some milliseconds."""

# What changed nothing stands in no chain.
_UNCHAINED = "settled AND seq IS NULL AND issued_at < ?"
# A chain is shortened from its beginning only, whatever the clock was when a command was given: a hub that was set back
# gets the rest again, without a gap. Its last entry stays: the next command takes its number and its link from there.
_CHAINED = """SELECT command_id, seq, seal FROM journal
WHERE settled AND seq IS NOT NULL AND origin = ? AND seq < ? ORDER BY seq"""
_SHORTER = "DELETE FROM journal WHERE settled AND command_id IN"
# Where the log is sealed, the last seal that goes is what the rest stands on.
_ANCHORED = "UPDATE sync_below SET since = ?, anchor = ? WHERE origin = ? AND coalesce(since, 0) < ?"
# The newest stay whatever the clock says, and whatever a waiting command names.
_SIGN_INS = """began_at < ? AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.session = session.id AND NOT j.settled)
AND id NOT IN (SELECT s.id FROM session s ORDER BY s.began_at DESC, s.id DESC LIMIT ?)"""
_CHAINS = "SELECT origin, max(seq) FROM journal WHERE seq IS NOT NULL GROUP BY origin ORDER BY origin"
_FIRST_TO_STAY = """SELECT min(seq) FROM journal WHERE origin = ? AND seq IS NOT NULL
AND (NOT settled OR (issued_at >= ? AND seq > ?))"""
# Kept scans travel: among several nodes the authority lets them go (data.ledger.pruning).
_ALONE = "NOT EXISTS (SELECT 1 FROM sync_node)"
_FINISHED = f"state IN ({', '.join('?' * len(ENDED))}) AND changed_at < ?"


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows went."""

    journal: int
    unknown_scans: int
    pending: int
    pin_guards: int
    labels: int
    sessions: int


def prune(database: Database, now: Instant, spent_kept: int | None = None) -> Pruned:
    """Deletes journal entries, kept scans, questions and guards that have served their time; `spent_kept` is what the
    stores say unless given.

    Raises NotRecorded when the disk or another program is in the way; what went before that is gone, the rest waits
    for the next time. What undo needs (two minutes) and what makes a repeated command harmless (thirty days) stays.
    """
    with database.snapshot():
        spent_kept = _patience(database) if spent_kept is None else spent_kept
        too_old = min(now - JOURNAL_KEPT, _issued(database, JOURNAL_ALWAYS))
        too_many = _issued(database, JOURNAL_ENTRIES)
    closed = "until IS NOT NULL AND NOT (? BETWEEN until - ? AND until)"
    return Pruned(
        journal=_chains(database, too_old)
        + _delete(database, "journal", "command_id", _UNCHAINED, max(too_old, too_many)),
        unknown_scans=_delete(database, "unknown_scan", "id", f"at < ? AND {_ALONE}", now - spent_kept),
        pending=_delete(database, "pending", "terminal_id", closed, now, LONGEST_MS),
        pin_guards=_delete(database, "pin_guard", "subject", "failures = 0 AND NOT locked"),
        labels=_delete(database, "label_job", "id", _FINISHED, *ENDED, now - spent_kept),
        sessions=_delete(database, "session", "id", _SIGN_INS, now - SPENT_KEPT, JOURNAL_ALWAYS),
    )


def _patience(database: Database) -> int:
    """One node may hold what several stores count on: the most patient one says."""
    kind = kind_of(Store)
    stores = [kind.row(record) for record in database.rows(kind.select)]
    return max((policies_of(store).retention_days * DAY for store in stores), default=SPENT_KEPT)


def _chains(database: Database, too_old: Instant) -> int:
    with database.snapshot():
        upto = {
            origin: (last, database.rows(_FIRST_TO_STAY, (origin, too_old, last - JOURNAL_ENTRIES))[0][0])
            for origin, last in database.rows(_CHAINS)
        }
        found = {
            origin: database.rows(_CHAINED, (origin, last if stays is None else min(stays, last)))
            for origin, (last, stays) in upto.items()
        }
    return sum(_shorten(database, origin, some) for origin, rows in found.items() for some in _in_parts(rows))


def _shorten(database: Database, origin: str, some: list[Any]) -> int:
    """Takes these entries, the oldest, from a chain."""
    with database.transaction():
        marks = ", ".join("?" * len(some))
        gone = database.run(f"{_SHORTER} ({marks})", [command_id for command_id, _, _ in some])
        _, seq, seal = some[-1]
        if seal is not None:
            database.run(_ANCHORED, (seq, seal, origin, seq))
        return gone


def _issued(database: Database, newest: int) -> Instant:
    """When the oldest of the newest so many entries was issued; 0 when there are no more than that."""
    found = database.rows("SELECT issued_at FROM journal ORDER BY issued_at DESC LIMIT 1 OFFSET ?", (newest - 1,))
    at: Instant = found[0][0] if found else 0
    return at


def _delete(database: Database, table: str, key: str, where: str, *values: Any) -> int:
    """Looked up first, without holding anybody up; asked again at the deletion, for a row may have changed since."""
    sql = f"SELECT {key} FROM {table} WHERE {where} ORDER BY {key}"
    with database.snapshot():
        found = [row[0] for row in database.rows(sql, values)]
    return sum(_delete_some(database, table, key, where, values, some) for some in _in_parts(found))


def _delete_some(database: Database, table: str, key: str, where: str, values: tuple[Any, ...], keys: list[str]) -> int:
    marks = ", ".join("?" * len(keys))
    with database.transaction():
        return database.run(f"DELETE FROM {table} WHERE {key} IN ({marks}) AND {where}", [*keys, *values])


def _in_parts(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[at : at + ROWS_A_TRANSACTION] for at in range(0, len(keys), ROWS_A_TRANSACTION))
