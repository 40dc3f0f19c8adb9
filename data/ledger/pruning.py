"""What a node among others need not remember any longer: old marks and tombstones, and what any store tidies away.

A node below that slept past them hears everything anew: `data.exchange.versions.is_forgotten`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.core.clock import Instant
from data.core.packed import pack
from data.exchange.node import node_of, scopes_of
from data.exchange.values import Node
from data.exchange.versions import forget_before, stamp
from data.store import housekeeping
from data.store.database import Database

REMEMBERED = 45 * housekeeping.DAY
"""So long a node may sleep and still hear only what is new."""
_OLD_CLOCKS = "DELETE FROM sync_clock WHERE learnt_at < ?"
_OLD_SCANS = "SELECT id FROM unknown_scan WHERE at < ? ORDER BY id LIMIT ?"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went: of any store, and of one that feeds others."""

    store: housekeeping.Pruned
    unknown_scans: int
    versions: int


def prune(database: Database, now: Instant, fresh: Callable[[], str]) -> Pruned:
    """In short transactions; `fresh` tags the versions in which rows go that others have, too. Raises NotRecorded when
    the disk or another program is in the way: what went before that is gone, the rest waits for the next time."""
    store = housekeeping.prune(database, now)
    with database.snapshot():
        node = node_of(database)
    if node is None or not node.feeds:
        return Pruned(store, 0, 0)
    return Pruned(store, 0 if node.upstream else _scans(database, node, now, fresh), _versions(database, node, now))


def _versions(database: Database, node: Node, now: Instant) -> int:
    with database.transaction():
        database.run(_OLD_CLOCKS, (now - REMEMBERED,))
        return sum(forget_before(database, scope, now - REMEMBERED) for scope in scopes_of(node))


def _scans(database: Database, node: Node, now: Instant, fresh: Callable[[], str]) -> int:
    """Kept scans travel, so only the authority lets them go, and leaves a tombstone of each."""
    gone = 0
    while True:
        with database.transaction():
            found = database.rows(_OLD_SCANS, (now - housekeeping.SPENT_KEPT, housekeeping.ROWS_A_TRANSACTION))
            keys = [("unknown_scan", pack([ident])) for (ident,) in found]
            # First as they are: a row that was never versioned would leave no tombstone.
            stamp(database, keys, scopes_of(node), fresh, now)
            database.many("DELETE FROM unknown_scan WHERE id = ?", found)
            stamp(database, keys, scopes_of(node), fresh, now)
        gone += len(found)
        if len(found) < housekeeping.ROWS_A_TRANSACTION:
            return gone
