"""What a node forgets after its time: whoever slept past it hears everything, nobody else notices (F44)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.ledger.pruning import REMEMBERED, prune
from data.line.tend import SetStorage
from data.line.unknown import RecordUnknownScan
from data.store import housekeeping
from sync_agent.simulate.house import House
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.world import staff_of
from tests.simulation.house import apart, exchange, opened, shown

SOUTH = staff_of("south")[0]


@pytest.fixture
def house() -> Iterator[House]:
    found = opened()
    yield found
    found.close()


def scan(node: SimNode, code: str) -> str:
    node.machine.passes(1_000)
    return node.issue(RecordUnknownScan("south", code, "Filling"), SOUTH, node.terminal).command_id


def shelve(node: SimNode, shelf: str) -> str:
    node.machine.passes(1_000)
    (ticket,) = node.disk.read("SELECT min(id) FROM ticket WHERE store_id = 'south'")[0]
    return node.issue(SetStorage(ticket, shelf), SOUTH, node.terminal).command_id


def weeks_pass(house: House) -> None:
    for node in house.nodes.values():
        node.machine.passes(REMEMBERED + housekeeping.DAY)


def tidied(node: SimNode) -> None:
    prune(node.disk, node.machine.now(), node.fresh)


def test_who_slept_past_the_marks_hears_everything(house):
    for shelf in ("Shelf 1", "Shelf 2"):
        shelve(house.nodes["s1"], shelf)
        exchange(house, "s1")
    weeks_pass(house)
    shelve(house.nodes["s1"], "Shelf 3")
    exchange(house, "s1")
    tidied(house.cloud)

    assert exchange(house, "m1"), "m1 was not there when the first shelves were told"
    assert apart(house, "m1", "south") == []


def test_who_was_there_hears_only_what_is_new(house):
    shelve(house.nodes["s1"], "Shelf 1")
    exchange(house, "s1")
    exchange(house, "m1")
    weeks_pass(house)
    tidied(house.cloud)
    shelve(house.nodes["s1"], "Shelf 2")
    exchange(house, "s1")

    assert not exchange(house, "m1")
    assert apart(house, "m1", "south") == []


def test_a_kept_scan_goes_everywhere_when_the_authority_lets_it_go(house):
    scan(house.nodes["s1"], "S77777A")
    for name in ("s1", "m1"):
        exchange(house, name)
    assert len(shown(house.nodes["m1"], "south")["unknown_scan"]) == 1

    weeks_pass(house)
    tidied(house.nodes["m1"])
    assert len(shown(house.nodes["m1"], "south")["unknown_scan"]) == 1, "not on its own"
    tidied(house.cloud)
    assert not exchange(house, "m1")
    assert shown(house.nodes["m1"], "south")["unknown_scan"] == []


def test_a_chain_is_shortened_from_its_beginning_only(house, monkeypatch):
    monkeypatch.setattr(housekeeping, "JOURNAL_ALWAYS", 1)
    node = house.nodes["s1"]
    ids = [shelve(node, f"Shelf {n}") for n in range(5)]
    exchange(house, "s1")
    ages_ago = node.machine.now() - 2 * housekeeping.JOURNAL_KEPT
    node.disk.run("UPDATE journal SET issued_at = ? WHERE command_id IN (?, ?)", (ages_ago, ids[0], ids[3]))
    tidied(node)

    left = {row[0] for row in node.disk.read("SELECT command_id FROM journal")}
    assert left & set(ids) == set(ids[1:]), (
        "the fourth is as old as the first, but the second and third must come before it"
    )


def test_a_command_whose_entry_was_pruned_is_not_done_again(house):
    node = house.nodes["s1"]
    ident = shelve(node, "Shelf 1")
    house.cloud.answer(node.ask(200))  # and the answer is lost
    house.cloud.disk.run("DELETE FROM journal")

    asked = node.ask(200)
    (found,) = house.cloud.answer(asked).results
    assert (found.command_id, found.status) == (ident, "noop")
    exchange(house, "s1")
    assert apart(house, "s1", "south") == []


def test_a_new_enrolment_shows_what_was_shown(house):
    node = house.nodes["s1"]
    for shelf in ("Shelf 1", "Shelf 2"):
        shelve(node, shelf)
    exchange(house, "s1")
    shelve(node, "Shelf 3")
    before = shown(node, "south")

    node.enrol_again()
    assert shown(node, "south") == before
    exchange(house, "s1")
    assert apart(house, "s1", "south") == []
    assert node.disk.read("SELECT 1 FROM sync_base UNION ALL SELECT 1 FROM sync_touch") == []
