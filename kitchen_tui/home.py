"""Where a terminal keeps its data, and which terminal it is; the agent beside it finds both by the same rules."""

from __future__ import annotations

from data.exchange.node import node_of
from data.organization.store import Terminal
from data.questions.stores import this_terminal
from data.replica.emptying import is_emptied
from data.store.database import Database
from data.store.errors import NotAStore
from data.store.home import HOME, data_dir, has_store, make_store, open_store, store_path

__all__ = ["HOME", "OUT_OF_SERVICE", "data_dir", "has_store", "make_store", "open_store", "store_path", "terminal_of"]


OUT_OF_SERVICE = "This terminal was taken out of service by its hub: nothing is left on it"


def terminal_of(database: Database) -> Terminal:
    """The terminal that this is; raises NotAStore with what to do when it is none yet."""
    found = this_terminal(database)
    if found is not None:
        return found
    if node_of(database) is not None:
        raise NotAStore("This terminal is enrolled and has not heard from its hub yet: run `sync-agent run`")
    if is_emptied(database):
        raise NotAStore(OUT_OF_SERVICE)
    raise NotAStore("This terminal is not set up: run `kitchen-tui setup`")
