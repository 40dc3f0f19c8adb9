"""I6: what a node shows is what it heard and its own commands over it. Done again on its disk, and taken back."""

from __future__ import annotations

from data.exchange.chain import pending
from data.exchange.images import images
from data.exchange.laying import lay
from data.exchange.message import sent
from data.exchange.node import node_of
from data.exchange.ruling import carry_out
from data.store.errors import Clash, StoreError
from sync_agent.simulate.disk import Disk
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.oracle import Tables, differences, dump
from sync_agent.simulate.releases import SPEAKING

_PRUNED_TARGET = """SELECT 1 FROM journal u WHERE u.name = 'undo' AND NOT u.settled
AND NOT EXISTS (SELECT 1 FROM journal t WHERE u.args = '{"target":"' || t.command_id || '"}')"""


def rehearse(node: SimNode, tables: Tables) -> list[str]:
    """The tables of a node below that would be others, had it made every guess anew. An undo whose target was pruned
    cannot be made anew: nothing is said of such a node."""
    if node.disk.read(_PRUNED_TARGET, ()):
        return []
    disk = node.disk
    if not isinstance(disk, Disk):
        raise TypeError("only a node below, whose disk is in memory, makes guesses")
    shown = {store: dump(disk.read, tables, store) for store in node.scopes}
    with disk.tried(), SPEAKING.as_of(node.release, node.kind):
        _again(disk)
        again = {store: dump(disk.read, tables, store) for store in node.scopes}
    return [what for store in node.scopes for what in differences(shown[store], again[store])]


def _again(disk: Disk) -> None:
    node = node_of(disk)
    if node is None:
        raise LookupError("a node without papers")
    lay(disk, images(disk).items())
    disk.run("DELETE FROM sync_base")
    disk.run("DELETE FROM sync_touch")
    for entry in pending(disk, node):
        try:
            with disk.step():
                carry_out(disk, sent(entry), guessing=True)
        except Exception as trouble:
            # A guess that fails waits without effect.
            if isinstance(trouble, StoreError) and not isinstance(trouble, Clash):
                raise
