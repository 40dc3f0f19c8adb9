"""Three days in which nobody is at home, and then nobody who helps: what was sold, changed, called off and counted
meanwhile, at either end, is the same at both ends afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from data.core.clock import HOUR
from data.kitchen.ticket import Ticket
from data.notices.notice import Notice
from data.orders.order import DeadLetter, Order, Transaction, TransactionItem
from data.shops.kept import WebhookDelivery, WebhookGap
from data.shops.work import ERROR, Work
from data.stock.commands import CountStock
from data.stock.item import InventoryItem, InventoryTxn
from data.store.errors import StoreError
from data.store.postgres import native_url
from sync_agent.demo_shop.faults import DOWN
from sync_agent.work.poller import Poller
from sync_agent.work.reporting import report
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.healing import Healing
from tests.sync_agent.work.rig import BOTH, SellingHub, database_in, database_of
from tests.sync_agent.work.test_repairs import subscriptions

pytestmark = pytest.mark.long
QUARTER = 15 * 60
DAYS = 3
_BENCHES = {"shopify": ShopifyBench, "square": SquareBench}


@dataclass
class Outage:
    """A hub, its shop, and the URL of its database."""

    healing: Healing
    url: str

    @property
    def hub(self) -> SellingHub:
        return self.healing.hub

    def passes(self, seconds: int) -> None:
        """As the hub's threads do: a database that is away is asked again."""
        with suppress(StoreError):
            self.healing.passes(seconds)

    def restarts(self) -> None:
        """The database ends every connection, as a server that restarts."""
        if self.url.startswith("sqlite"):
            return
        with closing(psycopg.connect(native_url(self.url), autocommit=True)) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return database_of(request, request.param, tmp_path)


@pytest.fixture(params=sorted(_BENCHES))
def outage(request: pytest.FixtureRequest, database: str) -> Iterator[Outage]:
    bench: Bench = _BENCHES[request.param]()
    with bench.faults.kind():
        hub = SellingHub(database, bench, request.param)
    with closing(hub.store):
        yield Outage(Healing(hub, each=60), database)


def an_old_order(outage: Outage) -> str:
    """Older than any sweep looks back: what changes in it is found by the poll alone."""
    gid = outage.hub.bench.place_order()
    outage.passes(QUARTER)
    for _ in range(3):
        outage.passes(30 * 60 * 60)
    with outage.hub.bench.faults.kind():
        outage.passes(QUARTER)
    return gid


