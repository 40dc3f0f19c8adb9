"""All nodes of a shift and who stands below whom: a cloud hub, a store hub, terminals below either."""

from __future__ import annotations

from random import Random

from sync_agent.simulate.disk import as_memory
from sync_agent.simulate.machine import Machine
from sync_agent.simulate.node import AUTHORITY, RELAY, TERMINAL, SimNode
from sync_agent.simulate.oracle import Oracle, command_ids
from sync_agent.simulate.world import OPENED, STORES, empty, founded

CLOUD, HUB = "cloud", "north-hub"
NORTH, SOUTH = STORES
TERMINALS = {"n1": (NORTH,), "n2": (NORTH,), "n3": (NORTH,), "s1": (SOUTH,), "m1": STORES}
ABOVE = {"n1": HUB, "n2": HUB, "n3": CLOUD, "s1": CLOUD, "m1": CLOUD, HUB: CLOUD}


class House:
    """The nodes by name. A copy of a terminal gets a name of its own, but not a new identity."""

    def __init__(self, dice: Random, oracle: Oracle) -> None:
        """Everybody's first morning: only the cloud knows anything."""
        self._dice, self._oracle = dice, oracle
        shop = as_memory(founded(tuple((name, stores[0]) for name, stores in TERMINALS.items())))
        self.nodes: dict[str, SimNode] = {}
        self._add(CLOUD, AUTHORITY, shop, STORES)
        self._add(HUB, RELAY, as_memory(empty()), (NORTH,))
        for name, stores in TERMINALS.items():
            self._add(name, TERMINAL, as_memory(empty()), stores)
        for name, above in ABOVE.items():
            self.nodes[name].above = above

    def _add(self, name: str, kind: str, image: bytes, stores: tuple[str, ...]) -> SimNode:
        node = SimNode(name, kind, image, Machine(self._dice, OPENED), self._dice, stores)
        self.nodes[name] = node
        return node

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

    def replace_disk(self, node: SimNode, image: bytes) -> None:
        """The disk is another one now; the oracle is told what it held alone."""
        before = command_ids(node.disk.image())
        elsewhere = [command_ids(other.disk.image()) for other in self.nodes.values() if other is not node]
        node.restart(image)
        self._oracle.disk_changed(before, command_ids(image), elsewhere)

    def copy(self, node: SimNode, name: str) -> SimNode:
        """A second machine from the disk of the first; both believe that they are the one."""
        twin = SimNode.of_disk(name, node)
        self.nodes[name] = twin
        return twin

    def blank(self, node: SimNode) -> None:
        """Lost, and another put in its place: nothing on it but its papers."""
        self.replace_disk(node, as_memory(empty()))
        node.enrol()
