"""A house whose nodes have all heard the cloud once, kept as images: every shift begins from copies of them."""

from __future__ import annotations

from functools import cache
from random import Random

from sync_agent.simulate.burning import SimDisk
from sync_agent.simulate.disk import Disk, MorningDisk, as_memory
from sync_agent.simulate.house import CLOUD, KINDS, TERMINALS, House
from sync_agent.simulate.oracle import Oracle
from sync_agent.simulate.rest import come_to_rest
from sync_agent.simulate.world import empty, founded


@cache
def first_morning() -> dict[str, bytes]:
    """The image of each node's disk, by its name."""
    shop = founded(tuple((name, stores[0]) for name, stores in TERMINALS.items()))
    disks = {name: Disk(as_memory(shop if name == CLOUD else empty())) for name in KINDS}
    house = House(Random(0), Oracle(), dict(disks))
    for node in house.nodes.values():
        node.enrol()
    if not come_to_rest(house):
        raise RuntimeError("an empty house does not come to rest")
    images = {name: disk.image() for name, disk in disks.items()}
    house.close()
    return images


_HOME: dict[str, list[MorningDisk]] = {name: [] for name in KINDS}


def disks_in_the_morning(cloud: SimDisk | None = None) -> dict[str, SimDisk]:
    """Every node's disk as the shift finds it; `cloud`: the authority's is this one."""
    disks: dict[str, SimDisk] = {} if cloud is None else {CLOUD: cloud}
    for name, image in first_morning().items():
        if name not in disks:
            home = _HOME[name]
            disks[name] = (home.pop() if home else MorningDisk(image, home)).morning()
    return disks
