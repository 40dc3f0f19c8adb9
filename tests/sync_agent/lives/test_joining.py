"""A terminal that worked alone joins the store that a hub has already: no scan of it is lost, none counts twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.core.actor import Actor, Role
from data.exchange.digests import digests_of
from data.kitchen.fact import StageFact
from data.kitchen.ticket import Ticket
from data.kitchen.unknown import UnknownScan
from data.line.unknown import RecordUnknownScan
from data.replica.joining import join, past, start_empty
from data.store.database import StoredRows
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH
from tests.support.dockets import docket
from tests.support.memory import Shop, as_image, in_memory
from tests.support.walk import advance, to_stage
from tests.sync_agent.lives.bakeries import hub_of, names, same, talk

STORES = ("bannos", "flourlane")


@pytest.fixture
def hub(shop: Shop) -> Bakery:
    """Its shop told it of three orders; nobody has begun."""
    bakery = shop.open()
    for number in ("20001", "20002", "20003"):
        bakery.take_in(docket(number))
    hub_of(bakery.database, *STORES)
    return bakery


@pytest.fixture
def alone(shop: Shop) -> Bakery:
    """The same shop's export was read here: two of those orders and one more, and some work was done."""
    bakery = shop.open()
    bakery.machine.wait(3_600_000)
    for number in ("20001", "20002", "20004"):
        bakery.take_in(docket(number))
    advance(bakery, bakery.ticket("20001"), "Decorating", ANA)
    advance(bakery, bakery.ticket("20004"), "Covering", ANA)
    return bakery


def enter(alone: Bakery) -> None:
    join(alone.database, "node-7", "bench-7", f"origin-{BENCH}", STORES, names("chain"))


def test_scans_made_before_it_was_enrolled_are_the_hubs_now(alone: Bakery, hub: Bakery) -> None:
    facts = {(f.ticket_id, f.stage, f.command_id) for f in alone.all(StageFact)}
    assert facts
    enter(alone)
    talk(alone.database, hub.database, names("x"))
    assert facts <= {(f.ticket_id, f.stage, f.command_id) for f in hub.all(StageFact)}
    assert hub.ticket("20001").stage == "Decorating"
    assert hub.ticket("20004").stage == "Covering", "an order that the hub had not heard of"
    assert alone.database.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(0,)]
    same(alone.database, hub.database)


def test_its_screen_shows_its_own_work_again_before_the_hub_has_ruled(alone: Bakery, hub: Bakery) -> None:
    """The hub's rows come first; over them the terminal makes its guesses again, so nobody scans a cake twice."""
    enter(alone)
    talk(alone.database, hub.database, names("x"), rounds=1)
    assert hub.ticket("20001").stage == "Filling"
    assert alone.ticket("20001").stage == "Decorating"
    assert alone.ticket("20003").stage == "Filling", "the hub's rows are here"


def test_its_people_stock_and_rules_stay_behind(alone: Bakery, hub: Bakery) -> None:
    """The hub's store has its own: nobody gets a heap of notices about staff numbers that are taken."""
    people, stock = hub.database.rows("SELECT * FROM staff"), hub.item("box").on_hand
    assert past(alone.database).stay > 0
    enter(alone)
    talk(alone.database, hub.database, names("x"))
    assert hub.database.rows("SELECT * FROM staff") == people
    assert hub.item("box").on_hand < stock, "what was made took its boxes, and only that"
    assert not hub.notices("rejected", "conflict", "dead")


def test_work_of_somebody_whom_the_hub_does_not_know_is_kept(alone: Bakery, hub: Bakery) -> None:
    """On the terminal she had a name of its own; the cake is made all the same."""
    zoe = Actor("zoe-of-this-terminal", "Zoe", Role.STAFF)
    receipt = alone.do(to_stage(alone, alone.ticket("20002")), zoe)
    assert receipt.accepted
    enter(alone)
    talk(alone.database, hub.database, names("x"))
    assert receipt.command_id in {f.command_id for f in hub.all(StageFact)}
    told = hub.database.rows("SELECT status, code FROM journal WHERE command_id = ?", (receipt.command_id,))
    assert told == [("merged", "unauthorised")]
    same(alone.database, hub.database)


def test_a_scan_of_hers_that_nothing_matched_is_kept_too(alone: Bakery, hub: Bakery) -> None:
    """The order is not there yet: when it comes, the scan that counts then is looked at like any other of hers."""
    zoe = Actor("zoe-of-this-terminal", "Zoe", Role.STAFF)
    receipt = alone.do(RecordUnknownScan("bannos", "B29999", "Filling"), zoe)
    assert receipt.accepted
    enter(alone)
    talk(alone.database, hub.database, names("x"))
    assert [scan.code for scan in hub.all(UnknownScan)] == ["B29999"]
    assert not hub.notices("rejected")
    same(alone.database, hub.database)


def test_cut_off_after_every_exchange_nothing_is_doubled(alone: Bakery, hub: Bakery) -> None:
    """The answer is lost again and again: what was sent is sent once more, and known."""
    from data.ledger.serve import serve
    from data.replica.asking import request
    from tests.sync_agent.lives.bakeries import NOW

    enter(alone)
    fresh = names("x")
    for most in (1, 2, 3):
        serve(hub.database, request(alone.database, most), fresh, NOW)
        talk(alone.database, hub.database, fresh, rounds=1)
        serve(hub.database, request(alone.database, most), fresh, NOW)
    talk(alone.database, hub.database, fresh)
    same(alone.database, hub.database)
    assert len(hub.all(StageFact)) == len({(f.ticket_id, f.stage) for f in hub.all(StageFact)})


def test_another_shops_rows_give_way_and_nothing_of_them_is_sent(alone: Bakery, template: Path, shop: Shop) -> None:
    """Whoever joins with --yes was told: a copy is kept beside it, the hub hears nothing of it."""
    assert past(alone.database).stores == STORES
    assert past(alone.database).same_shop(("bannos", "flourlane", "third"))
    assert not past(alone.database).same_shop(("bannos",))
    start_empty(alone.database)
    assert past(alone.database).stores == ()
    hub = shop.open().database
    hub_of(hub, "bannos")
    join(alone.database, "node-7", "bench-7", "o-7", ("bannos",), names("chain"))
    talk(alone.database, hub, names("x"))
    same(alone.database, hub)
    assert not StoredRows(hub).where(Ticket, store_id="bannos")


def test_a_new_machine_takes_the_hubs_rows(template: Path, hub: Bakery) -> None:
    empty: SqliteDatabase = in_memory(as_image(template.read_bytes()))
    join(empty, "node-7", "bench-7", "o-7", ("bannos",), names("chain"))
    talk(empty, hub.database, names("x"))
    assert digests_of(empty, "bannos") == digests_of(hub.database, "bannos")
