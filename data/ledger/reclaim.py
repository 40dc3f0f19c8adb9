"""A hub that was set back waits for those who may hold what it lost: lose the hub, lose nothing a terminal holds.

Until each of them has pushed again, or an admin says that none is to be waited for, nothing may go out to shops: a
stock level told now would be yesterday's.
"""

from __future__ import annotations

from collections.abc import Callable

from data.core.clock import HOUR, Instant
from data.core.outcome import Put
from data.exchange.directory import SET_BACK, Member
from data.exchange.message import Request
from data.exchange.node import change, node_of
from data.exchange.values import Awaited, Node
from data.store.database import Database
from data.store.execute import apply
from data.store.kinds import kind_of

SEEN_WITHIN = 7 * 24 * HOUR
"""Who was not seen for so long before is not waited for."""
_NODES = ("terminal", "relay")
_MEMBERS = f"""SELECT id FROM {kind_of(Member).table}
WHERE kind IN (?, ?) AND revoked_at IS NULL AND coalesce(seen_at, enrolled_at) >= ? ORDER BY id"""

_FAMILIES = """UPDATE hub_family SET token_hash = ?, before_hash = NULL, successor = NULL, rotated_at = ?, until = ?
WHERE dead_at IS NULL"""


def begin_anew(database: Database, node: Node, fresh: Callable[[], str], then: Instant, now: Instant) -> Node:
    """A hub whose rows are of `then` tells everybody by a new epoch, takes whatever token of its own comes next of each
    node, for it forgot the newest, and waits for all who were seen shortly before.
    Inside the caller's transaction."""
    changed = change(database, node, epoch=fresh())
    database.run(_FAMILIES, (SET_BACK, now, now + SEEN_WITHIN))
    known = {found.node_id for found in awaited(database)}
    for (node_id,) in database.rows(_MEMBERS, (*_NODES, then - SEEN_WITHIN)):
        if node_id not in known:
            apply(database, Put(Awaited(node_id, now)))
    return changed


def awaited(database: Database) -> tuple[Awaited, ...]:
    """Who has not pushed again yet; nobody is waited for where this is empty."""
    kind = kind_of(Awaited)
    return tuple(kind.row(record) for record in database.rows(f"{kind.select} ORDER BY node_id"))


def may_push(database: Database) -> bool:
    """Whether what goes out to shops may go."""
    return not database.rows("SELECT 1 FROM sync_awaited LIMIT 1")


def is_back(database: Database, node: Node, request: Request) -> bool:
    """Whether an awaited node has nothing more to bring: it knows of the new epoch and pushes no more."""
    knows = request.epoch == node.epoch and not request.batch
    return knows and bool(database.rows("SELECT 1 FROM sync_awaited WHERE node_id = ?", (request.node_id,)))


def came_back(database: Database, node_id: str) -> None:
    """One less to wait for; inside the caller's transaction."""
    database.run("DELETE FROM sync_awaited WHERE node_id = ?", (node_id,))


def wait_no_more(database: Database) -> tuple[Awaited, ...]:
    """An admin's word; answers for whom it was. What they hold is taken all the same when they come."""
    with database.transaction():
        left = awaited(database)
        database.run("DELETE FROM sync_awaited")
        return left


def set_back(database: Database, fresh: Callable[[], str], then: Instant, now: Instant) -> None:
    """After a restore: this database is as it was at `then`. Harmless where there is no hub. Inside the caller's
    transaction."""
    node = node_of(database)
    if node is not None and node.feeds:
        begin_anew(database, node, fresh, then, now)
