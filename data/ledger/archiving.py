"""Closed orders leave the terminals after their time; the authority keeps them (SYNC 6, SECURITY T8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from data.core.clock import Instant
from data.core.outcome import Put
from data.exchange.archived import rows_of
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import Key, scopes_of_rows
from data.exchange.values import Archived
from data.exchange.versions import keep_back, lock
from data.organization.policies import policies_of
from data.organization.store import Store
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.housekeeping import DAY

AT_ONCE = 20
"""Orders in one transaction: a terminal that asks meanwhile waits for some milliseconds."""
_MOST_KEYS = 400
# Nothing is open about it: no ticket in a queue, nothing that a person has still to see, nothing held.
_CLOSED = """o.status IN ('COMPLETED', 'CANCELLED')
AND NOT EXISTS (SELECT 1 FROM sync_archive a WHERE a.order_id = o.id)
AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.order_id = o.id AND t.in_queue)
AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.order_id = o.id AND n.acknowledged_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM dead_letter d WHERE d.order_id = o.id AND d.closed_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM inventory_txn x WHERE x.order_id = o.id
GROUP BY x.item_id HAVING sum(x.reserved_delta) <> 0)"""
_CANDIDATES = f"SELECT o.id, o.number FROM orders o WHERE o.store_id = ? AND {_CLOSED} ORDER BY o.created_at, o.id"
_STILL = f"SELECT o.id FROM orders o WHERE o.id IN ({{marks}}) AND {_CLOSED} ORDER BY o.id"
_BY_HAND = "SELECT number FROM orders WHERE store_id = ? AND number LIKE 'P%'"
_VERSION_BEFORE = "SELECT max(ver) FROM sync_mark WHERE scope = ? AND at < ?"
_CHANGED_SINCE = "SELECT pk FROM sync_row WHERE scope = ? AND tbl = ? AND ver > ? AND pk IN ({marks})"


def archive(database: Database, now: Instant, fresh: Callable[[], str]) -> int:
    """Orders of which nothing has changed here for the days that their store's policy says; answers how many went, in
    short transactions. Only the authority does it: those below follow. Raises NotRecorded."""
    with database.snapshot():
        upto = _old_enough(database, now)
        found = {scope: _candidates(database, scope) for scope in upto}
    return sum(
        _some(database, scope, part, upto, now, fresh)
        for scope, orders in found.items()
        for part in _parts(orders, AT_ONCE)
    )


def _old_enough(database: Database, now: Instant) -> dict[str, int]:
    """Of each store the newest version that is."""
    node = node_of(database)
    found: dict[str, int] = {}
    for scope in () if node is None or node.upstream or not node.feeds else scopes_of(node):
        store = StoredRows(database).get(Store, scope)
        upto = None if store is None else _version(database, scope, now - policies_of(store).archive_days * DAY)
        if upto is not None:
            found[scope] = upto
    return found


def _candidates(database: Database, scope: str) -> list[str]:
    last = _last_by_hand(database, scope)
    return [ident for ident, number in database.rows(_CANDIDATES, (scope,)) if number not in last]


def _last_by_hand(database: Database, scope: str) -> set[str]:
    """Of the numbers that each terminal has given the highest: it tells the next one by its own orders, so these stay
    (data.questions.stores.next_local_number)."""
    highest: dict[str, tuple[int, str]] = {}
    for (number,) in database.rows(_BY_HAND, (scope,)):
        # From the hundredth terminal on the stem is longer.
        for stem in (number[:3], number[:4]):
            counter = number[len(stem) :]
            if stem[1:].isdigit() and counter.isdigit():
                highest[stem] = max(highest.get(stem, (0, "")), (int(counter), number))
    return {number for _, number in highest.values()}


def _version(database: Database, scope: str, before: Instant) -> int | None:
    """The newest version of a store from before a moment, by the hub's own clock: those of terminals may be years
    off."""
    found: int | None = database.rows(_VERSION_BEFORE, (scope, before))[0][0]
    return found


def _some(
    database: Database,
    scope: str,
    orders: Collection[str],
    upto: Mapping[str, int],
    now: Instant,
    fresh: Callable[[], str],
) -> int:
    """A ticket of one store may have been scanned in another, so an order's rows may be of several."""
    with database.transaction():
        node = node_of(database)
        lock(database, scopes_of(node) if node is not None else (scope,))
        still = [row[0] for row in database.rows(_STILL.format(marks=_marks(orders)), [*orders])]
        quiet = {order: keys for order in still if not _changed(database, keys := rows_of(database, [order]), upto)}
        if quiet:
            for order in quiet:
                apply(database, Put(Archived(order, scope, now)))
            keep_back(database, [key for keys in quiet.values() for key in keys], fresh, now)
    return len(quiet)


def _changed(database: Database, keys: Iterable[Key], upto: Mapping[str, int]) -> bool:
    groups: dict[tuple[str, str], list[str]] = {}
    for (table, pk), scope in scopes_of_rows(database, keys).items():
        if scope is not None:
            groups.setdefault((scope, table), []).append(pk)
    return any(
        scope not in upto
        or database.rows(_CHANGED_SINCE.format(marks=_marks(part)), (scope, table, upto[scope], *part))
        for (scope, table), pks in groups.items()
        for part in _parts(pks, _MOST_KEYS)
    )


def _parts(values: list[str], most: int) -> Iterator[list[str]]:
    return (values[at : at + most] for at in range(0, len(values), most))


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
