"""Two machines with one enrolment: a disk was copied, and both live (SYNC 8, F24).

Their chains fork, and the one that came second goes on in a chain of its own; a terminal that was restored does that,
too. But then nobody is left in the old chain. Whoever goes on in it shows that the other one is a copy.
"""

from __future__ import annotations

from data.exchange.message import Request
from data.exchange.values import Life
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of, upsert


def is_copy(database: Database, request: Request) -> bool:
    """Whether the older chain of the same node has gone on since this one began."""
    lives = StoredRows(database).where(Life, node_id=request.node_id)
    began = next((life.first for life in lives if life.origin == request.origin), None)
    return began is not None and any(life.first < began < life.last for life in lives)


def lives(database: Database, request: Request) -> None:
    """This chain has gone on. After commands of it were taken; inside the caller's transaction."""
    known = StoredRows(database).where(Life, node_id=request.node_id)
    last = max((life.last for life in known), default=0)
    mine = next((life for life in known if life.origin == request.origin), None)
    if mine is not None and mine.last == last:
        return
    row = Life(request.node_id, request.origin, last + 1 if mine is None else mine.first, last + 1)
    kind = kind_of(Life)
    database.run(upsert(kind, database.dialect), kind.record(row))
