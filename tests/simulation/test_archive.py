"""Closed orders leave those below and stay at the authority: whole, and back as soon as anything touches them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.command import Command
from data.core.outcome import Change, Put
from data.core.packed import pack
from data.exchange.archived import rows_of
from data.exchange.digests import digests_of
from data.exchange.versions import stamp
from data.ledger.archiving import _last_by_hand, archive
from data.ledger.own import rule
from data.ledger.pruning import REMEMBERED, prune
from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteFilling
from data.line.tend import SetStorage
from data.line.unknown import RecordUnknownScan
from data.notices.notice import Notice
from data.orders.cancelling import CancelOrder
from data.organization.store import Store
from data.store.execute import apply
from data.store.housekeeping import DAY
from sync_agent.simulate.house import House
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.oracle import differences, foreign, tables_of
from sync_agent.simulate.world import STORES, arrival, docket, staff_of
from tests.simulation.house import exchange, opened, shown

SOUTH = staff_of("south")[0]
SUE = staff_of("south")[2]
BELOW = ("s1", "m1")


@pytest.fixture
def house() -> Iterator[House]:
    found = opened()
    yield found
    found.close()


def do(node: SimNode, command: Command, who: Actor = SUE) -> str:
    node.machine.passes(1_000)
    receipt = node.issue(command, who, node.terminal)
    assert receipt.accepted, receipt.says
    return receipt.command_id


def orders_at(node: SimNode) -> set[str]:
    return {row[0] for row in node.disk.read("SELECT id FROM orders WHERE store_id = 'south'")}


def first_order(node: SimNode) -> tuple[str, str, str]:
    """Its id, a ticket of it, and that ticket's barcode."""
    sql = "SELECT order_id, id, code FROM ticket WHERE store_id = 'south' ORDER BY order_number, id LIMIT 1"
    order, ticket, code = node.disk.read(sql)[0]
    return order, ticket, code


def talk(house: House, *names: str) -> None:
    for name in names or BELOW:
        exchange(house, name)


def days_pass(house: House, days: int = 15) -> None:
    for node in house.nodes.values():
        node.machine.passes(days * DAY)


def tidied(house: House) -> int:
    return archive(house.cloud.disk, house.cloud.machine.now(), house.cloud.fresh)


def agree(house: House, name: str) -> None:
    """A node holds, table by table, what its authority shows, and no part of anything else."""
    node = house.nodes[name]
    assert digests_of(node.disk, "south") == digests_of(house.cloud.disk, "south")
    assert foreign(node.disk.read, tables_of(node.disk.read), node.scopes) == []
    ticketless = "SELECT count(*) FROM stage_fact WHERE ticket_id NOT IN (SELECT id FROM ticket)"
    orderless = "SELECT count(*) FROM ticket WHERE order_id NOT IN (SELECT id FROM orders)"
    assert [node.disk.read(sql)[0][0] for sql in (ticketless, orderless)] == [0, 0]


def cancel(node: SimNode, order: str, who: Actor) -> None:
    """And everybody has seen it."""
    do(node, CancelOrder(order, "never mind"), who)
    for (notice,) in node.disk.read("SELECT id FROM notice WHERE order_id = ? AND acknowledged_at IS NULL", (order,)):
        do(node, Acknowledge(notice), who)


def closed(house: House, asleep: tuple[str, ...] = ()) -> tuple[str, str, str]:
    """An order that was cancelled at m1 a fortnight ago and more, of which nothing is open any more; who is `asleep`
    has not heard of it."""
    node, awake = house.nodes["m1"], [name for name in reversed(BELOW) if name not in asleep]
    order, ticket, code = first_order(node)
    do(node, SetStorage(ticket, "Shelf 1"))
    cancel(node, order, SUE)
    talk(house, *awake)
    days_pass(house)
    return order, ticket, code