def life_goes_on(outage: Outage, hours: int) -> tuple[list[str], str]:
    """At the shop, while the hub is away: orders, second thoughts, sales over the counter, somebody who counts; whoever
    was told in vain is told no more. The orders, and the thing that was counted."""
    hub, bench = outage.hub, outage.hub.bench
    gids: list[str] = []
    before = outage.healing.shown()
    for hour in range(hours):
        bench.clock.pass_by(HOUR / 1000)
        if hour % 5 == 0:
            gids.append(bench.place_order())
        if hour % 11 == 3:
            bench.edit_order(gids[hour % len(gids)])
        if hour in (hours // 3, hours // 2):
            bench.cancel_order(gids[-1])
        if hour % 13 == 7 and isinstance(bench, SquareBench):
            bench.played.sell_at_the_till()
        bench.posts()
    # A thing that nobody bought: no order will have it told, only the comparison finds it.
    counted = min(thing for thing, many in outage.healing.shown().items() if many == before[thing])
    bench.show(counted, hub.shop.location or "", 3)
    bench.posts()
    subscriptions(outage.healing).clear()
    bench.end_access()
    return gids, counted


def comes_back(outage: Outage, quarters: int = 6) -> None:
    """The hub works again; its database restarts now and then."""
    item = max(outage.hub.all(InventoryItem), key=lambda one: one.id)
    outage.healing.gives(CountStock(item.id, 41))
    for n in range(quarters):
        if n % 2:
            outage.restarts()
        outage.passes(QUARTER)


def a_night_passes(outage: Outage) -> None:
    for _ in range(5):
        outage.passes(6 * 60 * 60)
    with outage.hub.bench.faults.kind():
        for _ in range(3):
            outage.passes(QUARTER)
        outage.healing.pushes()


def orders_of(hub: SellingHub) -> dict[str, tuple[object, ...]]:
    """What every order came to."""
    live = [ticket.order_id for ticket in hub.all(Ticket) if ticket.cancelled_at is None]
    return {one.gid: (one.status, one.customer, one.due_date, one.total, live.count(one.id)) for one in hub.all(Order)}


def sales_of(hub: SellingHub) -> dict[str, tuple[object, ...]]:
    lines = [(line.transaction_id, line.quantity) for line in hub.all(TransactionItem)]
    return {
        one.gid: (one.total, sorted(many for sale, many in lines if sale == one.id)) for one in hub.all(Transaction)
    }


def undisturbed(outage: Outage, folder: Path) -> SellingHub:
    """A hub that has only ever known the shop as it is in the end."""
    bench = outage.hub.bench
    with bench.faults.kind():
        twin = SellingHub(database_in(folder / "twin"), bench, outage.hub.vendor)
        Poller(twin.opener).poll(twin.organization, twin.shop)
    return twin


def everything(hub: SellingHub) -> list[object]:
    kinds = (Order, Ticket, Transaction, TransactionItem, InventoryItem, InventoryTxn, DeadLetter, Notice, WebhookGap)
    return [sorted(hub.all(kind), key=repr) for kind in kinds] + [
        sorted((one.id, one.version, one.status, one.quantity) for one in hub.all(Work))
    ]


def heals(outage: Outage, folder: Path, hours: int) -> None:
    hub, healing = outage.hub, outage.healing
    old = an_old_order(outage)
    before = hub.bench.clock()
    gids, counted = life_goes_on(outage, hours)
    hub.bench.edit_order(old)
    hub.bench.posts()
    comes_back(outage)
    assert set(gids) <= set(orders_of(hub)) | set(sales_of(hub)), "before any night"

    a_night_passes(outage)
    (folder / "twin").mkdir()
    twin = undisturbed(outage, folder)
    with closing(twin.store):
        assert orders_of(hub) == orders_of(twin)
        assert sales_of(hub) == sales_of(twin)
    assert healing.shown() == healing.ours()
    for item in hub.all(InventoryItem):
        lines = [one for one in hub.all(InventoryTxn) if one.item_id == item.id]
        assert (item.on_hand, item.reserved) == (
            sum(one.on_hand_delta for one in lines),
            sum(one.reserved_delta for one in lines),
        )

    told = hub.store.read(hub.organization, lambda database: report(database, hub.shop, before))
    assert {gap.gid for gap in told.missed} >= set(gids)
    assert (counted, 3) in {(one.external_id, one.shown) for one in told.corrected}
    assert not told.failed
    assert not [one for one in hub.all(Work) if one.status == ERROR]
    assert not [one for one in hub.all(DeadLetter) if one.reason == "push_failed" and not one.closed_at]
    assert not [one for one in hub.all(Notice) if one.code in ("shop_broken", "push_failed", "dead_letter")]
    assert (hub.shop.status, hub.shop.says or "") == ("CONNECTED", "")
    assert subscriptions(healing)

    with hub.bench.faults.kind():
        hub.bench.posts()
        kept = everything(hub)
        for name in ("first", "second"):
            healing.repairs.at_once(hub.organization, hub.shop)
            healing.poller.poll(hub.organization, hub.shop)
            healing.pushes(1)
            assert everything(hub) == kept, name


def test_a_day_without_a_hub_heals_without_a_person(outage, tmp_path):
    heals(outage, tmp_path, 16)


def test_what_came_just_before_the_shop_went_away_waits_for_it_and_is_nobodys_dead_letter(outage):
    """Square names an order and has it asked for."""
    hub, healing, bench = outage.hub, outage.healing, outage.hub.bench
    healing.passes(QUARTER)
    with bench.faults.kind():
        gid = bench.place_order()
        posts = bench.posts()
    chance = bench.faults._chances[DOWN]
    bench.faults.switch(DOWN, True, 1.0)
    for post in posts:
        hub.hears(post)
    for _ in range(11):
        healing.passes(6 * 60 * 60, hears=False)
    assert not [letter for letter in hub.all(DeadLetter) if letter.reason == "tries"]
    bench.faults.switch(DOWN, True, chance)
    with bench.faults.kind():
        for _ in range(3):
            healing.passes(QUARTER)
    assert gid in orders_of(hub) | sales_of(hub)
    assert {one.state for one in hub.all(WebhookDelivery)} == {"taken"}
    assert not [one for one in hub.all(Notice) if one.code in ("shop_broken", "dead_letter")]


@pytest.mark.proof
def test_three_days_without_a_hub_heal_without_a_person(outage, tmp_path):
    heals(outage, tmp_path, DAYS * 24)
