"""Several workers at one shop: each order is asked for by one of them, and one who was killed keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.ledger import leases
from data.ledger.leases import LEASE
from data.orders.order import Order
from sync_agent.shops.vendor import Page
from sync_agent.work.poller import Poller
from sync_agent.work.turns import turn
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.sync_agent.work.rig import BOTH, SellingHub, database_of

QUARTER = 15 * 60


@pytest.fixture(params=BOTH)
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SellingHub]:
    bench: Bench = ShopifyBench()
    bench.faults.all_off()
    selling = SellingHub(database_of(request, request.param, tmp_path), bench, "shopify")
    with closing(selling.store):
        selling.poller.poll(selling.organization, selling.shop)
        bench.clock.pass_by(QUARTER)
        yield selling


def test_while_one_asks_another_does_not_and_what_one_has_just_asked_is_not_asked_again(hub, monkeypatch):
    first, second = hub.poller, Poller(hub.opener)
    gid, before = hub.bench.place_order(), hub.shop
    hub.bench.clock.pass_by(QUARTER)
    page, meanwhile = first._page, []

    def page_of(*args: object) -> Page:
        meanwhile.append(second.poll(hub.organization, before))
        return page(*args)

    monkeypatch.setattr(first, "_page", page_of)
    assert first.poll(hub.organization, before) == 1
    assert meanwhile == [None]
    assert second.poll(hub.organization, before) is None, "it read the row before the other was done"
    assert second.poll(hub.organization, hub.shop) == 0
    assert [order.gid for order in hub.all(Order)] == [gid]


def test_one_who_was_killed_over_a_page_is_followed_within_a_minute_and_its_late_word_does_not_move_the_cursor(
    hub, monkeypatch
):
    late, second = hub.poller, Poller(hub.opener)
    hub.bench.place_order()
    before = hub.shop
    hub.bench.clock.pass_by(QUARTER)
    page = late._page

    def page_of(*args: object) -> Page:
        found = page(*args)
        hub.bench.clock.pass_by(LEASE / 1000 + 1)
        assert second.poll(hub.organization, before) == 1
        return Page(found.orders, "a place in the pages")

    monkeypatch.setattr(late, "_page", page_of)
    assert late.poll(hub.organization, before) is None
    (order,) = hub.all(Order)
    synced = hub.shop.synced_at
    assert synced is not None
    assert synced > (before.synced_at or 0) + QUARTER * 1000
    assert order.status == "CONFIRMED"


def test_a_turn_is_let_go_of_whatever_happens_in_it(hub):
    def broken() -> None:
        with turn(hub.opener, hub.organization, "something") as ours:
            assert ours is not None
            assert ours.still()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    with turn(hub.opener, hub.organization, "something") as ours:
        assert ours is not None
        taken = hub.store.write(
            hub.organization, lambda database: leases.take(database, "something", "another", hub.bench.clock())
        )
        assert taken is None
        hub.bench.clock.pass_by(LEASE / 1000 + 1)
        assert ours.still(), "late, and nobody has taken it"
        hub.bench.clock.pass_by(LEASE / 1000 + 1)
        hub.store.write(
            hub.organization, lambda database: leases.take(database, "something", "another", hub.bench.clock())
        )
        assert not ours.still()
