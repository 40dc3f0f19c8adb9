"""Who this database is among the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.core.frozen import altered
from data.core.outcome import Change, Put
from data.core.packed import pack, unpack
from data.exchange.values import Node
from data.store.database import Database
from data.store.execute import apply
from data.store.kinds import kind_of

REPLAY = "replay"
"""The id of a node that is no machine at work, but a day seen again: nothing can be done in it."""


def node_of(database: Database) -> Node | None:
    """This node, or None for a terminal that is its own authority."""
    found = database.rows(kind_of(Node).select)
    return kind_of(Node).row(found[0]) if found else None


def become(database: Database, node: Node) -> None:
    """Takes a place among the others, inside the caller's transaction; raises ValueError when it has one."""
    if node_of(database) is not None:
        raise ValueError("this database is a node already")
    apply(database, Put(node))


def change(database: Database, node: Node, **columns: Any) -> Node:
    """Changes what this node knows of itself; answers what it is then."""
    apply(database, Change(Node, (node.id,), columns))
    return altered(node, **columns)


def scopes_of(node: Node) -> tuple[str, ...]:
    """The stores that it holds, sorted."""
    return tuple(unpack(node.scopes))


def packed_scopes(scopes: Iterable[str]) -> str:
    """As a node keeps them."""
    return pack(sorted(set(scopes)))
