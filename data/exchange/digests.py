"""What two nodes compare to know that they hold the same rows: one sum for each table of a scope."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from data.core.packed import pack
from data.exchange.archived import all_below
from data.exchange.travelling import Key, kind_named
from data.store.database import Database


def digests(rows: Iterable[tuple[Key, tuple[Any, ...]]]) -> dict[str, str]:
    """The SHA-256 of each table's rows, which come in the order of their keys; a table without rows has none. Truth
    values are written alike, whatever database they come from."""
    sums: dict[str, Any] = {}
    for (table, _), record in rows:
        sums.setdefault(table, sha256()).update(_line(table, record) + b"\n")
    return {table: found.hexdigest() for table, found in sorted(sums.items())}


def digests_of(database: Database, scope: str) -> dict[str, str]:
    """Of all rows of a store that travel, as they are now: the caller takes care that nothing is pending."""
    return digests(all_below(database, scope))


def sums_of(database: Database, scope: str, table: str) -> dict[str, str]:
    """The SHA-256 of each row of one table, by its key: to find those that differ."""
    return {
        pk: sha256(_line(table, record)).hexdigest()
        for (found, pk), record in all_below(database, scope)
        if found == table
    }


def _line(table: str, record: tuple[Any, ...]) -> bytes:
    kind = kind_named(table)
    return pack(list(kind.record(kind.row(record)))).encode()
