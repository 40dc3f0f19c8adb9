"""Two machines with one enrolment: a disk was copied, and both live (SYNC 8, F24).

Their chains fork, and the one that came second goes on in a chain of its own; a terminal that was restored does that,
too. But then nobody is left in the old chain. Whoever goes on in it shows that the other one is a copy.
"""

from __future__ import annotations

from data.exchange.message import Request
from data.exchange.values import Life
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of, upsert

_COPY = """SELECT 1 FROM sync_life mine JOIN sync_life other ON other.node_id = mine.node_id
WHERE mine.node_id = ? AND mine.origin = ? AND other.first < mine.first AND other.last > mine.first LIMIT 1"""
_NEWEST = "SELECT origin, last FROM sync_life WHERE node_id = ? ORDER BY last DESC LIMIT 1"


def is_copy(database: Database, request: Request) -> bool:
    """Whether the older chain of the same node has gone on since this one began."""
    return bool(database.rows(_COPY, (request.node_id, request.origin)))


def lives(database: Database, request: Request) -> None:
    """This chain has gone on. After commands of it were taken; inside the caller's transaction."""
    newest = database.rows(_NEWEST, (request.node_id,))
    origin, last = newest[0] if newest else (None, 0)
    if origin == request.origin:
        return
    mine = StoredRows(database).get(Life, request.node_id, request.origin)
    row = Life(request.node_id, request.origin, last + 1 if mine is None else mine.first, last + 1)
    kind = kind_of(Life)
    database.run(upsert(kind, database.dialect), kind.record(row))
