"""Rows written whole as they came, or as they were: from above, or from a base image."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from data.exchange.message import Record
from data.exchange.travelling import Key, cells, kind_named
from data.store.database import Database
from data.store.kinds import Kind, update

Statement = tuple[str, list[Any]]
"""To be executed once for each of its values."""

UNIQUE = {
    "store": frozenset({"letter"}),
    "terminal": frozenset({"number"}),
    "staff": frozenset({"number"}),
    "orders": frozenset({"code_base"}),
    "ticket": frozenset({"code", "human_id"}),
}
"""Columns that no two rows of a table share, beside its key."""


def lay(database: Database, rows: Iterable[tuple[Key, Record]]) -> None:
    """Makes these rows what they are to be, or not there."""
    news = list(rows)
    for sql, values in _laying([key for key, _ in news], news):
        database.many(sql, values)


def moving(rows: Iterable[tuple[Key, Record, Record]]) -> list[Statement]:
    """What makes rows, given as they are and as they are to be, the latter: of one that stays only what differs is
    written, which costs a fraction."""
    there: list[Key] = []
    anew: list[tuple[Key, Record]] = []
    some: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = {}
    for key, was, becomes in rows:
        table, pk = key
        if was is None:
            anew.append((key, becomes))
            continue
        differ = {} if becomes is None else _differing(kind_named(table), was, becomes)
        if becomes is None or not differ or not UNIQUE.get(table, frozenset()).isdisjoint(differ):
            there.append(key)
            anew.append((key, becomes))
        else:
            some.setdefault((table, tuple(differ)), []).append([*differ.values(), *cells(pk)])
    changed: list[Statement] = [(update(kind_named(table), names), all_) for (table, names), all_ in some.items()]
    return changed + _laying(there, anew)


def _differing(kind: Kind, was: tuple[Any, ...], becomes: tuple[Any, ...]) -> dict[str, Any]:
    """The columns that change, and what to."""
    return {name: new for name, old, new in zip(kind.columns, was, becomes, strict=True) if old != new}


def _laying(there: Iterable[Key], rows: Iterable[tuple[Key, Record]]) -> list[Statement]:
    """All that are `there` give way first: two that exchange a code meet no unique index half-way."""
    gone: dict[str, list[tuple[Any, ...]]] = {}
    for table, pk in there:
        gone.setdefault(table, []).append(cells(pk))
    come: dict[str, list[tuple[Any, ...]]] = {}
    for (table, _), record in rows:
        if record is not None:
            come.setdefault(table, []).append(record)
    out: list[Statement] = [(_delete(table), keys) for table, keys in gone.items()]
    return out + [(kind_named(table).insert, records) for table, records in come.items()]


@cache
def _delete(table: str) -> str:
    kind = kind_named(table)
    return f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in kind.key)}"
