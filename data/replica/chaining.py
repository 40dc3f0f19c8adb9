"""A new chain outside an exchange: a terminal that enrols again, or finds itself a copy of another (SYNC 8)."""

from __future__ import annotations

from collections.abc import Callable

from data.exchange.chain import pending, rekey
from data.exchange.images import images, put_back
from data.exchange.values import Node
from data.replica.guessing import guess_again
from data.store.database import Database


def new_chain(database: Database, node: Node, fresh: Callable[[], str]) -> Node:
    """Everything that this node still has goes up once more under a new name. All guesses are made anew: notes about
    them go by the numbers of the old chain. Inside the caller's transaction; raises NotRecorded."""
    put_back(database, images(database))
    database.run("DELETE FROM sync_touch")
    changed = rekey(database, node, fresh())
    guess_again(database, pending(database, changed))
    return changed
