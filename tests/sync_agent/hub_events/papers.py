"""A bakery's database with a hub's papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.store.database import Database

STORES = ("bannos", "flourlane")


def names() -> Callable[[], str]:
    """Chance that is the same in every run."""
    numbers: Iterator[int] = count(1)
    return lambda: f"{next(numbers):032x}"


def enrol(database: Database, *, upstream: bool = False, scopes: tuple[str, ...] = STORES, heard: str = "") -> Node:
    """The authority, or a store hub."""
    node = Node("hub", "", "chain-of-the-hub", 0, heard, upstream, True, "epoch-1", packed_scopes(scopes))
    with database.transaction():
        become(database, node)
    return node
