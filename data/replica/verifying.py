"""Whether a replica holds what its upstream holds: told at one cookie, with nothing unsent (I5)."""

from __future__ import annotations

from dataclasses import dataclass

from data.exchange.chain import last
from data.exchange.digests import digests_of
from data.exchange.message import Head
from data.exchange.node import change, node_of, scopes_of
from data.replica.rebase import cookies
from data.store.database import Database


@dataclass(frozen=True, slots=True)
class Holding:
    """What stands here: the upstream's epoch, its heads and the digests (by table) of each scope; with `unsent`
    commands it is more than the upstream's."""

    epoch: str
    heads: dict[str, Head]
    unsent: int
    digests: dict[str, dict[str, str]]


def holding(database: Database) -> Holding:
    """In one moment; raises LookupError for a terminal that is its own authority."""
    with database.snapshot():
        node = node_of(database)
        if node is None or not node.upstream:
            raise LookupError("nobody stands above this node")
        unsent = last(database, node.origin)[0] - node.final
        told = {scope: digests_of(database, scope) for scope in scopes_of(node)}
        return Holding(node.heard, cookies(database), max(unsent, 0), told)


def forget(database: Database) -> None:
    """What was heard is not believed any more: the next exchange brings everything. What is unsent stays."""
    with database.transaction():
        node = node_of(database)
        if node is not None:
            change(database, node, heard="")
            database.run("DELETE FROM sync_cookie")
