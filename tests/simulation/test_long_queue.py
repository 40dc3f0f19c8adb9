"""A queue of several batches goes up without asking for news in between. Whatever happens to hub or chain meanwhile, no
command is lost, and both end alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from data.line.tend import SetStorage
from data.replica.asking import request
from sync_agent.link.ahead import went_on
from sync_agent.simulate.house import House
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.oracle import command_ids
from sync_agent.simulate.rest import come_to_rest
from sync_agent.simulate.world import staff_of
from tests.simulation.house import apart, exchange, opened

COMMANDS, BATCH = 7, 2


@pytest.fixture
def house() -> Iterator[House]:
    found = opened()
    yield found
    found.close()


def shelve(node: SimNode, shelf: str) -> str:
    node.machine.passes(1_000)
    (ticket,) = node.disk.read("SELECT min(id) FROM ticket WHERE store_id = 'south'")[0]
    return node.issue(SetStorage(ticket, shelf), staff_of("south")[0], node.terminal).command_id


def go_up(house: House, name: str, happens: Callable[[], object]) -> int:
    """As the agent sends it; `happens` when the first batch is taken. Answers how many went before the news came."""
    node, ahead, sent = house.nodes[name], 0, 0
    while True:
        whole = request(node.disk, BATCH + 1, after=ahead, boot_id=node.machine.boot_id)
        asked = replace(whole, batch=whole.batch[:BATCH], more=len(whole.batch) > BATCH)
        answer = house.cloud.answer(asked)
        if not went_on(asked, answer):
            assert node.absorb(answer).taken
            return sent
        ahead, sent = answer.seq, sent + len(asked.batch)
        if sent == BATCH:
            happens()


def nothing(_: House) -> Callable[[], object]:
    return lambda: None


def the_hub_is_set_back(house: House) -> Callable[[], object]:
    image = house.cloud.disk.image()
    return lambda: house.replace_disk(house.cloud, image)


def the_hub_is_restored_and_told(house: House) -> Callable[[], object]:
    back = the_hub_is_set_back(house)

    def restored() -> None:
        back()
        house.cloud.told_of_restore()

    return restored


def a_twin_goes_on_in_the_chain(house: House) -> Callable[[], object]:
    """From a copy of the disk as it was before the queue; the hub forgets what it had of the first one."""
    twin, back = house.copy(house.nodes["s1"], "s1-copy"), the_hub_is_set_back(house)

    def goes_on() -> None:
        back()
        for n in range(COMMANDS):
            shelve(twin, f"Twin {n}")
        exchange(house, "s1-copy")

    return goes_on


def somebody_else_has_news(house: House) -> Callable[[], object]:
    def works() -> None:
        shelve(house.nodes["m1"], "Else")
        exchange(house, "m1")

    return works


@pytest.mark.parametrize(
    ("prepared", "whole"),
    [
        (nothing, True),
        (the_hub_is_set_back, False),
        (the_hub_is_restored_and_told, False),
        (a_twin_goes_on_in_the_chain, False),
        (somebody_else_has_news, True),
    ],
)
def test_nothing_of_it_is_lost(house: House, prepared: Callable[[House], Callable[[], object]], whole: bool) -> None:
    exchange(house, "s1")
    happens = prepared(house)
    done = [shelve(house.nodes["s1"], f"Shelf {n}") for n in range(COMMANDS)]

    sent = go_up(house, "s1", happens)
    assert (sent == COMMANDS - 1) == whole, "otherwise nothing happened in the middle of it"
    assert come_to_rest(house)
    assert set(done) <= command_ids(house.cloud.disk.read)
    assert apart(house, "s1", "south") == []
