"""Webhooks in any order, some twice, a fifth of them lost, then one poll: the orders are what the shop has."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.kitchen.ticket import Ticket
from data.orders.order import DeadLetter, Order, Transaction
from data.shops.kept import WebhookDelivery
from sync_agent.demo_shop.outbox import Post
from sync_agent.shops.vendor import Shop
from tests.contract.bench import Bench, content
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.rig import SellingHub, database_in

pytestmark = pytest.mark.long

DELIVERIES, LOST, TWICE = 50, 0.2, 0.3
_BENCHES = {"shopify": ShopifyBench, "square": SquareBench}


@pytest.fixture(params=sorted(_BENCHES))
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SellingHub]:
    bench: Bench = _BENCHES[request.param]()
    bench.faults.all_off()
    selling = SellingHub(database_in(tmp_path), bench, request.param)
    with closing(selling.store):
        selling.poller.poll(selling.organization, selling.shop)
        yield selling


def a_day(hub: SellingHub, dice: random.Random) -> tuple[set[str], list[Post]]:
    """Orders are placed, changed and called off; what the shop tells of it."""
    gids: list[str] = []
    told: list[Post] = []
    while len(told) < DELIVERIES:
        deed = dice.random()
        if deed < 0.4 or not gids:
            gids.append(hub.bench.place_order())
        elif deed < 0.8:
            hub.bench.edit_order(dice.choice(gids))
        else:
            hub.bench.cancel_order(dice.choice(gids))
        hub.bench.clock.pass_by(dice.randrange(1, 90))
        told += hub.bench.posts()
    return set(gids), told


def stormy(told: list[Post], dice: random.Random) -> list[Post]:
    """Which come, and in which order."""
    came = [post for post in told if dice.random() >= LOST]
    came += [post for post in came if dice.random() < TWICE]
    dice.shuffle(came)
    return came


def stands(hub: SellingHub, gids: set[str]) -> dict[str, Any]:
    """What a person would see of these orders."""
    tickets: dict[str, list[Ticket]] = {}
    for ticket in hub.all(Ticket):
        tickets.setdefault(ticket.order_id, []).append(ticket)
    orders = {one.gid: (one, tickets.get(one.id, [])) for one in hub.all(Order) if one.gid in gids}
    return {one.gid: one for one in hub.all(Transaction) if one.gid in gids} | orders


def by_the_shop(hub: SellingHub, gids: set[str]) -> dict[str, str]:
    """The content of each order as the shop itself shows it now."""

    def ask(there: Shop) -> dict[str, str]:
        shown = {gid: there.order(gid) for gid in gids}
        return {gid: content(hub.bench, seen) for gid, seen in shown.items() if seen is not None}

    return hub.opener.with_shop(hub.organization, hub.shop, ask)


def _hash(stands: Any) -> str:
    return str((stands[0] if isinstance(stands, tuple) else stands).content_hash)


@pytest.mark.parametrize("many", [10, pytest.param(500, marks=pytest.mark.proof)])
def test_however_they_come_one_poll_later_the_orders_are_what_the_shop_has(hub: SellingHub, many: int):
    for n in range(many):
        dice = random.Random(f"{hub.vendor} {n}")
        # The days before are no part of this one's sweep.
        hub.bench.clock.pass_by(4 * 24 * 3_600)
        hub.opener.keep(hub.organization, hub.shop, hub.bench.first_token())
        gids, told = a_day(hub, dice)
        came = stormy(told, dice)
        new = sum(hub.hears(post) for post in came)
        assert new == len({id(post) for post in came})
        hub.takes_in()
        hub.bench.clock.pass_by(900)
        hub.poller.poll(hub.organization, hub.shop)
        stormed = stands(hub, gids)

        assert {gid: _hash(one) for gid, one in stormed.items()} == by_the_shop(hub, gids), n
        assert hub.poller.sweep(hub.organization, hub.shop) == 0, n
        assert stands(hub, gids) == stormed, n
    assert {one.state for one in hub.all(WebhookDelivery)} == {"taken"}
    assert [one for one in hub.all(DeadLetter) if one.order_id is None] == []
