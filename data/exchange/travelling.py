"""Which rows travel, how a row is named on the way, and to which scope (a store) it belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, TypeVar

from data.core.outcome import Accepted, Put
from data.core.packed import pack, unpack
from data.exchange.message import Record
from data.kitchen.history import LoggedEvent, StageEvent
from data.store.ahead import Ahead
from data.store.database import Database
from data.store.kinds import Kind, kind_of, select_where
from data.store.seen import picker

T = TypeVar("T")
Key = tuple[str, str]
"""A table and the packed list of a row's key."""

_ROOMS = {
    "store": ("data.organization.store", "Store"),
    "terminal": ("data.organization.store", "Terminal"),
    "printer": ("data.organization.printer", "Printer"),
    "staff": ("data.people.staff", "Staff"),
    "shift": ("data.people.staff", "Shift"),
    "orders": ("data.orders.order", "Order"),
    "order_return": ("data.orders.order", "OrderReturn"),
    "dead_letter": ("data.orders.order", "DeadLetter"),
    "transactions": ("data.orders.order", "Transaction"),
    "transaction_items": ("data.orders.order", "TransactionItem"),
    "ticket": ("data.kitchen.ticket", "Ticket"),
    "stage_fact": ("data.kitchen.fact", "StageFact"),
    "stage_events": ("data.kitchen.history", "StageEvent"),
    "event_log": ("data.kitchen.history", "LoggedEvent"),
    "unknown_scan": ("data.kitchen.unknown", "UnknownScan"),
    "notice": ("data.notices.notice", "Notice"),
    "inventory_items": ("data.stock.item", "InventoryItem"),
    "inventory_txn": ("data.stock.item", "InventoryTxn"),
    "product": ("data.stock.item", "Product"),
    "product_requirements": ("data.stock.item", "BomLine"),
    "supplier": ("data.procurement.supplier", "Supplier"),
    "supply_offer": ("data.procurement.supplier", "SupplyOffer"),
    "item_terms": ("data.procurement.supplier", "ItemTerms"),
    "procurement_recommendation": ("data.procurement.recommendation", "Recommendation"),
    "procurement_run": ("data.procurement.recommendation", "ProcurementRun"),
    "purchase_order": ("data.procurement.purchase", "PurchaseOrder"),
    "purchase_line": ("data.procurement.purchase", "PurchaseLine"),
    "purchase_receipt": ("data.procurement.purchase", "PurchaseReceipt"),
    "pos_integration": ("data.shops.integration", "PosIntegration"),
    "pos_sync_job": ("data.shops.integration", "SyncJob"),
    "stock_link": ("data.stock.link", "StockLink"),
    "work_queue": ("data.shops.work", "Work"),
    "data_health_metric": ("data.health.metric", "DataHealthMetric"),
    "data_health_alert": ("data.health.metric", "DataHealthAlert"),
    "forecast_run": ("data.forecasts.forecast", "ForecastRun"),
    "forecast": ("data.forecasts.forecast", "Forecast"),
    "forecast_explanation": ("data.forecasts.forecast", "ForecastExplanation"),
    "forecast_feedback": ("data.forecasts.forecast", "ForecastFeedback"),
    "day_mark": ("data.forecasts.marks", "DayMark"),
    "product_terms": ("data.forecasts.terms", "ProductTerms"),
}
MOST_KEYS = 256
"""In one statement."""
MOST_KEYS_SENT = 4096
"""In one to a server, which takes them as arrays."""
_ONE_TEXT = re.compile(r'\["([^"\\\x00-\x1f]*)"\]')
"""A packed list of one text in which nothing is escaped."""
TABLES = tuple(_ROOMS)
"""What travels. The rest is one machine's: its journal, label jobs, open question, PIN guards, raw payloads, sync."""

_SCOPE = {"store": "id", "printer": "(SELECT t.store_id FROM terminal t WHERE t.id = printer.terminal_id)"}


_LOG, _HISTORY = kind_of(LoggedEvent).table, kind_of(StageEvent).table


@cache
def kind_named(table: str) -> Kind:
    """The kind of a table that travels; raises KeyError for one that does not."""
    module, name = _ROOMS[table]
    return kind_of(getattr(import_module(module), name))


def key_of(kind: Kind, row: Any) -> Key:
    """How a row is named."""
    return kind.table, pack([getattr(row, name) for name in kind.key])


def touched(outcome: Accepted, command_id: str) -> dict[Key, bool]:
    """The rows that an outcome writes and that travel, its history included, in the order of writing; and of each,
    whether it is new."""
    found: dict[Key, bool] = {}
    for write in outcome.writes:
        new = isinstance(write, Put)
        kind = kind_of(type(write.row) if isinstance(write, Put) else write.kind)
        if kind.table in _ROOMS:
            key = key_of(kind, write.row) if isinstance(write, Put) else (kind.table, pack(list(write.key)))
            found.setdefault(key, new)
    for n, event in enumerate(outcome.events):
        found[_LOG if "." in event.name else _HISTORY, pack([command_id, n])] = True
    return found


@lru_cache(maxsize=65_536)
def cells(pk: str) -> tuple[Any, ...]:
    """The values of a key."""
    only = _ONE_TEXT.fullmatch(pk)
    return (only[1],) if only else tuple(unpack(pk))


