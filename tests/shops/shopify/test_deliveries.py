"""What each webhook of Shopify tells: every published payload is handled, or refused for the right reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.orders.arrival import arrivals
from sync_agent.shops.shopify.deliveries import TOPICS, read_delivery, read_told
from sync_agent.shops.trouble import Forged, Unreadable
from sync_agent.shops.vendor import Erase, Left, Nothing, OrderNamed, OrderSeen, StockSeen
from tests.contract.bench import STORE
from tests.shops.shopify.bench import ShopifyBench

FIXTURES = Path(__file__).parents[2] / "fixtures"
WEBHOOKS, ORDERS = FIXTURES / "shopify_webhooks", FIXTURES / "shopify_orders" / "contract"
ITEM, PLACE = "gid://shopify/InventoryItem/271878346596884015", "gid://shopify/Location/24826418"
RAW = b'{"id": 1}'


def payload(name: str, folder: Path = WEBHOOKS) -> bytes:
    return (folder / f"{name}.json").read_bytes()


def changed(name: str, **values: Any) -> bytes:
    return json.dumps(json.loads(payload(name)) | values).encode()


TOLD = {
    "app_uninstalled": ("app/uninstalled", Left),
    "bulk_operations_finish": ("bulk_operations/finish", Nothing),
    "fulfillment_orders_line_items_prepared_for_local_delivery": (
        "fulfillment_orders/line_items_prepared_for_local_delivery",
        Nothing,
    ),
    "fulfillment_orders_line_items_prepared_for_pickup": (
        "fulfillment_orders/line_items_prepared_for_pickup",
        Nothing,
    ),
    "fulfillments_create": ("fulfillments/create", Nothing),
    "inventory_items_update": ("inventory_items/update", Nothing),
    "inventory_levels_disconnect": ("inventory_levels/disconnect", Nothing),
    "inventory_levels_update": ("inventory_levels/update", Nothing),
    "orders_edited": ("orders/edited", OrderNamed),
    "products_update": ("products/update", Nothing),
}


class TestEveryPublishedPayload:
    def test_has_its_place_here(self):
        assert sorted(path.stem for path in WEBHOOKS.glob("*.json")) == sorted(TOLD)

    @pytest.mark.parametrize("name", TOLD)
    def test_tells_what_it_should(self, name: str):
        topic, kind = TOLD[name]

        (told,) = read_told(topic, payload(name))

        assert isinstance(told, kind)
        assert not isinstance(told, Nothing | Left) or told.why.endswith(".")

    @pytest.mark.parametrize("path", sorted(ORDERS.glob("order_*.json")), ids=lambda path: path.stem)
    @pytest.mark.parametrize("topic", ["orders/create", "orders/updated", "orders/cancelled"])
    def test_of_an_order_is_that_order_to_the_byte(self, path: Path, topic: str):
        (told,) = read_told(topic, path.read_bytes())

        assert isinstance(told, OrderSeen)
        assert told.raw == path.read_bytes()
        assert told.gid == json.loads(told.raw)["admin_graphql_api_id"]
        (arrival,) = arrivals(told.raw, STORE, "shopify")
        assert arrival.docket is not None
        assert arrival.docket.gid == told.gid

    @pytest.mark.parametrize("name", ["inventory_levels_list", "refunds_list"])
    def test_of_a_list_is_no_order(self, name: str):
        with pytest.raises(Unreadable):
            read_told("orders/create", payload(name, ORDERS))

    def test_of_a_refund_names_its_order(self):
        for refund in json.loads(payload("refunds_list", ORDERS))["refunds"]:
            (told,) = read_told("refunds/create", json.dumps(refund).encode())

            assert told == OrderNamed(f"gid://shopify/Order/{refund['order_id']}", None)

    def test_of_a_refund_is_never_taken_for_an_order(self):
        refund = json.dumps(json.loads(payload("refunds_list", ORDERS))["refunds"][0]).encode()

        with pytest.raises(Unreadable):
            read_told("orders/create", refund)

    def test_of_a_level_tells_what_is_shown_where(self):
        for level in json.loads(payload("inventory_levels_list", ORDERS))["inventory_levels"]:
            (told,) = read_told("inventory_levels/update", json.dumps(level).encode())

            assert isinstance(told, StockSeen)
            assert told.external_id == f"gid://shopify/InventoryItem/{level['inventory_item_id']}"
            assert (told.location, told.available) == ("gid://shopify/Location/655441491", level["available"])


class TestIds:
    def test_the_gid_goes_before_a_number_that_javascript_rounded(self):
        (told,) = read_told("inventory_levels/update", changed("inventory_levels_update", available=3))

        assert told == StockSeen(ITEM, PLACE, 3, 1_640_995_200_000)

    def test_a_number_beyond_what_a_float_holds_is_kept_to_the_last_digit(self):
        (told,) = read_told("orders/edited", b'{"order_edit": {"order_id": 820982911946154509}}')

        assert told == OrderNamed("gid://shopify/Order/820982911946154509", None)

    @pytest.mark.parametrize("number", ["8.20982911946154e17", "820982911946154508.0", "-1", "0", "true", "null", "{}"])
    def test_a_number_that_was_a_float_or_is_none_is_unreadable(self, number: str):
        for topic, raw in (
            ("orders/edited", f'{{"order_edit": {{"order_id": {number}}}}}'),
            ("refunds/create", f'{{"order_id": {number}}}'),
            ("orders/create", f'{{"id": {number}}}'),
        ):
            with pytest.raises(Unreadable):
                read_told(topic, raw.encode())

    @pytest.mark.parametrize("available", ["3.5", '"3"', "true", "[]"])
    def test_a_level_that_is_no_whole_number_is_unreadable(self, available: str):
        raw = f'{{"inventory_item_id": 1, "location_id": 2, "available": {available}}}'.encode()

        with pytest.raises(Unreadable):
            read_told("inventory_levels/update", raw)


class TestTheLaw:
    """What apps in Shopify's store owe: CUSTOMERS_DATA_REQUEST, CUSTOMERS_REDACT and SHOP_REDACT."""

    def test_a_customer_who_wants_to_be_forgotten_is_known_by_her_orders(self):
        raw = (
            b'{"shop_domain": "cakes.myshopify.com", "customer": {"id": 191167}, "orders_to_redact": [299938, 280263]}'
        )
        orders = ("gid://shopify/Order/299938", "gid://shopify/Order/280263")
        assert read_told("customers/redact", raw) == (Erase("customers/redact", orders),)

    def test_so_is_one_who_wants_to_know(self):
        raw = (
            b'{"shop_domain": "cakes.myshopify.com", "orders_requested": [9007199254740993], "data_request": {"id": 9}}'
        )
        orders = ("gid://shopify/Order/9007199254740993",)
        assert read_told("customers/data_request", raw) == (Erase("customers/data_request", orders, shown=True),)

    def test_one_who_never_ordered_has_none(self):
        assert read_told("customers/redact", b'{"shop_domain": "cakes.myshopify.com"}') == (
            Erase("customers/redact", ()),
        )

    def test_a_whole_shop_is_forgotten(self):
        assert read_told("shop/redact", b'{"shop_domain": "cakes.myshopify.com"}') == (Erase("shop/redact", None),)

    def test_an_order_that_is_played_back_as_a_request_erases_nothing(self):
        """The topic is outside the signature."""
        for topic in ("customers/redact", "shop/redact", "customers/data_request"):
            with pytest.raises(Unreadable):
                read_told(topic, payload("order_authorized", ORDERS))

    def test_what_was_signed_about_one_customer_is_not_played_back_about_all(self):
        raw = b'{"shop_domain": "cakes.myshopify.com", "customer": {"id": 191167}, "orders_to_redact": [299938]}'
        with pytest.raises(Unreadable):
            read_told("shop/redact", raw)

    def test_an_order_whose_number_was_rounded_is_not_guessed(self):
        with pytest.raises(Unreadable):
            read_told("customers/redact", b'{"shop_domain": "x.myshopify.com", "orders_to_redact": [1.1e17]}')


