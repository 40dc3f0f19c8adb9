"""Two machines from one disk, and a hub set back between them: the one case that only the links of a chain show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.line.tend import SetStorage
from sync_agent.simulate.house import House
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.oracle import command_ids
from sync_agent.simulate.patching import patched
from sync_agent.simulate.rest import come_to_rest
from sync_agent.simulate.without import without
from sync_agent.simulate.world import staff_of
from tests.simulation.house import exchange, opened


@pytest.fixture
def house() -> Iterator[House]:
    found = opened()
    yield found
    found.close()


def shelve(node: SimNode, shelf: str) -> str:
    node.machine.passes(1_000)
    (ticket,) = node.disk.read("SELECT min(id) FROM ticket WHERE store_id = 'south'")[0]
    return node.issue(SetStorage(ticket, shelf), staff_of("south")[0], node.terminal).command_id


def as_many_as_the_other_then_one_more(house: House) -> list[str]:
    """Each twin does one thing; the hub forgets the first one's, takes the other's, and then the first one's next."""
    one = house.nodes["s1"]
    before = [shelve(one, "Shelf 1")]
    exchange(house, "s1")
    two = house.copy(one, "s1-copy")
    image = house.cloud.disk.image()

    mine = shelve(one, "Shelf 2")
    exchange(house, "s1")
    theirs = shelve(two, "Shelf 3")
    house.replace_disk(house.cloud, image)
    exchange(house, "s1-copy")
    return [*before, mine, theirs, shelve(one, "Shelf 4")]


def test_what_both_did_is_there_in_the_end(house):
    done = as_many_as_the_other_then_one_more(house)

    assert come_to_rest(house)
    assert set(done) <= command_ids(house.cloud.disk.read)


def test_without_links_a_command_is_lost(house):
    done = as_many_as_the_other_then_one_more(house)

    with patched(without("chain_link")):
        assert come_to_rest(house)
    assert set(done) - command_ids(house.cloud.disk.read) == {done[1]}
