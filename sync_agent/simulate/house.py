"""All nodes of a shift and who stands below whom: a cloud hub, a store hub, terminals below either."""

from __future__ import annotations

from random import Random
from typing import Any

from sync_agent.simulate.burning import SimDisk
from sync_agent.simulate.machine import Machine
from sync_agent.simulate.node import AUTHORITY, RELAY, TERMINAL, SimNode
from sync_agent.simulate.oracle import Oracle, command_ids
from sync_agent.simulate.world import OPENED, STORES

CLOUD, HUB = "cloud", "north-hub"
NORTH, SOUTH = STORES
TERMINALS = {"n1": (NORTH,), "n2": (NORTH,), "n3": (NORTH,), "s1": (SOUTH,), "m1": STORES}
ABOVE = {"n1": HUB, "n2": HUB, "n3": CLOUD, "s1": CLOUD, "m1": CLOUD, HUB: CLOUD}
KINDS = {CLOUD: (AUTHORITY, STORES), HUB: (RELAY, (NORTH,))} | {n: (TERMINAL, s) for n, s in TERMINALS.items()}


class House:
    """The nodes by name. A copy of a terminal gets a name of its own, but not a new identity."""

    def __init__(self, dice: Random, oracle: Oracle, disks: dict[str, SimDisk]) -> None:
        """Every node on its disk."""
        self._oracle = oracle
        self.nodes = {
            name: SimNode(name, kind, disks[name], Machine(dice, OPENED), dice, scopes)
            for name, (kind, scopes) in KINDS.items()
        }
        for name, above in ABOVE.items():
            self.nodes[name].above = above

    @property
    def cloud(self) -> SimNode:
        """The authority."""
        return self.nodes[CLOUD]

    def terminals(self) -> list[SimNode]:
        """In the order of their names."""
        return [node for _, node in sorted(self.nodes.items()) if node.kind == TERMINAL]

    def below(self) -> list[SimNode]:
        """All that have somebody above them."""
        return [node for _, node in sorted(self.nodes.items()) if node.above is not None]

    def feeding(self) -> list[SimNode]:
        """The hubs."""
        return [node for node in self.nodes.values() if node.kind != TERMINAL]

    def replace_disk(self, node: SimNode, image: Any) -> None:
        """The disk is another one now; the oracle is told what it held alone."""
        before, old = command_ids(node.disk.read), node.disk
        node.replace(old.again(image))
        old.leave()
        self.gone(node, before)

    def gone(self, node: SimNode, before: set[str]) -> None:
        """Of the commands that this node held, nobody answers for those that are nowhere any more."""
        lost = before - command_ids(node.disk.read)
        for other in self.nodes.values():
            if lost and other is not node:
                lost -= command_ids(other.disk.read)
        self._oracle.destroyed |= lost

    def copy(self, node: SimNode, name: str) -> SimNode:
        """A second machine from the disk of the first; both believe that they are the one."""
        self.nodes[name] = node.copy(name)
        return self.nodes[name]

    def blank(self, node: SimNode, empty: bytes) -> None:
        """Lost, and another put in its place: nothing on it but its papers."""
        self.replace_disk(node, empty)
        node.enrol()

    def close(self) -> None:
        """Lets all disks go."""
        for node in self.nodes.values():
            node.disk.leave()
        self.nodes.clear()
