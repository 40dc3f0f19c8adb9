"""A journal carried out once more, in its order, into a database of its own: the same rows, whatever the clock says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from data.core.clock import Instant
from data.core.envelope import JournalEntry
from data.core.outcome import Accepted, Outcome, Put
from data.exchange.message import sent
from data.exchange.ruling import carry_out, context
from data.store.database import Database
from data.store.execute import apply, run_jobs
from data.store.kinds import kind_of

_JOURNAL = kind_of(JournalEntry)
_CHAIN = f"{_JOURNAL.select} WHERE origin = ? AND seq > ? ORDER BY seq LIMIT ?"
_AT_ONCE = 500
_TAKEN = ("applied", "noop", "merged")


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain of a journal: from which seq on it is here, and up to which."""

    origin: str
    first: int
    last: int


def chains(database: Database) -> tuple[Chain, ...]:
    """All that a journal has."""
    sql = "SELECT origin, min(seq), max(seq) FROM journal WHERE seq IS NOT NULL GROUP BY origin ORDER BY origin"
    return tuple(Chain(*row) for row in database.rows(sql))


def entries(database: Database, origin: str, after: int = 0) -> Iterator[JournalEntry]:
    """Those of a chain beyond a seq, in order; a few at a time."""
    while found := database.rows(_CHAIN, (origin, after, _AT_ONCE)):
        for record in found:
            entry: JournalEntry = _JOURNAL.row(record)
            yield entry
            after = entry.seq or after


def last_before(database: Database, origin: str, at: Instant) -> int:
    """The seq of the last command of a chain that was given before a moment; 0 for none."""
    sql = "SELECT max(seq) FROM journal WHERE origin = ? AND issued_at < ?"
    return int(database.rows(sql, (origin, at))[0][0] or 0)


def do_again(database: Database, entry: JournalEntry) -> bool:
    """Inside the caller's transaction. Answers whether it came out as it did then; raises what its rule raises."""
    command = sent(entry)
    outcome, _ = carry_out(database, command, guessing=False)
    if isinstance(outcome, Accepted):
        # Labels are rows here and never paper: what a later command did with one needs it.
        run_jobs(database, outcome, context(command))
    apply(database, Put(replace(entry, undone_by=None)))
    return _as_then(entry, outcome)


def _as_then(entry: JournalEntry, outcome: Outcome) -> bool:
    if isinstance(outcome, Accepted):
        return (outcome.status, outcome.code) == (entry.status, entry.code)
    return entry.status not in _TAKEN
