"""What goes wrong between a shop and its hub heals without a person: stock that drifted, subscriptions that were
dropped, three days without a line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.core.clock import HOUR, MINUTE
from data.notices.notice import Notice
from data.orders.order import DeadLetter, Order, Transaction
from data.shops.kept import WebhookGap
from data.shops.work import ERROR, Work
from data.stock.commands import WasteStock
from data.stock.item import InventoryItem
from sync_agent.demo_shop.faults import DOWN
from sync_agent.shops.keys import WEBHOOK
from sync_agent.work.repairs import GAPS, NAMES, STOCK, SUBSCRIPTIONS, Repairs
from sync_agent.work.reporting import report
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.healing import Healing
from tests.sync_agent.work.rig import SellingHub, database_in

pytestmark = pytest.mark.long
QUARTER = 15 * 60
VENDORS = [("shopify", ShopifyBench), ("square", SquareBench)]


@pytest.fixture(params=VENDORS, ids=lambda param: param[0])
def bench_of(request: pytest.FixtureRequest) -> tuple[str, Bench]:
    name, make = request.param
    return name, make()


@pytest.fixture
def kind(bench_of: tuple[str, Bench], tmp_path: Path) -> Iterator[Healing]:
    name, bench = bench_of
    bench.faults.all_off()
    hub = SellingHub(database_in(tmp_path), bench, name)
    with closing(hub.store):
        yield Healing(hub)


@pytest.fixture
def unkind(bench_of: tuple[str, Bench], tmp_path: Path) -> Iterator[Healing]:
    name, bench = bench_of
    with bench.faults.kind():
        hub = SellingHub(database_in(tmp_path), bench, name)
    with closing(hub.store):
        yield Healing(hub)


def told(healing: Healing):
    hub = healing.hub
    return hub.store.read(hub.organization, lambda database: report(database, hub.shop, 0))


def subscriptions(healing: Healing) -> dict[str, Any]:
    bench = healing.bench
    if isinstance(bench, ShopifyBench):
        return bench.played.state.subscriptions
    assert isinstance(bench, SquareBench)
    return bench.played.hooks.subscriptions


def test_stock_that_drifted_is_corrected_and_listed_with_both_numbers_and_a_second_run_changes_nothing(kind):
    hub, thing = kind.hub, min(kind.ours())
    assert kind.shown() == kind.ours()
    kind.bench.show(thing, hub.shop.location, 3)
    kind.bench.posts()

    assert kind.repairs.at_once(hub.organization, hub.shop, [STOCK]) == {STOCK: {"corrected": 1}}
    kind.pushes()
    assert kind.shown() == kind.ours()
    (one,) = told(kind).corrected
    assert (one.external_id, one.shown, one.ours, one.source) == (thing, 3, kind.ours()[thing], "reconciliation")

    before = hub.all(Work)
    assert kind.repairs.at_once(hub.organization, hub.shop, [STOCK]) == {STOCK: {"corrected": 0}}
    assert hub.all(Work) == before


def test_what_waits_for_its_push_is_no_drift(kind):
    hub = kind.hub
    item = hub.all(InventoryItem)[0]
    kind.gives(WasteStock(item.id, 5, "dropped"))

    assert kind.shown() != kind.ours()
    assert kind.repairs.at_once(hub.organization, hub.shop, [STOCK]) == {STOCK: {"corrected": 0}}


def test_where_webhooks_were_missed_stock_is_compared_at_the_next_sweep(kind):
    hub, thing = kind.hub, min(kind.ours())
    kind.passes(QUARTER)
    kind.bench.place_order()
    kind.bench.show(thing, hub.shop.location, 3)
    kind.bench.posts()
    for _ in range(3):
        kind.passes(QUARTER, hears=False)

    assert hub.all(WebhookGap)
    assert thing in {one.external_id for one in told(kind).corrected}
    kind.pushes()
    assert kind.shown() == kind.ours()


def test_subscriptions_that_the_vendor_dropped_are_there_again_within_the_hour_and_their_webhooks_are_taken(kind):
    hub = kind.hub
    kind.passes(QUARTER)
    subscriptions(kind).clear()
    kind.bench.clock.pass_by(HOUR / 1000)

    assert SUBSCRIPTIONS in kind.repairs.look(hub.organization, hub.shop)
    with kind.bench.faults.kind():
        there = set(hub.opener.with_shop(hub.organization, hub.shop, lambda shop: shop.subscriptions()))
    assert there == set(kind.bench.vendor.topics)
    kept = hub.store.read(hub.organization, lambda database: hub.opener.keys.of(database, hub.ident))
    assert kept[WEBHOOK] == kind.bench.secrets()[0]
    kind.bench.place_order()
    assert all(hub.hears(post) for post in kind.bench.posts())


def test_one_of_several_processes_does_a_repair_and_one_that_was_missed_is_done_once(kind):
    hub, other = kind.hub, Repairs(kind.opener)
    kind.repairs.look(hub.organization, hub.shop)
    kind.bench.clock.pass_by(3 * 24 * HOUR / 1000)

    assert set(kind.repairs.look(hub.organization, hub.shop)) == set(NAMES)
    assert other.look(hub.organization, hub.shop) == []
    assert kind.repairs.look(hub.organization, hub.shop) == []
    kind.bench.clock.pass_by(QUARTER)
    assert other.look(hub.organization, hub.shop) == [GAPS]


def test_a_repair_that_fails_is_tried_again_later_each_time_and_holds_up_no_other(kind):
    hub, bench = kind.hub, kind.bench
    kind.repairs.look(hub.organization, hub.shop)
    bench.clock.pass_by(HOUR / 1000)
    bench.faults.switch(DOWN, True, 1.0)
    before = bench.clock()
    assert SUBSCRIPTIONS not in kind.repairs.look(hub.organization, hub.shop)
    assert bench.clock() > before
    bench.faults.switch(DOWN, False)
    bench.clock.pass_by(MINUTE / 1000)

    assert SUBSCRIPTIONS in kind.repairs.look(hub.organization, hub.shop)


@pytest.mark.parametrize("hours", [18, pytest.param(72, marks=pytest.mark.proof)])
def test_a_line_that_is_cut_for_days_heals_without_a_person(unkind, hours):
    hub, bench = unkind.hub, unkind.bench
    unkind.passes(QUARTER)
    chance = bench.faults._chances[DOWN]
    bench.faults.switch(DOWN, True, 1.0)
    gids = []
    items = hub.all(InventoryItem)
    for hour in range(hours):
        if hour % 6 == 0:
            gids.append(bench.place_order())
            unkind.gives(WasteStock(items[hour % len(items)].id, 1, "dropped"))
        if hour == hours * 5 // 12:
            bench.edit_order(gids[1])
        if hour == hours * 3 // 4:
            bench.cancel_order(gids[2])
        unkind.passes(3600, hears=False)
    subscriptions(unkind).clear()
    assert hub.shop.says
    bench.faults.switch(DOWN, True, chance)

    for _ in range(4 * 26):
        unkind.passes(QUARTER)
    with bench.faults.kind():
        unkind.passes(QUARTER)
        unkind.pushes()

    known = {order.gid: order.status for order in hub.all(Order)}
    assert set(gids) <= set(known)
    assert known[gids[2]] == "CANCELLED"
    assert {sale.gid: sale.total for sale in hub.all(Transaction)}.get(gids[2], 0) == 0
    assert unkind.shown() == unkind.ours()
    assert not [one for one in hub.all(Work) if one.status == ERROR]
    assert not [letter for letter in hub.all(DeadLetter) if letter.reason == "push_failed" and not letter.closed_at]
    assert hub.shop.status == "CONNECTED"
    assert not hub.shop.says
    assert not [notice for notice in hub.all(Notice) if notice.code == "shop_broken"]
    assert subscriptions(unkind)
