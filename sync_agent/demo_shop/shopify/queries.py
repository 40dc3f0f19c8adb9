"""What the played shop can be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLError

from sync_agent.demo_shop.shopify.connection import connection
from sync_agent.demo_shop.shopify.nodes import (
    in_utc,
    item_node,
    location_nodes,
    order_node,
    subscription_node,
    variant_node,
)
from sync_agent.demo_shop.shopify.state import Order, State

_TERM = re.compile(r"(updated_at|created_at):(>=|<=|>|<)'(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)'")
_HOLDS: Mapping[str, Callable[[str, str], bool]] = {
    ">=": lambda at, limit: at >= limit,
    "<=": lambda at, limit: at <= limit,
    ">": lambda at, limit: at > limit,
    "<": lambda at, limit: at < limit,
}
_SORTED = {"UPDATED_AT": "updated_at", "CREATED_AT": "created_at"}


def query_root(state: State) -> dict[str, Any]:
    """The fields of QueryRoot; what is not here is not played."""

    def orders(_: object, *, query: str = "", sortKey: str = "", **asked: Any) -> Any:  # noqa: N803 - the schema's
        if sortKey not in _SORTED:
            raise GraphQLError(f"Orders are not sorted by {sortKey or 'nothing'} here")
        keyed = sorted(
            ((f"{_at(order, _SORTED[sortKey])}|{order['id']}", order) for order in _found(state, query)),
            key=lambda pair: pair[0],
        )
        return connection([(key, order_node(order)) for key, order in keyed], asked)

    def order(_: object, *, id: str) -> Any:  # noqa: A002 - the schema's name
        known = state.orders.get(id)
        return order_node(known) if known else None

    return {
        "orders": orders,
        "order": order,
        "ordersCount": lambda _, query="", **asked: {"count": len(_found(state, query)), "precision": "EXACT"},
        "nodes": lambda _, ids: [item_node(state, one) for one in ids],
        "productVariants": lambda _, **asked: connection(
            [(str(one.number), variant_node(one)) for one in state.variants], asked
        ),
        "locations": lambda _, **asked: connection([(node["id"], node) for node in location_nodes()], asked),
        "webhookSubscriptions": lambda _, **asked: connection(
            [(key, subscription_node(one)) for key, one in sorted(state.subscriptions.items())], asked
        ),
    }


def _found(state: State, query: str) -> list[Order]:
    """The orders that a search finds. A search that is not understood is refused: Shopify would find everything."""
    terms = []
    for part in query.split(" AND "):
        term = _TERM.fullmatch(part.strip())
        if term is None:
            raise GraphQLError(f"The played shop does not understand the search {part!r}")
        terms.append(term.groups())
    return [
        order
        for order in state.orders.values()
        if all(_HOLDS[sign](_at(order, name), limit) for name, sign, limit in terms)
    ]


def _at(order: Order, name: str) -> str:
    return in_utc(order.get(name) or order.get("created_at")) or ""
