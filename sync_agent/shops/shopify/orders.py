"""Orders by pages and one by one, each with all its lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from data.core.clock import Instant
from data.core.packed import pack
from data.orders.loose_json import mapping
from sync_agent.shops.shopify.client import Client
from sync_agent.shops.shopify.documents import ORDER, ORDER_LINES, ORDERS, ORDERS_COUNT
from sync_agent.shops.shopify.ids import ORDER as ORDER_KIND
from sync_agent.shops.shopify.ids import gid
from sync_agent.shops.shopify.pages import read_page
from sync_agent.shops.shopify.rest_form import in_rest_form
from sync_agent.shops.trouble import Rejected, Unavailable
from sync_agent.shops.vendor import OrderSeen, Page

UPDATED, CREATED = ("updated_at", "UPDATED_AT"), ("created_at", "CREATED_AT")
A_PAGE, LINES_AT_FIRST, MORE_LINES = 12, 10, 100
"""Together as much as one question may cost (1000 points), reckoned with every object."""
MOST_LINE_PAGES = 50
ORDER_ALONE_LINES = 100


def read_page_of_orders(client: Client, by: tuple[str, str], since: Instant, until: Instant, after: str | None) -> Page:
    """One page of the orders changed or made (`by`) in this time, both ends included."""
    name, sort_key = by
    query = _within(name, since, until)
    asked = {"first": A_PAGE, "after": after, "query": query, "sortKey": sort_key, "lines": LINES_AT_FIRST}
    nodes, cursor = read_page(client.ask(ORDERS, asked).get("orders"), after)
    return Page(tuple(_seen(client, node) for node in nodes), cursor)


def count_orders(client: Client, since: Instant, until: Instant) -> int | None:
    """How many orders were changed in this time; None where the shop knows only a part of them."""
    counted = mapping(client.ask(ORDERS_COUNT, {"query": _within(UPDATED[0], since, until)}).get("ordersCount"))
    many = counted.get("count")
    return many if counted.get("precision") == "EXACT" and type(many) is int and many >= 0 else None


def read_one(client: Client, order_gid: str) -> OrderSeen | None:
    """One order as it is now."""
    known = gid(ORDER_KIND, order_gid)
    if known is None:
        raise Rejected("This is no order of Shopify", "id")
    node = client.ask(ORDER, {"id": known, "lines": ORDER_ALONE_LINES}).get("order")
    return _seen(client, node) if isinstance(node, dict) else None


def _seen(client: Client, node: Mapping[str, Any]) -> OrderSeen:
    named = gid(ORDER_KIND, node.get("id"))
    if named is None:
        raise Unavailable("The shop told of an order without an id", "no_id")
    lines, after = read_page(node.get("lineItems"), None)
    for _ in range(MOST_LINE_PAGES):
        if after is None:
            return OrderSeen(named, pack(in_rest_form(node, lines)).encode())
        data = client.ask(ORDER_LINES, {"id": named, "first": MORE_LINES, "after": after})
        more, after = read_page(mapping(data.get("order")).get("lineItems"), after)
        lines += more
    raise Rejected("The order has more lines than any that could be baked", "lines")


def _within(name: str, since: Instant, until: Instant) -> str:
    return f"{name}:>='{_floor(since)}' AND {name}:<='{_ceiling(until)}'"


def _floor(at: Instant) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ceiling(at: Instant) -> str:
    return _floor(at + 999)