class TestAClosedOrder:
    def test_leaves_the_stores_in_which_somebody_else_scanned_it_as_well(self, house):
        """A cake of one store on another's bench: what became of that scan is told there, and goes with the order."""
        cloud, hub = house.cloud, house.nodes["north-hub"]
        order, ticket, _ = closed(house)
        at = cloud.machine.now() - 15 * DAY
        told = Notice("elsewhere", "north", "attention", "dead", "Not taken", order, ticket, None, at, at, SUE.staff_id)
        with cloud.disk.transaction():
            apply(cloud.disk, Put(told))
            stamp(cloud.disk, [("notice", pack([told.id]))], ("north", "south"), cloud.fresh, at)
        talk(house, "north-hub", *BELOW)
        assert hub.disk.read("SELECT count(*) FROM notice WHERE order_id = ?", (order,)) == [(1,)]

        assert tidied(house) == 1
        talk(house, "north-hub", *BELOW)
        assert hub.disk.read("SELECT count(*) FROM notice WHERE order_id = ?", (order,)) == [(0,)]
        assert digests_of(hub.disk, "north") == digests_of(cloud.disk, "north")

    def test_stays_while_another_store_has_something_of_it_that_is_new(self, house):
        cloud = house.cloud
        order, ticket, _ = closed(house)
        at = cloud.machine.now()
        told = Notice("elsewhere", "north", "attention", "dead", "Not taken", order, ticket, None, at, at, SUE.staff_id)
        with cloud.disk.transaction():
            apply(cloud.disk, Put(told))
            stamp(cloud.disk, [("notice", pack([told.id]))], ("north", "south"), cloud.fresh, at)

        assert tidied(house) == 0

    def test_leaves_those_below_whole_and_stays_at_the_authority(self, house):
        order, *_ = closed(house)
        before = len(rows_of(house.cloud.disk, [order]))
        assert before > 4

        assert tidied(house) == 1
        talk(house)

        assert order in orders_at(house.cloud)
        assert len(rows_of(house.cloud.disk, [order])) == before
        for name in BELOW:
            assert rows_of(house.nodes[name].disk, [order]) == []
            agree(house, name)

    def test_leaves_the_balances_as_they_are(self, house):
        closed(house)
        before = house.nodes["s1"].disk.read("SELECT id, on_hand, reserved FROM inventory_items ORDER BY id")
        tidied(house)
        talk(house)
        assert house.nodes["s1"].disk.read("SELECT id, on_hand, reserved FROM inventory_items ORDER BY id") == before

    def test_is_told_to_nobody_who_begins_anew(self, house):
        order, *_ = closed(house)
        tidied(house)
        days_pass(house, REMEMBERED // DAY + 1)
        prune(house.cloud.disk, house.cloud.machine.now(), house.cloud.fresh)

        assert exchange(house, "m1"), "the tombstones are forgotten: it hears everything anew"
        assert order not in orders_at(house.nodes["m1"])
        agree(house, "m1")

    def test_goes_through_a_store_hub_as_through_any_node(self, house):
        house.nodes["s1"].above = "cloud"
        north = house.nodes["n1"]
        sql = "SELECT id FROM orders WHERE store_id = 'north' ORDER BY id LIMIT 1"
        order = north.disk.read(sql)[0][0]
        cancel(north, order, staff_of("north")[2])
        for name in ("n1", "north-hub", "n1", "n2"):
            exchange(house, name)
        days_pass(house)
        assert tidied(house) == 1
        for name in ("north-hub", "n1", "n2"):
            exchange(house, name)
            assert rows_of(house.nodes[name].disk, [order]) == [], name
            node = house.nodes[name]
            assert digests_of(node.disk, "north") == digests_of(house.cloud.disk, "north"), name

    def test_goes_once(self, house):
        closed(house)
        assert (tidied(house), tidied(house)) == (1, 0)

    def test_of_another_policy_stays_longer(self, house):
        closed(house)
        with house.cloud.disk.transaction():
            apply(house.cloud.disk, Change(Store, ("south",), {"policies": pack({"archive_days": 60})}))
        assert tidied(house) == 0


class TestStays:
    def test_what_is_not_closed(self, house):
        days_pass(house, 400)
        do(house.nodes["s1"], SetStorage(first_order(house.nodes["s1"])[1], "Shelf 1"))
        talk(house)
        days_pass(house, 400)
        assert tidied(house) == 0

    def test_what_a_person_has_still_to_see(self, house):
        order, *_ = closed(house)
        sql = "INSERT INTO notice (id, store_id, level, code, text, order_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        house.cloud.disk.run(sql, ("n-1", "south", "attention", "waste", "Resell or waste", order, 0))
        assert tidied(house) == 0

    def test_what_was_closed_by_a_clock_that_is_years_slow(self, house):
        """Its terminal says that it was long ago; the hub knows that it heard of it today."""
        house.nodes["s1"].machine.error_ms = -3_650 * DAY
        days_pass(house, 30)
        node = house.nodes["s1"]
        order, *_ = first_order(node)
        do(node, CancelOrder(order, "never mind"))
        talk(house)
        assert tidied(house) == 0

    def test_the_last_number_that_a_terminal_gave_by_hand(self, house):
        """It tells its next number by the orders that it holds: a number must not be given twice."""
        numbers = [f"P01{n:03d}" for n in (1, 2, 9, 10)] + ["P02001", "P100001"]
        sql = "SELECT id FROM orders WHERE store_id = 'south' ORDER BY id LIMIT 4"
        for number, (order,) in zip(numbers, house.cloud.disk.read(sql), strict=False):
            house.cloud.disk.run("UPDATE orders SET number = ? WHERE id = ?", (number, order))
        assert _last_by_hand(house.cloud.disk, "south") == {"P01010"}

    def test_and_no_shop_can_confuse_that(self, house):
        house.cloud.disk.run("UPDATE orders SET number = 'P-XY' WHERE store_id = 'south'")
        assert _last_by_hand(house.cloud.disk, "south") == set()


class TestComesBackWhole:
    def archived(self, house: House) -> tuple[str, str, str]:
        found = closed(house)
        assert tidied(house) == 1
        return found

    def back(self, house: House, order: str) -> None:
        for name in BELOW:
            exchange(house, name)
            node = house.nodes[name]
            assert set(rows_of(node.disk, [order])) == set(rows_of(house.cloud.disk, [order])), name
            agree(house, name)
            assert differences(shown(node, "south"), shown(house.cloud, "south")) == [], name

    def test_when_a_terminal_that_slept_brings_something_about_it(self, house):
        order, ticket, _ = closed(house, asleep=("s1",))
        do(house.nodes["s1"], CompleteFilling(ticket, 0))
        assert tidied(house) == 1
        exchange(house, "m1")
        assert order not in orders_at(house.nodes["m1"])
        exchange(house, "s1")
        self.back(house, order)

    def test_when_its_news_comes_before_the_late_command_goes_up(self, house):
        """The row goes from under the guess, which is made again without effect, and settles at the hub."""
        order, ticket, _ = closed(house, asleep=("s1",))
        tidied(house)
        late = house.nodes["s1"]
        asked = late.ask(0)
        ident = do(late, CompleteFilling(ticket, 0))
        assert late.absorb(house.cloud.answer(asked)).taken
        assert order not in orders_at(late)
        exchange(house, "s1")
        assert house.cloud.disk.read("SELECT status FROM journal WHERE command_id = ?", (ident,)) == [("merged",)]
        self.back(house, order)

    def test_when_its_shop_changes_it(self, house):
        order, *_ = self.archived(house)
        number = house.cloud.disk.read("SELECT number FROM orders WHERE id = ?", (order,))[0][0]
        told = docket("south", int(number) - 20_000, version=9, quantity=3)
        cloud = house.cloud
        result = rule(cloud.disk, arrival("south", told), SERVICE_ACTOR, "shop", cloud.machine.stamp(), cloud.fresh)
        assert result.status in ("applied", "merged", "noop"), result
        if result.status != "noop":
            self.back(house, order)

    def test_when_somebody_scans_a_label_that_is_unknown_at_the_terminal(self, house):
        order, _, code = self.archived(house)
        talk(house)
        do(house.nodes["s1"], RecordUnknownScan("south", code, "Packing"), SOUTH)
        exchange(house, "s1")
        self.back(house, order)

    def test_but_not_when_such_a_scan_of_long_ago_is_forgotten(self, house):
        order, _, code = closed(house)
        do(house.nodes["s1"], RecordUnknownScan("south", code, "Packing"), SOUTH)
        talk(house)
        days_pass(house, 16)
        tidied(house)
        days_pass(house, 46)
        prune(house.cloud.disk, house.cloud.machine.now(), house.cloud.fresh)
        talk(house)
        assert order not in orders_at(house.nodes["m1"])
        agree(house, "m1")

    def test_and_goes_again_after_its_days(self, house):
        order, ticket, _ = closed(house, asleep=("s1",))
        do(house.nodes["s1"], SetStorage(ticket, "Shelf 2"))
        tidied(house)
        talk(house, "s1", "m1")
        assert tidied(house) == 0, "not in the next night"
        house.cloud.disk.run("UPDATE notice SET acknowledged_at = 1 WHERE order_id = ?", (order,))
        days_pass(house)
        assert tidied(house) == 1
        talk(house)
        assert order not in orders_at(house.nodes["s1"])


def test_a_hub_that_was_set_back_tells_what_it_shows(house):
    order, *_ = closed(house)
    image = house.cloud.disk.image()
    tidied(house)
    talk(house)
    house.cloud.replace(house.cloud.disk.again(image))
    exchange(house, "s1")
    exchange(house, "s1")
    assert order in orders_at(house.nodes["s1"])
    agree(house, "s1")


def test_both_stores_have_their_own_nights(house):
    closed(house)
    assert tidied(house) == 1
    assert house.cloud.disk.read("SELECT DISTINCT store_id FROM sync_archive") == [("south",)]
    assert STORES == ("north", "south")
