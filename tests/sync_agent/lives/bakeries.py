"""A terminal that worked alone and a hub that has nothing yet, and the talk between them without a wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from data.core.clock import Instant
from data.core.packed import unpack
from data.exchange.digests import digests, digests_of
from data.exchange.founding import base_rows, next_page
from data.exchange.node import become, node_of, packed_scopes, scopes_of
from data.exchange.values import Node
from data.ledger.founding import begin, finish, take_page
from data.ledger.serve import serve
from data.replica.asking import request
from data.replica.founding import arrived, end_of_chain, set_out
from data.replica.rebase import absorb
from data.store.database import Database

NOW: Instant = 1_795_900_000_000


def names(prefix: str) -> Callable[[], str]:
    """Names that are never the same."""
    made = count(1)
    return lambda: f"{prefix}-{next(made)}"


def hub_of(database: Database, *stores: str) -> Database:
    """An authority that feeds these stores."""
    node = Node("hub", "", "hub-origin", 0, "", upstream=False, feeds=True, epoch="E1", scopes=packed_scopes(stores))
    with database.transaction():
        become(database, node)
    return database


def adopt(terminal: Database, hub: Database, node_id: str = "node-1", rows: int = 50) -> None:
    """The whole of it."""
    for _ in adopting(terminal, hub, node_id, rows):
        pass


def adopting(terminal: Database, hub: Database, node_id: str = "node-1", rows: int = 50) -> Iterator[str]:
    """Step by step: whoever stops asking has pulled the plug."""
    founding, wish = set_out(terminal, node_id, NOW)
    yield "set out"
    node = node_of(terminal)
    assert node is not None
    there = begin(hub, wish, NOW)
    yield "begun"
    final = end_of_chain(terminal, node)
    while there.heads is None and (page := next_page(terminal, founding, final[0], there.upto, rows)) is not None:
        there = take_page(hub, node_id, page)
        yield page.table
    sums = {scope: digests(base_rows(terminal, founding, scope)) for scope in wish.scopes}
    epoch, done = finish(hub, node_id, wish.terminal_id, final, sums, names("founded"), NOW)
    yield "finished"
    arrived(terminal, founding, epoch, heads_of(done.heads), names(f"{node_id}-again"))
    yield "arrived"


def heads_of(packed: str | None) -> dict[str, tuple[int, str]]:
    """As a founding keeps them."""
    assert packed is not None
    return {scope: (ver, tag) for scope, (ver, tag) in unpack(packed).items()}


def talk(below: Database, hub: Database, fresh: Callable[[], str], rounds: int = 3) -> None:
    """Exchanges until all is said."""
    for _ in range(rounds):
        absorb(below, serve(hub, request(below), fresh, NOW), fresh)


def same(below: Database, hub: Database) -> None:
    """Both hold the same rows of every store of the one below."""
    node = node_of(below)
    assert node is not None
    for scope in scopes_of(node):
        assert digests_of(below, scope) == digests_of(hub, scope)
