"""A hub's night: what need not be remembered goes, and closed orders leave those below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from data.core.clock import Instant
from data.exchange.node import node_of, scopes_of
from data.ledger import inbox
from data.ledger.archiving import archive
from data.ledger.chores import Night, done, take
from data.ledger.pruning import prune
from data.organization.store import Store
from data.store.database import Database, StoredRows
from data.store.housekeeping import DAY

NIGHT = "night"
HOUR_OF_NIGHT = 3
"""In the zone of the organization's first store: nobody bakes, and the shops are asleep."""
WEBHOOKS_KEPT = 30 * DAY
"""After its word a delivery need only be known again: vendors repeat one for three days at most."""
Fresh = Callable[[], str]


def nightly(database: Database, now: Instant, fresh: Fresh) -> dict[str, int] | None:
    """Does it if it is due and no other process is at it; None when not. Raises NotRecorded: then it is due again."""
    with database.snapshot():
        stores = [StoredRows(database).get(Store, scope) for scope in _scopes(database)]
    zone = next((store.timezone for store in stores if store is not None), "UTC")
    return keep_house(database, now, fresh) if take(database, Night(NIGHT, HOUR_OF_NIGHT, zone), now) else None


def keep_house(database: Database, now: Instant, fresh: Fresh) -> dict[str, int]:
    """Does it; answers how many rows went, and how many orders (`archived`) left those below. In short transactions;
    raises NotRecorded."""
    pruned = prune(database, now, fresh)
    found = asdict(pruned.store) | {"versions": pruned.versions, "archived": archive(database, now, fresh)}
    found["unknown_scans"] += pruned.unknown_scans
    with database.transaction():
        found["webhooks"] = inbox.tidy(database, now - WEBHOOKS_KEPT)
    done(database, NIGHT, now, found)
    return found


def _scopes(database: Database) -> tuple[str, ...]:
    node = node_of(database)
    return () if node is None else scopes_of(node)
