"""A house of the simulator without dice: who sleeps and who talks is the test's to say."""

from __future__ import annotations

from random import Random

from sync_agent.simulate.house import House
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.oracle import Oracle, differences, dump, tables_of
from sync_agent.simulate.settled import disks_in_the_morning


def opened() -> House:
    """Everybody has heard the cloud once."""
    return House(Random(1), Oracle(), disks_in_the_morning())


def exchange(house: House, name: str) -> bool:
    """One node asks the one above it; whether everything had to be told anew."""
    node = house.nodes[name]
    answer = house.nodes[node.above or ""].answer(node.ask(200))
    assert node.absorb(answer).taken
    return answer.reset


def shown(node: SimNode, store: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows that travel."""
    return dump(node.disk.read, tables_of(node.disk.read), store)


def apart(house: House, name: str, store: str) -> list[str]:
    """In what a node differs from the cloud."""
    return differences(shown(house.nodes[name], store), shown(house.cloud, store))