def take(database: Database, key: Key) -> Record:
    """The row as it is stored, or None."""
    kind = kind_named(key[0])
    found = database.rows(select_where(kind, kind.key, ()), cells(key[1]))
    return tuple(found[0]) if found else None


def taken(database: Database, keys: Iterable[Key]) -> dict[Key, Record]:
    """These rows as they are stored, None where there is none; a few statements a table, however many they are."""
    found: dict[Key, Record] = dict.fromkeys(keys)
    by_table: dict[str, list[str]] = {}
    for table, pk in found:
        by_table.setdefault(table, []).append(pk)
    for table, pks in by_table.items():
        kind = kind_named(table)
        key_of, asked = picker(kind, kind.key), {cells(pk): pk for pk in pks}
        for record in _with_keys(database, table, kind.columns, list(asked)):
            found[table, asked[key_of(record)]] = tuple(record)
    return found


def _with_keys(
    database: Database, table: str, columns: Sequence[str], wanted: list[tuple[Any, ...]]
) -> Iterable[tuple[Any, ...]]:
    kind = kind_named(table)
    if isinstance(database, Ahead) and set(columns) <= set(kind.columns):
        known = database.known(kind, wanted)
        if known is not None:
            pick = picker(kind, tuple(columns))
            yield from (pick(record) for record in known if record is not None)
            return
    if database.dialect == "postgresql":
        for at in range(0, len(wanted), MOST_KEYS_SENT):
            arrays = [list(cell) for cell in zip(*wanted[at : at + MOST_KEYS_SENT], strict=True)]
            yield from database.rows(_by_arrays(table, tuple(columns)), [*arrays, arrays[0]])
        return
    for at in range(0, len(wanted), MOST_KEYS):
        part = filled_up(wanted[at : at + MOST_KEYS])
        yield from database.rows(
            by_keys(table, kind.key, tuple(columns), len(part)), [cell for key in part for cell in key]
        )


def filled_up(keys: list[T]) -> list[T]:
    """To the next power of two, with one that is asked for anyway: few different statements, each prepared once."""
    return keys + keys[-1:] * ((1 << (len(keys) - 1).bit_length()) - len(keys))


@cache
def by_keys(table: str, key: tuple[str, ...], columns: tuple[str, ...], size: int) -> str:
    """The statement for these columns of so many rows by their keys. It says what leads: SQLite looks through the whole
    of a table that it is asked for pairs of."""
    names = ", ".join(columns)
    if len(key) == 1:
        return f"SELECT {names} FROM {table} WHERE {key[0]} IN ({', '.join('?' * size)})"
    one = f"({', '.join('?' * len(key))})"
    wanted = f"WITH wanted({', '.join(f'k{n}' for n in range(len(key)))}) AS (VALUES {', '.join([one] * size)})"
    same = " AND ".join(f"{table}.{name} = k{n}" for n, name in enumerate(key))
    return f"{wanted} SELECT {names} FROM wanted CROSS JOIN {table} WHERE {same}"


@cache
def _by_arrays(table: str, columns: tuple[str, ...]) -> str:
    """The same for a server. Its first column is told once more by itself: a table that has just grown is found by its
    key all the same."""
    kind = kind_named(table)
    types = {each.name: each.type for each in fields(kind.cls)}
    given = ["?::text[]" if types[name] == "str" else "?::bigint[]" for name in kind.key]
    names = ", ".join(f"k{n}" for n in range(len(kind.key)))
    same = " AND ".join(f"{table}.{name} = wanted.k{n}" for n, name in enumerate(kind.key))
    wanted = f"unnest({', '.join(given)}) AS wanted({names})"
    leads = f"{table}.{kind.key[0]} = ANY({given[0]})"
    return f"SELECT {', '.join(columns)} FROM {wanted} JOIN {table} ON {same} WHERE {leads}"


def scope_of(table: str) -> str:
    """The expression of the store that a row of a table belongs to."""
    return _SCOPE.get(table, "store_id")


def scopes_of_rows(database: Database, keys: Iterable[Key]) -> dict[Key, str | None]:
    """The store that each row belongs to; None when the row is not there."""
    found: dict[Key, str | None] = dict.fromkeys(keys)
    by_table: dict[str, list[str]] = {}
    for table, pk in found:
        by_table.setdefault(table, []).append(pk)
    for table, pks in by_table.items():
        columns = (*kind_named(table).key, scope_of(table))
        asked = {cells(pk): pk for pk in pks}
        for *key, scope in _with_keys(database, table, columns, list(asked)):
            found[table, asked[tuple(key)]] = scope
    return found


def all_of(
    database: Database, scope: str, only: Callable[[str], str] = lambda _: ""
) -> Iterable[tuple[Key, tuple[Any, ...]]]:
    """Every row of a scope, table by table; `only` tells of a table what else must hold for its rows, in SQL."""
    for table in TABLES:
        kind = kind_named(table)
        at = [kind.columns.index(name) for name in kind.key]
        names = ", ".join(f"{table}.{name}" for name in kind.columns)
        where = f"{scope_of(table)} = ?{only(table)}"
        order = ", ".join(f"{table}.{name}" for name in kind.key)
        for record in database.rows(f"SELECT {names} FROM {table} WHERE {where} ORDER BY {order}", (scope,)):
            yield (table, pack([record[n] for n in at])), tuple(record)
