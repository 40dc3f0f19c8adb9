"""Whoever disconnects a shop at a screen has no shell at the hub: what opened the shop must go there by itself, and its
vendor must learn that we need it no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.core.outcome import Put
from data.shops.connecting import ConnectShop, DisconnectShop
from data.shops.kept import ShopSecret
from data.store.execute import apply
from sync_agent.shops.keys import ACCESS, REFRESH
from sync_agent.shops.trouble import Disconnected, Unavailable
from sync_agent.work.letting_go import JUST_KEPT, MOST_TRIES, Farewells
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.rig import SellingHub, database_in

A_WHILE_S = JUST_KEPT // 1_000 + 60
Make = Callable[..., SellingHub]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[SellingHub] = []

    def selling(bench: Bench, vendor: str) -> SellingHub:
        bench.faults.all_off()
        made.append(SellingHub(database_in(tmp_path), bench, vendor))
        return made[-1]

    yield selling
    for hub in made:
        with closing(hub.store):
            pass


@pytest.fixture
def hub(make: Make) -> SellingHub:
    return make(ShopifyBench(), "shopify")


@pytest.fixture
def square(make: Make) -> SellingHub:
    return make(SquareBench(secret=True), "square")


def disconnect(hub: SellingHub) -> None:
    """As a screen does."""
    hub.opener.give(hub.organization, hub.shop, DisconnectShop(hub.ident, "we sell there no more"))


def lets_go(hub: SellingHub) -> bool:
    return Farewells(hub.opener).let_go(hub.organization, hub.shop)


def a_while_after(hub: SellingHub) -> str:
    """It was disconnected; the token that it was opened with."""
    access = hub.opener.kept(hub.organization, hub.shop)[ACCESS]
    disconnect(hub)
    hub.bench.clock.pass_by(A_WHILE_S)
    return access


def opens(hub: SellingHub, access: str) -> bool:
    try:
        hub.bench.shop(access).places()
    except Disconnected:
        return False
    return True


def test_nothing_opens_a_disconnected_shop_a_while_later(hub: SellingHub) -> None:
    a_while_after(hub)

    assert lets_go(hub)
    assert hub.all(ShopSecret) == []
    assert not lets_go(hub)


def test_a_connected_shop_keeps_what_opens_it(hub: SellingHub) -> None:
    hub.bench.clock.pass_by(A_WHILE_S)

    assert not lets_go(hub)
    assert hub.all(ShopSecret)


def test_what_a_new_connection_has_just_kept_is_not_taken_from_it(hub: SellingHub) -> None:
    a_while_after(hub)
    hub.keep(hub.ident, {ACCESS: "another"})
    assert not lets_go(hub)

    hub.opener.give(hub.organization, hub.shop, ConnectShop("bannos", "shopify", hub.bench.account, connected=True))
    hub.bench.clock.pass_by(A_WHILE_S)
    assert not lets_go(hub)
    assert hub.all(ShopSecret)


class TestThePermission:
    def test_is_given_back_to_square(self, square):
        access = a_while_after(square)
        assert opens(square, access)

        assert lets_go(square)
        assert not opens(square, access)
        assert (square.shop.says, square.all(ShopSecret)) == ("we sell there no more", [])
        assert square.bench.played.violations == []

    def test_that_another_store_sells_by_loses_this_token_only(self, square):
        """RevokeToken by the seller's name would close the other store's shop as well."""
        other = square.bench.first_token()
        theirs = replace(square.shop, id="theirs", store_id="flourlane")
        with square.store.door(square.organization) as database, database.transaction():
            apply(database, Put(theirs))
        access = a_while_after(square)

        assert lets_go(square)
        assert not opens(square, access)
        assert opens(square, other.access)

    def test_that_only_the_owner_can_take_back_is_said_so_in_the_shops_row(self, hub: SellingHub) -> None:
        a_while_after(hub)

        assert lets_go(hub)
        assert "Its owner must take our permission back at Shopify" in str(hub.shop.says)

    def test_that_was_handed_to_us_ends_where_it_was_made(self, square):
        """A private application's token: what it is good for besides is not ours to know."""
        access = square.opener.kept(square.organization, square.shop)[ACCESS]
        square.opener.forget(square.organization, square.shop)
        square.keep(square.ident, {ACCESS: access})
        a_while_after(square)

        assert REFRESH not in square.opener.kept(square.organization, square.shop)
        assert lets_go(square)
        assert opens(square, access)
        assert "handed to us" in str(square.shop.says)

    @pytest.mark.parametrize("answered", [True, False])
    def test_is_given_back_later_to_a_vendor_that_is_away_and_nobody_waits_for_it(self, square, monkeypatch, answered):
        access, farewells = a_while_after(square), Farewells(square.opener)
        asked: list[int] = []
        real = square.bench.square.leave

        def away(*_: object, **__: object) -> None:
            asked.append(square.bench.clock())
            raise Unavailable("Square does not answer")

        monkeypatch.setattr(square.bench.square, "leave", away)
        for _ in range(3):
            assert not farewells.let_go(square.organization, square.shop)
        assert len(asked) == 1, "not at every look"
        if answered:
            monkeypatch.setattr(square.bench.square, "leave", real)
        for _ in range(MOST_TRIES):
            square.bench.clock.pass_by(900)
            farewells.let_go(square.organization, square.shop)

        assert square.all(ShopSecret) == []
        assert opens(square, access) is not answered
        assert ("does not answer" in str(square.shop.says)) is not answered