class TestTheEnvelope:
    def test_says_which_delivery_it_is_and_of_what_event(self, bench: ShopifyBench):
        delivery = read_delivery(bench.sign("orders/create", RAW, "s"), RAW, ["s"])

        assert (delivery.id, delivery.event_id, delivery.account) == ("delivery-1", "event-1", bench.account)
        assert delivery.made_at == 1_795_734_000_000

    def test_without_an_event_its_delivery_stands_for_it(self, bench: ShopifyBench):
        headers = bench.sign("orders/create", RAW, "s") | {"X-Shopify-Event-Id": "", "X-Shopify-Triggered-At": "soon"}

        delivery = read_delivery(headers, RAW, ["s"])
        assert (delivery.event_id, delivery.made_at) == ("delivery-1", None)

    @pytest.mark.parametrize("missing", ["X-Shopify-Webhook-Id", "X-Shopify-Topic"])
    def test_without_a_name_or_a_topic_is_kept_as_unreadable(self, bench: ShopifyBench, missing: str):
        headers = bench.sign("orders/create", RAW, "s")
        del headers[missing]

        with pytest.raises(Unreadable):
            read_delivery(headers, RAW, ["s"])

    def test_without_a_topic_is_a_letter_for_a_person_whatever_its_body_is(self):
        for raw in (payload("order_authorized", ORDERS), RAW, b"not json"):
            with pytest.raises(Unreadable):
                read_told("", raw)

    def test_a_test_event_sent_by_hand_is_signed_with_another_secret_and_so_refused(self, bench: ShopifyBench):
        headers = bench.sign("orders/create", RAW, "the store's own") | {"X-Shopify-Test": "true"}

        with pytest.raises(Forged):
            read_delivery(headers, RAW, ["the app's"])


def test_every_topic_that_we_subscribe_to_is_understood():
    for topic in TOPICS:
        whys = [one.why for one in read_told(topic, _of(topic)) if isinstance(one, Nothing)]

        assert not any("Nobody here asked" in why for why in whys)


def _of(topic: str) -> bytes:
    if topic == "refunds/create":
        return b'{"id": 1, "order_id": 2}'
    if topic.startswith("orders/") and topic != "orders/edited":
        return payload("order_authorized", ORDERS)
    return payload(topic.replace("/", "_"))
