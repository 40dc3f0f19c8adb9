"""What the law wants of an app in Shopify's store: verified like every delivery, answered at once, carried out as far
as machines can, and seen by a person - also when the shop has been disconnected."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.orders.order import DeadLetter, Order, OrderPayload
from data.shops.connecting import DisconnectShop
from data.shops.kept import WebhookDelivery
from sync_agent.shops.keys import CLIENT_SECRET, app_id
from tests.sync_agent.webhooks.rig import SECRET, Door, door

pytestmark = pytest.mark.long
SAMPLES = Path(__file__).parents[2] / "fixtures" / "shopify_orders" / "samples"
DOMAIN = {"shop_id": 954889, "shop_domain": "played-cakes.myshopify.com"}
APP = "the application's own secret"


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Door]:
    with door("shopify", tmp_path, f"sqlite:///{tmp_path / 'hub.sqlite3'}") as opened:
        opened.hub.keep(app_id("shopify"), {CLIENT_SECRET: APP})
        for name in ("01_one_cake_pickup", "02_three_cakes_and_candles"):
            assert asked(opened, "orders/create", json.loads((SAMPLES / f"{name}.json").read_bytes())) == 200
        opened.hub.takes_in()
        yield opened


def asked(there: Door, topic: str, body: object, secret: str = SECRET) -> int:
    raw = json.dumps(body).encode()
    status = there.post(raw, there.sign(raw, secret, topic), "/webhooks/inventory").status_code
    there.hub.takes_in()
    return status


def letter(there: Door) -> str:
    (one,) = [one for one in there.hub.all(DeadLetter) if one.reason == "erase"]
    assert one.closed_at is None
    return one.says


def test_of_a_customer_who_is_to_be_forgotten_the_raw_orders_go_and_a_person_learns_where_the_name_stands(there: Door):
    first, second = sorted(there.hub.all(Order), key=lambda one: one.human_id)
    number = int(first.gid.rpartition("/")[2])
    assert asked(there, "customers/redact", DOMAIN | {"customer": {"id": 1}, "orders_to_redact": [number]}) == 200

    assert {one.order_id for one in there.hub.all(OrderPayload)} == {second.id}
    assert letter(there) == (
        "The shop asks: customers/redact. Raw payloads erased: 1. "
        f"The name is still on {first.human_id}: a person must see to it"
    )


def test_of_one_who_wants_to_know_it_is_told_where_and_nothing_goes(there: Door):
    (first, _) = sorted(there.hub.all(Order), key=lambda one: one.human_id)
    number = int(first.gid.rpartition("/")[2])
    assert asked(there, "customers/data_request", DOMAIN | {"orders_requested": [number, 404]}) == 200

    assert len(there.hub.all(OrderPayload)) == 2
    assert letter(there).endswith(f"It is on {first.human_id}")


def test_a_shop_that_sells_is_not_forgotten_by_itself(there: Door):
    """Shopify asks two days after an app was removed, and not of one that came back: somebody is wrong here."""
    assert asked(there, "shop/redact", DOMAIN) == 200

    assert len(there.hub.all(OrderPayload)) == 2
    assert letter(there).endswith("It sells for this store: a person must see to it")


def test_a_shop_that_was_disconnected_long_ago_is_forgotten_and_tells_nothing_else(there: Door):
    there.hub.opener.give(there.hub.organization, there.hub.shop, DisconnectShop(there.hub.ident, "by an admin"))
    there.hub.opener.forget(there.hub.organization, there.hub.shop)
    time.sleep(5.2)
    order = json.loads((SAMPLES / "03_gelato_flavours_property.json").read_bytes())
    assert asked(there, "orders/create", order, APP) == 401
    assert asked(there, "shop/redact", DOMAIN, "another secret") == 401
    assert asked(there, "shop/redact", DOMAIN, APP) == 200

    assert there.hub.all(OrderPayload) == []
    assert {one.topic for one in there.hub.all(WebhookDelivery)} == {"shop/redact"}
    assert letter(there).startswith("The shop asks: shop/redact. Raw payloads erased: 2.")
