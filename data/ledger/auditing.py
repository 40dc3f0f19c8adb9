"""Whether the authority's log is what was taken: every entry with its seal, none edited, taken out or put in (T17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.core.envelope import JournalEntry
from data.exchange.founding import foundings
from data.exchange.values import Below
from data.ledger.seals import seal_of
from data.store.database import Database
from data.store.kinds import kind_of

_JOURNAL, _BELOW = kind_of(JournalEntry), kind_of(Below)
_PAGE = 1_000
_NEXT = f"{_JOURNAL.select} WHERE origin = ? AND seq > ? ORDER BY seq LIMIT {_PAGE}"
_OLDER = "SELECT count(*), count(seal) FROM journal WHERE origin = ? AND seq <= ?"
_STRANGERS = f"""{_JOURNAL.select} WHERE seq IS NOT NULL AND origin NOT IN (SELECT origin FROM sync_below)
ORDER BY command_id LIMIT 1"""
# What changed nothing stands in no chain.
_LOOSE = f"""{_JOURNAL.select} WHERE seq IS NULL AND status IN ('applied', 'merged') ORDER BY command_id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry of a chain that is not as it was, None where one is missing at the end; `says` is for people."""

    chain: str
    entry: JournalEntry | None
    says: str


@dataclass(frozen=True, slots=True)
class Audit:
    """How many chains and sealed entries were looked at, how many entries are older than the seals, what is broken."""

    chains: int
    entries: int
    older: int
    broken: tuple[Broken, ...]


def audit(database: Database) -> Audit:
    """Of the whole log, within the caller's snapshot."""
    chains = [_BELOW.row(record) for record in database.rows(f"{_BELOW.select} ORDER BY origin")]
    walks = [_walk(database, chain) for chain in chains]
    older = [database.rows(_OLDER, (chain.origin, chain.since or 0))[0] for chain in chains]
    broken = [walk.broken for walk in walks if walk.broken is not None]
    broken += [
        Broken(chain.origin, None, "entries with seals stand before the place where its seals begin")
        for chain, (_, sealed) in zip(chains, older, strict=True)
        if sealed
    ]
    return Audit(
        len(chains),
        sum(walk.entries for walk in walks),
        sum(count for count, _ in older),
        (*broken, *_strangers(database)),
    )


@dataclass(frozen=True, slots=True)
class _Walk:
    entries: int
    broken: Broken | None


def _walk(database: Database, chain: Below) -> _Walk:
    seal, count = chain.anchor, 0
    for entry in _sealed(database, chain):
        expected = seal_of(seal, entry)
        if entry.seal != expected:
            return _Walk(count, Broken(chain.origin, entry, "it was changed or put in, or one before it was taken out"))
        seal, count = expected, count + 1
    if seal != chain.seal:
        return _Walk(count, Broken(chain.origin, None, "entries at its end were taken out or put in"))
    return _Walk(count, None)


def _sealed(database: Database, chain: Below) -> Iterator[JournalEntry]:
    seq = chain.since or 0
    while found := [_JOURNAL.row(record) for record in database.rows(_NEXT, (chain.origin, seq))]:
        yield from found
        seq = found[-1].seq


def _strangers(database: Database) -> list[Broken]:
    """Entries that nobody has sent. A store that is being founded brings its own, which are known when all are here."""
    if any(founding.heads is None for founding in foundings(database)):
        return []
    found = [("it stands in a chain that never came here", _STRANGERS), ("it stands in no chain", _LOOSE)]
    return [Broken(entry.origin, entry, says) for says, sql in found for entry in map(_JOURNAL.row, database.rows(sql))]
