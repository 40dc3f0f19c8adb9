"""A seal over each entry of the authority's log: a hash of the seal before it and of all that never changes in it, so
that no entry can be edited, taken out or put in unnoticed (SECURITY T17). `data.ledger.auditing` looks."""

from __future__ import annotations

from dataclasses import dataclass, fields
from hashlib import sha256
from operator import attrgetter

from data.core.envelope import JournalEntry
from data.core.packed import pack
from data.exchange.values import Below
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of, upsert

_CHANGES = {"undone_by", "settled", "seal"}
_CONTENT = attrgetter(*(f.name for f in fields(JournalEntry) if f.name not in _CHANGES))

# Whatever stood in the log before its chain had a row here is older than any seal of it.
_OTHERS = """INSERT INTO sync_below (origin, node_id, seq, command_id, since)
SELECT j.origin, ?, j.seq, j.command_id, j.seq FROM journal j
WHERE j.seq = (SELECT max(k.seq) FROM journal k WHERE k.origin = j.origin)
AND NOT EXISTS (SELECT 1 FROM sync_below b WHERE b.origin = j.origin)"""


def seal_of(before: str | None, entry: JournalEntry) -> str:
    """The seal of an entry that follows the one with the seal `before`."""
    return sha256(pack([before, *_CONTENT(entry)]).encode()).hexdigest()


@dataclass(slots=True)
class Log:
    """A chain of the log while it grows; `seal` is the newest."""

    below: Below | None
    seal: str | None

    @classmethod
    def of(cls, database: Database, origin: str) -> Log:
        """As it stands."""
        below = StoredRows(database).get(Below, origin)
        return cls(below, None if below is None else below.seal)

    def end(self, database: Database, origin: str, node_id: str, seq: int, command_id: str) -> None:
        """The chain has come so far; inside the caller's transaction."""
        since, anchor = (self.below.since, self.below.anchor) if self.below else (None, None)
        row = Below(origin, node_id, seq, command_id, since, anchor, self.seal)
        kind = kind_of(Below)
        database.run(upsert(kind, database.dialect), kind.record(row))


def begin_seals(database: Database, node_id: str) -> None:
    """Entries that came without seals (a store was founded with them) stay as they are; what follows them is sealed."""
    database.run(_OTHERS, (node_id,))
