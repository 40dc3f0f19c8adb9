"""A terminal leaves its hub: it is its own authority again, with everything that it holds."""

from __future__ import annotations

from data.core.outcome import Change
from data.exchange.node import node_of
from data.organization.store import Terminal
from data.store.database import Database, StoredRows
from data.store.execute import apply

_OWN = ("sync_base", "sync_touch", "sync_cookie", "sync_founding", "sync_node")


def leave(database: Database) -> str:
    """What waited for the hub's word counts as it stands; answers the chain that goes on. For a hub that is lost or
    replaced: one that lives would not hear of it. Raises LookupError where there is none."""
    with database.transaction():
        node = node_of(database)
        if node is None or not node.upstream or node.feeds:
            raise LookupError("This is no terminal of a hub")
        terminal = StoredRows(database).get(Terminal, node.terminal_id)
        if terminal is None:
            raise LookupError("This terminal has not heard from its hub yet: it holds nothing to go on with")
        database.run("UPDATE journal SET settled = ? WHERE NOT settled", (True,))
        database.run("UPDATE terminal SET here = (id = ?)", (node.terminal_id,))
        apply(database, Change(Terminal, (node.terminal_id,), {"origin": node.origin}))
        for table in _OWN:
            database.run(f"DELETE FROM {table}")  # noqa: S608
        return node.origin
