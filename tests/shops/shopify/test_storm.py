"""However Shopify's webhooks come - late, twice, in any order, or not at all - one poll later all orders are right.

They carry the order as it was then, and several changes of one second bear the same time.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.packed import unpack
from data.kitchen.ticket import Ticket
from data.orders.arrival import arrivals
from data.orders.order import CANCELLED, DeadLetter, Order, Transaction
from data.organization.store import Store
from sync_agent.demo_shop.outbox import Post
from sync_agent.shops.vendor import OrderNamed, OrderSeen, Shop
from tests.contract.bench import MINUTE, all_pages, kind_shop
from tests.shops.shopify.bench import ShopifyBench
from tests.support.bakery import Bakery

ORDERS, PERMUTATIONS = 10, 12


def take_in(bakery: Bakery, seen: OrderSeen) -> None:
    store = bakery.rows.get(Store, "bannos")
    assert store is not None
    for arrival in arrivals(seen.raw, store, "shopify"):
        bakery.do(arrival.command, SERVICE_ACTOR)


def stands(bakery: Bakery) -> dict[str, Any]:
    """What a kitchen would work from, and what was sold; of a cancelled order, that it is."""
    live = Counter(ticket.order_id for ticket in bakery.all(Ticket) if ticket.cancelled_at is None)
    orders = {
        one.gid: (one.status, live[one.id], None if one.status == CANCELLED else unpack(one.docket)["lines"])
        for one in bakery.all(Order)
    }
    return orders | {sale.id: sale.total for sale in bakery.all(Transaction) if sale.total}


@pytest.fixture(scope="module")
def day() -> tuple[list[OrderSeen], list[OrderSeen]]:
    """What the webhooks that were not lost tell, or lead to when they only name an order; and what one poll finds."""
    bench = ShopifyBench(seed=23)
    with bench.faults.kind():
        shop = kind_shop(bench)
        shop.subscribe(bench.vendor.topics)
    since, told = bench.clock(), list[OrderSeen]()
    for number in range(ORDERS):
        gid = bench.place_order()
        for turn in range(number % 4):
            bench.edit_order(gid)
            bench.clock.pass_by(30 * (turn % 2))
        told += _heard(bench, shop)
        if number % 4 == 3:
            bench.cancel_order(gid)
        told += _heard(bench, shop)
    bench.clock.pass_by(60)
    with bench.faults.kind():
        polled = all_pages(lambda after: shop.orders(since - MINUTE, bench.clock(), after))
    return told, polled


def _heard(bench: ShopifyBench, shop: Shop) -> list[OrderSeen]:
    with bench.faults.kind():
        return [seen for post in bench.posts() for seen in _seen(bench, shop, post)]


def _seen(bench: ShopifyBench, shop: Shop, post: Post) -> list[OrderSeen]:
    delivery = bench.vendor.delivery(post.headers, post.body, bench.secrets(), bench.hooks)
    told = bench.vendor.told(delivery.topic, post.body)
    fetched = [shop.order(one.gid) for one in told if isinstance(one, OrderNamed)]
    return [one for one in told if isinstance(one, OrderSeen)] + [one for one in fetched if one is not None]


@pytest.mark.parametrize("permutation", range(PERMUTATIONS))
def test_every_permutation_ends_in_the_same_orders(shop, day, permutation):
    told, polled = day
    only_polled, stormed = shop.open(), shop.open()
    for seen in polled:
        take_in(only_polled, seen)
    mixed = [*told, *random.Random(permutation).sample(told, len(told) // 3)]
    random.Random(permutation).shuffle(mixed)
    for seen in mixed:
        take_in(stormed, seen)
    for seen in polled:
        take_in(stormed, seen)

    assert stands(stormed) == stands(only_polled)
    assert stormed.all(DeadLetter) == only_polled.all(DeadLetter) == []
    only_polled.database.close()
    stormed.database.close()


def test_the_storm_is_one(day):
    told, polled = day

    assert len(told) > 2 * ORDERS
    assert len(polled) == ORDERS
    assert len({(seen.gid, seen.raw) for seen in told}) > len({seen.gid for seen in told})
