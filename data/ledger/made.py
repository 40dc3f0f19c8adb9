"""Rows that the authority makes by itself, as no command does: put down and versioned, so that those below get them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from data.core.clock import Instant
from data.core.packed import pack
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import Key, key_of
from data.exchange.versions import lock, stamp
from data.store.database import Database
from data.store.kinds import kind_of, upsert


class NotTheAuthorityError(LookupError):
    """Another node makes these rows, and they come here by themselves. `code` is stable."""

    code = "not_the_authority"


def hold(database: Database, store_id: str) -> None:
    """First of all in the transaction: nobody else changes the store meanwhile. Raises NotTheAuthorityError."""
    node = node_of(database)
    if node is not None and (node.upstream or store_id not in scopes_of(node)):
        raise NotTheAuthorityError(f"What is made of {store_id} by itself is made at the hub that it belongs to")
    if node is not None:
        lock(database, (store_id,))


def lay_down(
    database: Database,
    store_id: str,
    rows: Iterable[Any],
    gone: Iterable[tuple[type[Any], str]],
    now: Instant,
    fresh: Callable[[], str],
) -> int:
    """Rows in, or over those that have their keys, and others, each by its kind and its id, away; `hold` was asked
    first. Answers how many."""
    keys: list[Key] = []
    by_kind: dict[type[Any], list[Any]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    for cls, some in by_kind.items():
        kind = kind_of(cls)
        database.many(upsert(kind, database.dialect), [kind.record(row) for row in some])
        keys += [key_of(kind, row) for row in some]
    for cls, ident in gone:
        table = kind_of(cls).table
        database.run(f"DELETE FROM {table} WHERE {kind_of(cls).key[0]} = ?", (ident,))
        keys.append((table, pack([ident])))
    node = node_of(database)
    if node is not None and keys:
        stamp(database, keys, (store_id,), fresh, now)
    return len(keys)
