"""Whatever Shopify, or somebody in its place, says: it is understood, or refused in words, and nothing ever breaks."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.orders.docket import UnreadableOrder
from data.orders.reading import DEFAULT_RULES
from data.orders.shopify import read_order
from sync_agent.demo_shop.door import Answer
from sync_agent.shops.shopify.deliveries import TOPICS, read_told
from sync_agent.shops.shopify.rest_form import in_rest_form
from sync_agent.shops.trouble import ShopTrouble, Unreadable
from sync_agent.shops.vendor import Push, Shop
from tests.shops.shopify.test_answers import shop as answering
from tests.support.cast import NOW

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.sampled_from(
        ["gid://shopify/Order/7", "gid://shopify/InventoryItem/7", "gid://x", "", "8.0", "\ud800", "[@x]"]
    )
    | st.text(max_size=20)
)
NAMES = st.sampled_from(
    [
        *("id", "admin_graphql_api_id", "order_id", "order_edit", "line_items", "customer", "available", "updated_at"),
        *("inventory_item_id", "location_id", "tags", "customAttributes", "shippingAddress", "lineItems", "nodes"),
        *("pageInfo", "hasNextPage", "endCursor", "totalPriceSet", "shopMoney", "displayFinancialStatus", "order"),
        *("orders", "userErrors", "code", "field", "message", "data", "errors", "extensions", "cost", "product"),
        *("inventorySetQuantities", "inventoryLevel", "quantities", "quantity", "name", "locations", "createdAt"),
    ]
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=8)
MORE_TOPICS = ("orders/delete", "customers/redact", "shop/redact", "inventory_levels/connect", "carts/create", "")


@settings(max_examples=300)
@given(topic=st.sampled_from((*TOPICS, *MORE_TOPICS)), payload=JSON)
def test_a_delivery_of_any_shape_tells_something_or_is_unreadable(topic: str, payload: Any):
    with suppress(Unreadable):
        assert read_told(topic, json.dumps(payload).encode())


@given(raw=st.binary(max_size=60), topic=st.sampled_from(TOPICS))
def test_a_delivery_of_any_bytes_tells_something_or_is_unreadable(raw: bytes, topic: str):
    with suppress(Unreadable):
        assert read_told(topic, raw)


@settings(max_examples=300)
@given(node=OBJECTS, lines=st.lists(JSON, max_size=3))
def test_an_order_of_any_shape_takes_the_form_of_one_or_is_no_order(node: dict[str, Any], lines: list[Any]):
    with suppress(UnreadableOrder):
        read_order(in_rest_form(node, lines), DEFAULT_RULES, sha256="0" * 64)


def everything(opened: Shop) -> list[Any]:
    """Each question of the interface."""
    push = Push("gid://shopify/InventoryItem/7", "gid://shopify/Location/7", 1, None, "key", NOW)
    return [
        lambda: opened.orders(NOW, NOW, None),
        lambda: opened.order("gid://shopify/Order/7"),
        opened.places,
        lambda: opened.sellables(None),
        lambda: opened.stock([push.external_id], push.location),
        lambda: opened.push([push, push]),
        opened.subscriptions,
        lambda: opened.subscribe(["orders/create"]),
    ]


@settings(max_examples=300)
@given(data=OBJECTS, errors=st.none() | JSON, extensions=st.none() | JSON, which=st.integers(0, 7))
def test_an_answer_of_any_shape_is_read_or_is_a_trouble(data: Any, errors: Any, extensions: Any, which: int):
    body = json.dumps({"data": data, "errors": errors, "extensions": extensions}).encode()
    opened, _ = answering(*[Answer(200, body)] * 300)
    with suppress(ShopTrouble):
        everything(opened)[which]()


@pytest.mark.parametrize("order", ["gid://shopify/Product/7", "7.5", "", "Order/7", "gid://shopify/Order/x"])
def test_what_is_no_order_is_not_asked_for(order: str):
    opened, asked = answering()
    with pytest.raises(ShopTrouble):
        opened.order(order)

    assert asked == []
