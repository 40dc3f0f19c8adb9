"""A shop that was just connected tells what it sold before: all of it, once, however often whoever asks is killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from data.ledger import leases
from data.orders.order import Order, Transaction, TransactionItem
from data.shops.connecting import INITIAL_SYNC
from data.shops.integration import SyncJob
from data.shops.kept import WebhookGap
from sync_agent.demo_shop.faults import DOWN, EXPIRED
from sync_agent.shops.trouble import Rejected, Throttled, Unavailable
from sync_agent.shops.vendor import Page
from sync_agent.work.patience import PatientOpener
from sync_agent.work.poller import OVERLAP, Poller
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.rig import SellingHub, database_in

pytestmark = pytest.mark.long
VENDORS = [("shopify", ShopifyBench), ("square", SquareBench)]
MANY = 60


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(params=VENDORS, ids=lambda param: param[0])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SellingHub]:
    name, make = request.param
    bench: Bench = make()
    with bench.faults.kind():
        selling = SellingHub(database_in(tmp_path), bench, name)
        for _ in range(MANY):
            bench.place_order()
            bench.clock.pass_by(60)
        bench.posts()
    with closing(selling.store):
        yield selling


def job(hub: SellingHub) -> SyncJob:
    (found,) = [one for one in hub.all(SyncJob) if one.kind == INITIAL_SYNC]
    return found


def known(hub: SellingHub) -> set[str]:
    return {order.gid for order in hub.all(Order)} | {sale.gid for sale in hub.all(Transaction)}


def killed_at_page(monkeypatch: pytest.MonkeyPatch, poller: Poller, page: int) -> None:
    pages = iter(range(1, page + 1))
    asks = poller._first._page

    def page_of(*args: Any) -> Page:
        if next(pages) == page:
            raise Killed
        return asks(*args)

    monkeypatch.setattr(poller._first, "_page", page_of)


def test_whoever_is_killed_in_the_middle_is_followed_by_one_who_goes_on_there_and_nothing_is_there_twice(
    hub, monkeypatch
):
    for fault in (DOWN, EXPIRED):
        hub.bench.faults.switch(fault, False)
    clock, opener = hub.bench.clock, PatientOpener.over(hub.opener, hub.bench.clock.pass_by)
    first, second = Poller(opener), Poller(opener)
    killed_at_page(monkeypatch, first, 2)
    monkeypatch.setattr(leases, "leave", lambda *args: None)
    with pytest.raises(Killed):
        first.poll(hub.organization, hub.shop)
    monkeypatch.undo()

    assert (job(hub).status, hub.shop.synced_at) == ("running", None)
    begun = job(hub).done
    assert 0 < begun < MANY
    assert job(hub).total == (MANY if hub.vendor == "shopify" else None), "Square counts no orders"
    assert len(known(hub)) == begun

    assert second.poll(hub.organization, hub.shop) is None
    clock.pass_by(leases.LEASE / 1000 + 1)
    assert second.poll(hub.organization, hub.shop) == MANY - begun
    assert (job(hub).status, job(hub).done, job(hub).total, job(hub).cursor) == ("done", MANY, MANY, None)
    assert len(known(hub)) == MANY
    assert hub.shop.synced_at is not None
    assert hub.all(WebhookGap) == []


class Dying:
    """A store under a process that is killed after so many writes: before the last of them, or right behind it."""

    def __init__(self, hub: SellingHub, writes: int) -> None:
        self._store, self._left, self._behind = hub.store, writes, writes % 2 == 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, *args: Any) -> Any:
        self._left -= 1
        if self._left < 0 or (self._left == 0 and not self._behind):
            raise Killed
        done = self._store.write(*args)
        if self._left == 0:
            raise Killed
        return done


def test_one_after_the_other_is_killed_a_step_later_and_in_the_end_all_of_it_is_there_once(hub):
    hub.bench.faults.switch(DOWN, False)
    clock = hub.bench.clock
    for writes in range(1, MANY):
        opener = PatientOpener.over(hub.opener, clock.pass_by)
        opener.store = Dying(hub, writes)
        with suppress(Killed):
            Poller(opener).poll(hub.organization, hub.shop)
        synced = hub.shop.synced_at
        assert synced is None or len(known(hub)) == MANY
        if synced is not None:
            break
        clock.pass_by(leases.LEASE / 1000 + 1)

    assert (job(hub).status, hub.shop.synced_at is None) == ("done", False)
    assert len(known(hub)) == MANY
    sales = hub.all(Transaction)
    lines = [(line.transaction_id, line.line_id) for line in hub.all(TransactionItem)]
    assert (len(sales), len(lines)) == (len({one.gid for one in sales}), len(set(lines)))
    assert hub.all(WebhookGap) == []


def test_a_shop_that_does_not_say_how_many_there_are_tells_them_all_the_same(hub, monkeypatch):
    def count(*args: Any) -> int:
        raise Rejected("The shop counts nothing")

    shop_of = type(hub.opener.with_shop(hub.organization, hub.shop, lambda there: there))
    monkeypatch.setattr(shop_of, "count", count)
    opener = PatientOpener.over(hub.opener, hub.bench.clock.pass_by)
    for fault in (DOWN, EXPIRED):
        hub.bench.faults.switch(fault, False)
    while hub.shop.synced_at is None:
        Poller(opener).poll(hub.organization, hub.shop)

    assert (job(hub).status, job(hub).done) == ("done", MANY)


def test_a_shop_that_does_not_answer_leaves_the_work_where_it_stands_and_says_why(hub):
    hub.bench.faults.switch(DOWN, True, 1.0)
    with pytest.raises((Unavailable, Throttled)):  # by its dice it says when to come again, or does not
        hub.poller.poll(hub.organization, hub.shop)

    assert job(hub).status == "failed"
    assert job(hub).says
    assert hub.shop.synced_at is None


def test_what_it_is_synced_up_to_is_never_ahead_of_the_orders_that_are_here(hub, monkeypatch):
    opener = PatientOpener.over(hub.opener, hub.bench.clock.pass_by)
    poller = Poller(opener)
    while hub.shop.synced_at is None:
        poller.poll(hub.organization, hub.shop)
    with hub.bench.faults.kind():
        hub.bench.clock.pass_by(900)
        late = [hub.bench.place_order() for _ in range(3)]
        taken: list[str] = []

        def take(organization: str, shop: Any, order: Any, source: str = "poll") -> int:
            if taken:
                raise Killed
            taken.append(order.gid)
            return 1

        before = hub.shop.synced_at
        monkeypatch.setattr(poller, "_take", take)
        with pytest.raises(Killed):
            poller.poll(hub.organization, hub.shop)
        assert hub.shop.synced_at == before
        hub.poller.poll(hub.organization, hub.shop)

    assert set(late) <= known(hub)
    assert hub.shop.synced_at > before


def test_the_same_orders_again_leave_the_same_rows(hub):
    with hub.bench.faults.kind():
        hub.poller.poll(hub.organization, hub.shop)
        before = (hub.all(Order), hub.all(Transaction), hub.all(TransactionItem))
        hub.bench.clock.pass_by(OVERLAP / 1000 / 2)
        assert hub.poller.poll(hub.organization, hub.shop) == 0
        assert hub.poller.sweep(hub.organization, hub.shop) == 0
    assert (hub.all(Order), hub.all(Transaction), hub.all(TransactionItem)) == before
