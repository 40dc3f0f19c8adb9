"""Webhooks of Shopify: whose they are, and what they tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.orders.dates import read_instant
from data.orders.loose_json import mapping
from sync_agent.shops.payload import payload_of
from sync_agent.shops.shopify.ids import ORDER, gid, level_ids, own_gid
from sync_agent.shops.shopify.signature import signed
from sync_agent.shops.trouble import Forged, Unreadable
from sync_agent.shops.vendor import Delivery, Erase, Left, Nothing, OrderNamed, OrderSeen, StockSeen, Told

TOPICS = (
    "orders/create",
    "orders/updated",
    "orders/edited",
    "orders/cancelled",
    "refunds/create",
    "inventory_levels/update",
    "products/update",
    "app/uninstalled",
    "bulk_operations/finish",
)

_WHOLE_ORDERS = (
    "orders/create",
    "orders/updated",
    "orders/cancelled",
    "orders/paid",
    "orders/fulfilled",
    "orders/partially_fulfilled",
)
_ASKED, _FORGOTTEN, _ENDED = "customers/data_request", "customers/redact", "shop/redact"
OWED = (_ASKED, _FORGOTTEN, _ENDED)
"""An app in Shopify's store names one address for these, and answers there whatever became of the shop."""
_NAMELESS = "The delivery names neither itself nor what it is about"
_NOTHING = {
    "products/": "Products are matched by SKU when a push or a connection needs it.",
    "inventory_items/": "What is counted is told by inventory_levels; an item's own data is not kept here.",
    "inventory_levels/disconnect": "The item is no longer kept at that place; the next push puts it back.",
    "bulk_operations/": "No bulk operation is asked for here; pages are enough.",
    "fulfillments/": "The kitchen says itself when a cake has gone.",
    "fulfillment_orders/": "The kitchen says itself when a cake is ready or has gone.",
}


def read_delivery(headers: Mapping[str, str], raw: bytes, secrets: Sequence[str]) -> Delivery:
    """Whose delivery this is; raises Forged before anything is read, Unreadable when it does not name itself."""
    given = {name.lower(): value for name, value in headers.items()}
    if not signed(raw, given.get("x-shopify-hmac-sha256", ""), secrets):
        raise Forged("The signature does not hold")
    id_, topic = (given.get(name, "").strip() for name in ("x-shopify-webhook-id", "x-shopify-topic"))
    if not id_ or not topic:
        raise Unreadable(_NAMELESS, "headers")
    return Delivery(
        id=id_,
        event_id=given.get("x-shopify-event-id", "").strip() or id_,
        topic=topic,
        account=given.get("x-shopify-shop-domain", "").strip().lower() or None,
        made_at=read_instant(given.get("x-shopify-triggered-at")),
    )


def read_told(topic: str, raw: bytes) -> Sequence[Told]:
    """What a delivery on this topic tells; raises Unreadable."""
    payload = payload_of(raw)
    if not topic:
        raise Unreadable(_NAMELESS, "headers")
    if topic in _WHOLE_ORDERS:
        return (OrderSeen(_named(own_gid(ORDER, payload), "order"), raw),)
    reads = _READERS.get(topic)
    if reads is not None:
        return (reads(payload),)
    if topic in OWED:
        return (_owed(topic, payload),)
    why = next((why for start, why in _NOTHING.items() if topic.startswith(start)), None)
    return (Nothing(why or f"Nobody here asked to be told of {topic}."),)


def _named(found: str | None, what: str) -> str:
    if found is None:
        raise Unreadable(f"The delivery does not name its {what}, or its number was rounded on the way", "id")
    return found


def _owed(topic: str, payload: Mapping[str, Any]) -> Told:
    if "shop_domain" not in payload:
        raise Unreadable("The delivery asks for what the law wants, and names no shop", "shop")
    if topic == _ENDED:
        # The topic is outside the signature: what was signed about one customer must not be played back about all.
        if "customer" in payload:
            raise Unreadable("The delivery is about a customer, and asks for a whole shop", "shop")
        return Erase(topic, None)
    listed = payload.get("orders_requested" if topic == _ASKED else "orders_to_redact")
    found = (gid(ORDER, one) for one in listed) if isinstance(listed, list) else ()
    return Erase(topic, tuple(_named(one, "orders") for one in found), shown=topic == _ASKED)


def _edited(payload: Mapping[str, Any]) -> Told:
    return OrderNamed(_named(gid(ORDER, mapping(payload.get("order_edit")).get("order_id")), "order"), None)


def _refunded(payload: Mapping[str, Any]) -> Told:
    return OrderNamed(_named(gid(ORDER, payload.get("order_id")), "order"), None)


def _deleted(payload: Mapping[str, Any]) -> Told:
    return OrderNamed(_named(own_gid(ORDER, payload), "order"), None)


def _level(payload: Mapping[str, Any]) -> Told:
    item, place = level_ids(payload)
    available = payload.get("available")
    named = _named(item, "item"), _named(place, "place")
    if available is None:
        return Nothing("The shop does not count this item, so it shows no number.")
    if not isinstance(available, int) or isinstance(available, bool):
        raise Unreadable("What the shop shows as available is no whole number", "available")
    return StockSeen(*named, available, read_instant(payload.get("updated_at")))


def _left(payload: Mapping[str, Any]) -> Told:
    # The topic is outside the signature: an order that was signed once must not be played back as a farewell.
    if "myshopify_domain" not in payload:
        raise Unreadable("The delivery says that the app was removed, and names no shop", "shop")
    return Left("The app was removed from the shop.")


_READERS: dict[str, Callable[[Mapping[str, Any]], Told]] = {
    "orders/edited": _edited,
    "orders/delete": _deleted,
    "refunds/create": _refunded,
    "inventory_levels/update": _level,
    "inventory_levels/connect": _level,
    "app/uninstalled": _left,
}
