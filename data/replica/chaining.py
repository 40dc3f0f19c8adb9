"""A new chain outside an exchange: a terminal that enrols again, or finds itself a copy of another (SYNC 8)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from data.exchange.chain import pending, rekey
from data.exchange.images import images, put_back
from data.exchange.message import sent
from data.exchange.ruling import carry_out
from data.exchange.values import Node
from data.store.database import Database
from data.store.errors import Clash, NotRecorded

_log = logging.getLogger(__name__)


def new_chain(database: Database, node: Node, fresh: Callable[[], str]) -> Node:
    """Everything that this node still has goes up once more under a new name. All guesses are made anew: notes about
    them go by the numbers of the old chain. Inside the caller's transaction; raises NotRecorded."""
    put_back(database, images(database))
    database.run("DELETE FROM sync_touch")
    changed = rekey(database, node, fresh())
    for entry in pending(database, changed):
        try:
            with database.step():
                carry_out(database, sent(entry), guessing=True)
        except Exception as trouble:
            if isinstance(trouble, NotRecorded) and not isinstance(trouble, Clash):
                raise
            _log.exception("the command %s (%s) could not be replayed", entry.command_id, entry.name)
    return changed
