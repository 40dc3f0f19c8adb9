"""The shop's owner takes the permission back: the store is told to connect it again, and nothing more goes there. What
told of it may have been of yesterday: where the shop lets us in, it is connected again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.notices.notice import Notice
from data.shops.integration import BROKEN, CONNECTED
from data.shops.kept import WebhookDelivery
from sync_agent.demo_shop.outbox import Post
from sync_agent.work.knocking import knock
from sync_agent.work.service import shops
from tests.contract.bench import Bench
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.rig import SellingHub, database_in

pytestmark = pytest.mark.long
GONE = b'{"id": 1, "myshopify_domain": "played-cakes.myshopify.com"}'


@pytest.fixture(params=[("shopify", ShopifyBench), ("square", SquareBench)], ids=lambda param: param[0])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SellingHub]:
    name, make = request.param
    bench: Bench = make()
    bench.faults.all_off()
    selling = SellingHub(database_in(tmp_path), bench, name)
    with closing(selling.store):
        yield selling


def said_goodbye(hub, *, lets_in=False):
    """The vendor's word, taken in."""
    if hub.vendor == "square":
        hub.bench.played.hooks.left()
        (post,) = hub.bench.posts()
    else:
        headers = hub.bench.sign("app/uninstalled", GONE, hub.bench.secrets()[0])
        post = Post(hub.bench.hooks, headers, GONE, "")
    if not lets_in:
        hub.bench.played.grants.revoke_all() if hub.vendor == "square" else hub.bench.played.door._pairs.clear()
    assert hub.hears(post)
    hub.takes_in()


def test_the_shop_is_broken_its_store_is_told_and_nothing_more_is_pushed_or_polled(hub: SellingHub):
    said_goodbye(hub)

    assert hub.shop.status == BROKEN
    assert [one.code for one in hub.all(Notice) if one.open] == ["shop_broken"]
    assert shops(hub.store) == [], "whom the workers ask"
    assert not hub.poller.due(hub.shop)
    assert {one.state for one in hub.all(WebhookDelivery)} == {"taken"}


def test_what_a_broken_shop_still_tells_is_an_order(hub: SellingHub):
    """It was sold, whoever may ask there now."""
    if hub.vendor == "square":
        pytest.skip("Square's deliveries are thin: there is nobody to be asked")
    said_goodbye(hub)
    hub.bench.place_order()
    assert all(hub.hears(post) for post in hub.bench.posts())
    hub.takes_in()

    assert [one.says for one in hub.all(WebhookDelivery) if one.topic == "orders/create"] != [None]
    assert hub.shop.status == BROKEN


def test_a_farewell_of_yesterday_ends_within_the_hour_where_the_shop_lets_us_in(hub: SellingHub):
    said_goodbye(hub, lets_in=True)
    assert hub.shop.status == BROKEN
    assert not knock(hub.opener, hub.organization, hub.shop), "a person may be at it"

    found = []
    for _ in range(3):
        hub.bench.clock.pass_by(3_600)
        found.append(knock(hub.opener, hub.organization, hub.shop))
    assert found.count(True) == 1
    assert (hub.shop.status, hub.shop.says) == (CONNECTED, None)
    assert shops(hub.store) != []


def test_one_that_is_gone_stays_so_and_is_told_once(hub: SellingHub):
    said_goodbye(hub)
    for _ in range(5):
        hub.bench.clock.pass_by(3_600)
        assert not knock(hub.opener, hub.organization, hub.shop)

    assert hub.shop.status == BROKEN
    assert len([one for one in hub.all(Notice) if one.code == "shop_broken"]) == 1
