"""Closed orders that the authority keeps to itself: for those below they are gone, each as a whole (SYNC 6).

Whatever touches such an order brings it back as a whole: no node ever holds a part of one. Its stock has long been
counted: the balances stand in the items, which stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from data.core.clock import HOUR, Instant
from data.core.packed import pack
from data.exchange.travelling import Key, all_of, cells, kind_named, taken
from data.store.database import Database

LATE_SCAN = 24 * HOUR
"""So long a scan that nothing matched waits for its ticket (RULES): it calls for an order that is not below."""
_ANY = "SELECT 1 FROM sync_archive LIMIT 1"
_BY_ORDER = ("order_return", "dead_letter", "ticket", "stage_events", "event_log", "notice", "inventory_txn")
_TABLES = ("orders", *_BY_ORDER, "stage_fact")
"""What an order consists of, for those that travel."""
_OF_ORDERS = {
    "orders": ("id IN ({orders})",),
    "order_return": ("order_id IN ({orders})",),
    "dead_letter": ("order_id IN ({orders})",),
    "ticket": ("order_id IN ({orders})",),
    "stage_events": (
        "ticket_id IN ({tickets}) AND order_id IN ({orders})",
        "order_id IN ({orders}) AND ticket_id IS NULL",
    ),
    "event_log": ("order_id IN ({orders}) AND order_id IS NOT NULL",),
    "notice": ("order_id IN ({orders})",),
    "inventory_txn": ("order_id IN ({orders})",),
    "stage_fact": ("ticket_id IN ({tickets})",),
}


@cache
def shown(table: str) -> str:
    """The condition under which a row of a table is not kept back; "" for one that holds nothing of an order."""
    if table not in _TABLES:
        return ""
    archived = "SELECT 1 FROM sync_archive a"
    if table == "stage_fact":
        archived += " JOIN ticket t ON t.order_id = a.order_id WHERE t.id = stage_fact.ticket_id"
    else:
        archived += f" WHERE a.order_id = {table}.{'id' if table == 'orders' else 'order_id'}"
    return f" AND NOT EXISTS ({archived})"


def all_below(database: Database, scope: str) -> Iterable[tuple[Key, tuple[Any, ...]]]:
    """Every row of a scope that a node below holds, table by table."""
    return all_of(database, scope, shown) if keeps_back(database) else all_of(database, scope)


def keeps_back(database: Database) -> bool:
    """Whether any order is kept back here."""
    return bool(database.rows(_ANY))


def rows_of(database: Database, orders: Collection[str]) -> list[Key]:
    """All rows of these orders that travel."""
    if not orders:
        return []
    tickets = [
        row[0] for row in database.rows(f"SELECT id FROM ticket WHERE order_id IN ({_marks(orders)})", [*orders])
    ]
    found: dict[Key, None] = {}
    for table, conditions in _OF_ORDERS.items():
        for condition in conditions:
            found |= dict.fromkeys(_keys(database, table, condition, list(orders), tickets))
    return list(found)


def _keys(database: Database, table: str, condition: str, orders: list[str], tickets: list[str]) -> Iterable[Key]:
    if "{tickets}" in condition and not tickets:
        return
    values = [*(tickets if "{tickets}" in condition else []), *(orders if "{orders}" in condition else [])]
    where = condition.format(orders=_marks(orders), tickets=_marks(tickets))
    names = ", ".join(kind_named(table).key)
    for record in database.rows(f"SELECT {names} FROM {table} WHERE {where}", values):
        yield table, pack(list(record))


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def brought_back(database: Database, keys: Iterable[Key], at: Instant) -> list[Key]:
    """The orders that these changed rows belong to are kept back no longer; answers all of their rows. A scan kept
    shortly before `at`, that nothing matched where it was made, calls for its ticket. Inside the caller's
    transaction."""
    if not keeps_back(database):
        return []
    named = _orders_of(database, keys, at)
    back = sorted(
        row[0]
        for part in _parts(sorted(named))
        for row in database.rows(f"SELECT order_id FROM sync_archive WHERE order_id IN ({_marks(part)})", part)
    )
    database.many("DELETE FROM sync_archive WHERE order_id = ?", [(order,) for order in back])
    return rows_of(database, back)


def _orders_of(database: Database, keys: Iterable[Key], at: Instant) -> set[str]:
    found: set[str] = set()
    tickets: set[str] = set()
    look: list[Key] = []
    for table, pk in keys:
        if table == "orders":
            found.add(cells(pk)[0])
        elif table == "stage_fact":
            tickets.add(cells(pk)[0])
        elif table in _BY_ORDER or table == "unknown_scan":
            look.append((table, pk))
    look += [("ticket", f'["{ticket}"]') for ticket in tickets]
    codes: list[str] = []
    for (table, _), record in taken(database, look).items():
        if record is None:
            continue
        row = kind_named(table).row(record)
        if table != "unknown_scan":
            found.add(row.order_id)
        elif row.redeemed_by is None and at - row.at < LATE_SCAN:
            codes.append(row.code)
    return (found | _called_for(database, codes)) - {None}


def _called_for(database: Database, codes: Iterable[str]) -> set[str]:
    sql = "SELECT order_id FROM ticket WHERE code = ? UNION SELECT order_id FROM ticket WHERE order_number = ?"
    return {row[0] for code in codes for row in database.rows(sql, (code, code))}


def _parts(values: list[str], most: int = 500) -> Iterable[list[str]]:
    return (values[at : at + most] for at in range(0, len(values), most))
