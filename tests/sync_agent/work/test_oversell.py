"""The last ten of something, and fifty who want it at once: by counter, webhook, poll and file, through two hub
processes' stores. What can still be refused is never sold twice; what was sold already is held once, and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from data.core.command import Command
from data.core.packed import pack
from data.exchange.message import Result
from data.kitchen.ticket import Ticket
from data.ledger.own import rule
from data.notices.notice import Notice
from data.orders.docket import docket_to_args
from data.orders.intake import PlaceOrder
from data.orders.order import Order
from data.shops.link import LinkStock
from data.shops.work import Work
from data.stock.commands import CountStock, ReceiveStock
from data.stock.item import InventoryItem, InventoryTxn
from data.stock.setting_up import AddItem, AddProduct
from sync_agent.hub.organizations import HUB, SOURCE, fresh
from sync_agent.hub.store import HubStore, opened
from sync_agent.work.inbox import InboxWorker
from sync_agent.work.opening import Opener
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.support.dockets import cake, docket, ingest
from tests.sync_agent.work.rig import BOTH, SellingHub, database_of

T = TypeVar("T")
LAST, WANTED = 10, 50
HANDS = 8
TART = "tart"


class Rush:
    """A hub that has ten tarts left, and another process's store over the same database."""

    def __init__(self, hub: SellingHub, other: HubStore) -> None:
        self.hub, self.other = hub, other
        self.give(AddItem(TART, "bannos", "Tart", "pc", "TART", reorder_point=2))
        self.give(CountStock(TART, LAST))
        self.give(AddProduct("tart-as-sold", "bannos", "Tart", "TART", TART))
        things = (("801", "TART", "Tart", None, "", TART),)
        self.give(LinkStock(hub.ident, things))

    def give(self, command: Command, store: HubStore | None = None) -> Result:
        given = self.hub.opener.stamp()

        def work(database):
            return rule(database, command, HUB, SOURCE, given, fresh, ("bannos",))

        return (store or self.hub.store).write(self.hub.organization, work)

    def at_once(self, deeds: Sequence[Callable[[HubStore], T]]) -> list[T]:
        """All that eight pairs of hands can do, half of them in the other process."""
        begin = Barrier(HANDS)

        def hand(first: int) -> list[T]:
            begin.wait()
            return [deed((self.hub.store, self.other)[n % 2]) for n, deed in enumerate(deeds) if n % HANDS == first]

        with ThreadPoolExecutor(HANDS) as hands:
            return [one for found in hands.map(hand, range(HANDS)) for one in found]

    @property
    def item(self) -> InventoryItem:
        (found,) = [one for one in self.hub.all(InventoryItem) if one.id == TART]
        return found

    def sums(self) -> tuple[int, int]:
        lines = [one for one in self.hub.all(InventoryTxn) if one.item_id == TART]
        return sum(one.on_hand_delta for one in lines), sum(one.reserved_delta for one in lines)

    def told(self, code: str) -> int:
        return sum(notice.code == code for notice in self.hub.all(Notice))


@pytest.fixture(params=BOTH)
def rush(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rush]:
    bench: Bench = ShopifyBench()
    bench.faults.all_off()
    url = database_of(request, request.param, tmp_path)
    hub = SellingHub(url, bench, "shopify")
    with closing(hub.store), closing(opened(url)) as other:
        yield Rush(hub, other)


def tarts(n: int, quantity: int = 1):
    return docket(f"5{n:04d}", cake("1", "Tart", sku="TART", size=None, quantity=quantity))


def test_of_fifty_customers_at_the_counter_ten_get_one_and_forty_hear_that_there_is_none(rush):
    def buys(n: int) -> Callable[[HubStore], Result]:
        order = PlaceOrder("bannos", pack(docket_to_args(tarts(n))), confirmed=True)
        return lambda store: rush.give(order, store)

    heard = Counter((one.status, one.code) for one in rush.at_once([buys(n) for n in range(WANTED)]))
    assert heard == {("applied", "applied"): LAST, ("refused", "short"): WANTED - LAST}
    assert (rush.item.available, rush.item.reserved, rush.sums()) == (0, LAST, (LAST, LAST))
    assert len(rush.hub.all(Order)) == LAST
    assert not any(ticket.inventory_blocked for ticket in rush.hub.all(Ticket))


def test_each_of_fifty_sold_orders_is_held_once_however_often_and_by_whatever_way_it_comes(rush):
    """W05, O13: five times each, as files and from several workers; O10, O11: what is short says so, once for an
    order, and the shop is told nothing below zero, in one row."""

    def comes(n: int) -> Callable[[HubStore], Result]:
        return lambda store: rush.give(ingest(tarts(n % WANTED)), store)

    heard = Counter(one.code for one in rush.at_once([comes(n) for n in range(5 * WANTED)]))
    assert heard == {"applied": WANTED, "duplicate": 4 * WANTED}
    assert (rush.item.on_hand, rush.item.reserved) == rush.sums() == (LAST, WANTED)
    blocked = [ticket for ticket in rush.hub.all(Ticket) if ticket.inventory_blocked]
    assert len(blocked) == WANTED - LAST
    assert {ticket.stage for ticket in blocked} == {"Filling"}
    assert rush.told("inventory_blocked") == WANTED - LAST
    (work,) = rush.hub.all(Work)
    assert (work.subject, work.topic, work.status) == ("801", "inventory_push", "pending")
    assert rush.told("low_stock") == 1


def test_a_webhook_that_comes_while_its_order_is_polled_and_read_from_a_file_is_one_order(rush):
    hub, bench = rush.hub, rush.hub.bench
    hub.poller.poll(hub.organization, hub.shop)
    gids = {bench.place_order() for _ in range(6)}
    for post in bench.posts():
        hub.hears(post)
        hub.hears(post)
    bench.clock.pass_by(900)

    def works(store: HubStore) -> int:
        return InboxWorker(Opener(store, hub.opener.keys, hub.opener.changed, bench.clock, hub._vendor)).once(
            hub.organization, 2
        )

    def polls(store: HubStore) -> int:
        return hub.poller.poll(hub.organization, hub.shop) or 0

    rush.at_once([works, works, works, polls, works, works, works, works] * 3)
    hub.takes_in()
    orders = [order.gid for order in hub.all(Order)]
    assert sorted(orders) == sorted(gids)
    tickets = hub.all(Ticket)
    assert len({(ticket.order_id, ticket.line_id, ticket.unit) for ticket in tickets}) == len(tickets)
    balances = {item.id: (item.on_hand, item.reserved) for item in hub.all(InventoryItem)}
    found: dict[str, tuple[int, int]] = dict.fromkeys(balances, (0, 0))
    for line in hub.all(InventoryTxn):
        on_hand, reserved = found[line.item_id]
        found[line.item_id] = on_hand + line.on_hand_delta, reserved + line.reserved_delta
    assert found == balances


def test_low_stock_is_told_once_for_each_crossing_and_anew_after_there_was_enough(rush):
    """W06, W07, N5."""
    for n in range(WANTED)[: LAST - 2]:
        rush.give(ingest(tarts(n)))
    assert rush.told("low_stock") == 1
    rush.give(ingest(tarts(90)))
    assert rush.told("low_stock") == 1
    rush.give(ReceiveStock(TART, 1))
    assert rush.told("low_stock") == 1, "two of them are still few"
    rush.give(ReceiveStock(TART, 20))
    rush.give(ingest(tarts(91, 20)))
    assert (rush.item.available, rush.told("low_stock")) == (2, 2)
