"""Whoever disconnects a shop at a screen has no shell at the hub: what opened the shop must go there by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.shops.connecting import ConnectShop, DisconnectShop
from data.shops.kept import ShopSecret
from sync_agent.shops.keys import ACCESS
from sync_agent.work.letting_go import JUST_KEPT, let_go
from tests.shops.shopify.bench import ShopifyBench
from tests.sync_agent.work.rig import SellingHub, database_in

A_WHILE_S = JUST_KEPT // 1_000 + 60


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[SellingHub]:
    bench = ShopifyBench()
    for fault in bench.faults.names:
        bench.faults.switch(fault, False)
    selling = SellingHub(database_in(tmp_path), bench, "shopify")
    with closing(selling.store):
        yield selling


def disconnect(hub: SellingHub) -> None:
    """As a screen does."""
    hub.opener.give(hub.organization, hub.shop, DisconnectShop(hub.ident, "we sell there no more"))


def lets_go(hub: SellingHub) -> bool:
    return let_go(hub.opener, hub.organization, hub.shop)


def test_nothing_opens_a_disconnected_shop_a_while_later(hub: SellingHub) -> None:
    disconnect(hub)
    hub.bench.clock.pass_by(A_WHILE_S)

    assert lets_go(hub)
    assert hub.all(ShopSecret) == []
    assert not lets_go(hub)


def test_a_connected_shop_keeps_what_opens_it(hub: SellingHub) -> None:
    hub.bench.clock.pass_by(A_WHILE_S)

    assert not lets_go(hub)
    assert hub.all(ShopSecret)


def test_what_a_new_connection_has_just_kept_is_not_taken_from_it(hub: SellingHub) -> None:
    disconnect(hub)
    hub.bench.clock.pass_by(A_WHILE_S)
    hub.keep(hub.ident, {ACCESS: "another"})
    assert not lets_go(hub)

    hub.opener.give(hub.organization, hub.shop, ConnectShop("bannos", "shopify", hub.bench.account, connected=True))
    hub.bench.clock.pass_by(A_WHILE_S)
    assert not lets_go(hub)
    assert hub.all(ShopSecret)
