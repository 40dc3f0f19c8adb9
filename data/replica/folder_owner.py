"""Who acts when nobody says who: the owner of the data folder - as long as nobody but this machine has to know her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.actor import Actor, Role

if TYPE_CHECKING:
    from data.replica.issue import Receipt
    from data.store.database import Database

SHELL = Actor("shell", "Command line", Role.OWNER)
"""Whoever can open the data folder owns it; a badge makes the command hers, with her role."""
_SAYS = "This terminal has a hub, which has to know who does it: give --badge CODE"


def unknown_to_a_hub(database: Database, actor: Actor) -> Receipt | None:
    """The refusal of what the folder's owner does where a hub has the last word: it knows people, and would take back
    what nobody did, long after the shell has said that it is done."""
    from data.exchange.node import node_of
    from data.replica.issue import Receipt

    if actor != SHELL or node_of(database) is None:
        return None
    return Receipt("", "refused", "whose", _SAYS)
