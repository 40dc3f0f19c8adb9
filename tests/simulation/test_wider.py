"""A guess made again that does more than before: what it touches for the first time is followed to who looked at it.

It takes two pieces of news that change a stock twice so that it stands where it stood, and dice do not throw that.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.core.command import Command
from data.line.complete import CompleteFilling
from data.line.undo import Undo
from data.stock.commands import CountStock
from sync_agent.simulate.house import House
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.oracle import tables_of
from sync_agent.simulate.patching import Patch, patched
from sync_agent.simulate.rehearsal import rehearse
from sync_agent.simulate.removals import answers
from sync_agent.simulate.rest import come_to_rest
from sync_agent.simulate.world import staff_of
from tests.simulation.house import apart, exchange, opened

SUE = staff_of("north")[2]
REMOVED: Patch = ("data.replica.swap:Swap._look_for_more", answers(lambda: None))


@pytest.fixture
def house() -> Iterator[House]:
    found = opened()
    yield found
    found.close()


def done(node: SimNode, command: Command) -> str:
    node.machine.passes(1_000)
    receipt = node.issue(command, SUE, node.terminal)
    assert receipt.accepted, receipt
    return receipt.command_id


def hear(house: House, name: str) -> None:
    """Takes in what is new; what waits keeps waiting."""
    node = house.nodes[name]
    assert node.absorb(house.cloud.answer(node.ask(0))).taken


def filled_twice(house: House) -> SimNode:
    """Here a cake is filled and boxes are counted; there somebody fills that cake, then takes it back and fills another
    one: the boxes that are left are as many as before."""
    here, there = house.nodes["n3"], house.nodes["m1"]
    one, other = (
        row[0] for row in here.disk.read("SELECT id FROM ticket WHERE store_id = 'north' ORDER BY id LIMIT 2")
    )
    done(here, CompleteFilling(one, 0))
    done(here, CountStock("box-north", 100, "counted"))
    theirs = done(there, CompleteFilling(one, 0))
    exchange(house, "m1")
    hear(house, "n3")
    done(there, Undo(theirs))
    done(there, CompleteFilling(other, 0))
    exchange(house, "m1")
    hear(house, "n3")
    return here


def test_a_count_is_made_again_behind_a_cake_that_takes_a_box_again(house):
    here = filled_twice(house)

    assert rehearse(here, tables_of(here.disk.read)) == []
    assert come_to_rest(house)
    assert apart(house, "n3", "north") == []


def test_without_it_the_count_stands_where_it_should_not(house):
    with patched([REMOVED]):
        here = filled_twice(house)

    (difference, *_) = rehearse(here, tables_of(here.disk.read))
    assert "inventory_items" in difference
