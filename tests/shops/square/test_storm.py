"""However webhooks of Square come - late, twice, in any order, or not at all - one poll later all orders are right."""

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
from sync_agent.shops.vendor import OrderNamed, OrderSeen
from tests.contract.bench import MINUTE, all_pages, kind_shop
from tests.shops.square.bench import SquareBench
from tests.support.bakery import Bakery

ORDERS, PERMUTATIONS = 10, 12


def take_in(bakery: Bakery, seen: OrderSeen) -> None:
    store = bakery.rows.get(Store, "bannos")
    assert store is not None
    for arrival in arrivals(seen.raw, store, "square"):
        bakery.do(arrival.command, SERVICE_ACTOR)


def stands(bakery: Bakery) -> dict[str, Any]:
    """What a kitchen would work from; of a cancelled order, that it is. A sale that came to nothing is as good as none:
    whether there ever was one depends on what was heard in time."""
    live = Counter(ticket.order_id for ticket in bakery.all(Ticket) if ticket.cancelled_at is None)
    orders = {
        one.gid: (one.status, live[one.id], None if one.status == CANCELLED else unpack(one.docket)["lines"])
        for one in bakery.all(Order)
    }
    return orders | {sale.id: sale.total for sale in bakery.all(Transaction) if sale.total}


@pytest.fixture(scope="module")
def day() -> tuple[list[OrderSeen], list[OrderSeen]]:
    """What each webhook that was not lost led to at its time, and what one poll finds in the end."""
    bench = SquareBench(seed=23)
    with bench.faults.kind():
        shop = kind_shop(bench)
        shop.subscribe(bench.vendor.topics)
    since, told = bench.clock(), []
    for number in range(ORDERS):
        gid = bench.place_order()
        for _ in range(number % 3):
            told += _heard(bench)
            bench.clock.pass_by(30)
            bench.edit_order(gid)
        if number % 4 == 3:
            bench.cancel_order(gid)
        bench.played.sell_at_the_till()
        told += _heard(bench)
    with bench.faults.kind():
        polled = all_pages(lambda after: shop.orders(since - MINUTE, bench.clock(), after))
    assert bench.played.violations == []
    return told, polled


def _heard(bench: SquareBench) -> list[OrderSeen]:
    """The orders that the webhooks on their way name, as they are now."""
    with bench.faults.kind():
        shop, found = kind_shop(bench), []
        for post in bench.posts():
            delivery = bench.vendor.delivery(post.headers, post.body, bench.secrets(), bench.hooks)
            for one in bench.vendor.told(delivery.topic, post.body):
                seen = shop.order(one.gid) if isinstance(one, OrderNamed) else None
                found += [seen] if seen is not None else []
    return found


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

    assert len(told) > ORDERS
    assert len(polled) == 2 * ORDERS
    assert len({seen.gid for seen in told}) < len(polled)
