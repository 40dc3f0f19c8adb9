"""Two machines from one disk: both keep scanning, the one that came second is told, and no scan of either is lost."""

from __future__ import annotations

import pytest

from data.exchange.node import node_of
from data.kitchen.fact import StageFact
from data.ledger.copies import is_copy
from data.replica.asking import request
from data.replica.chaining import new_chain
from data.replica.joining import join
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, BO
from tests.support.dockets import cake, docket
from tests.support.memory import Shop, image_of, in_memory
from tests.support.walk import to_stage
from tests.sync_agent.lives.bakeries import hub_of, names, same, talk

STORES = ("bannos", "flourlane")


@pytest.fixture
def hub(shop: Shop) -> Bakery:
    bakery = shop.open()
    for n in range(4):
        bakery.take_in(docket(f"2000{n + 1}", cake(quantity=1)))
    hub_of(bakery.database, *STORES)
    return bakery


@pytest.fixture
def terminal(shop: Shop, hub: Bakery) -> Bakery:
    bakery = shop.open()
    bakery.machine.wait(7_200_000)
    join(bakery.database, "node-1", BENCH, "none", STORES, names("first"))
    talk(bakery.database, hub.database, names("a"))
    scan(bakery, "20001")
    talk(bakery.database, hub.database, names("b"))
    return bakery


def scan(bakery: Bakery, number: str, minutes: int = 1) -> str:
    bakery.machine.wait(minutes * 60_000)
    receipt = bakery.do(to_stage(bakery, bakery.ticket(number)), ANA if minutes == 1 else BO)
    assert receipt.accepted, receipt
    return receipt.command_id


def copied(bakery: Bakery) -> Bakery:
    twin = Bakery(in_memory(image_of(bakery.database)))  # type: ignore[arg-type]
    twin.machine.at = bakery.machine.at + 720_000_000
    return twin


def told(bakery: Bakery, hub: Bakery) -> bool:
    return is_copy(hub.database, request(bakery.database))


def test_the_one_that_came_second_is_told_and_the_first_never(hub: Bakery, terminal: Bakery) -> None:
    twin = copied(terminal)
    scans = {scan(terminal, "20002"), scan(twin, "20003", 2)}
    talk(terminal.database, hub.database, names("c"))
    talk(twin.database, hub.database, names("twin"))
    assert not told(twin, hub), "so far it may be one that was restored, and the first one gone"
    scans.add(scan(terminal, "20004"))
    talk(terminal.database, hub.database, names("d"))
    assert told(twin, hub)
    assert not told(terminal, hub)
    scans.add(scan(twin, "20004", 2))
    assert scans - {f.command_id for f in hub.all(StageFact)}, "it keeps what it is not let in with"
    enrol_again(twin)
    talk(twin.database, hub.database, names("e"))
    talk(terminal.database, hub.database, names("f"))
    assert scans <= {f.command_id for f in hub.all(StageFact)}
    assert not told(twin, hub)
    same(twin.database, hub.database)
    same(terminal.database, hub.database)


def enrol_again(bakery: Bakery) -> None:
    """As `sync-agent enrol` does it, with a key of its own."""
    with bakery.database.transaction():
        node = node_of(bakery.database)
        assert node is not None
        new_chain(bakery.database, node, names("own"))
        bakery.database.run("UPDATE sync_node SET id = ?", ("node-2",))


def test_a_terminal_that_was_restored_is_no_copy(hub: Bakery, terminal: Bakery) -> None:
    """Nobody is left in its old chain, however often that happens."""
    for n in range(3):
        old = copied(terminal)
        scan(terminal, "20002")
        talk(terminal.database, hub.database, names(f"before{n}"))
        terminal = old
        scan(terminal, "20003", 2)
        talk(terminal.database, hub.database, names(f"after{n}"))
        assert not told(terminal, hub)
    same(terminal.database, hub.database)


def test_a_lost_answer_makes_no_copy(hub: Bakery, terminal: Bakery) -> None:
    from data.ledger.serve import serve
    from tests.sync_agent.lives.bakeries import NOW

    scan(terminal, "20002")
    for _ in range(3):
        serve(hub.database, request(terminal.database), names("lost"), NOW)
    talk(terminal.database, hub.database, names("g"))
    assert not told(terminal, hub)
    assert hub.database.rows("SELECT count(*) FROM sync_life") == [(1,)]
