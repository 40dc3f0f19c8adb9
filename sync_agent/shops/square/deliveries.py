"""Webhooks of Square: whose they are, and what they tell. They are thin: an order is named, and must be fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.orders.dates import read_instant
from data.orders.loose_json import mapping, text, title
from data.orders.square import ORDER_ID
from sync_agent.shops.payload import payload_of
from sync_agent.shops.square.signature import HEADER, RETIRED, signed
from sync_agent.shops.square.stock import IN_STOCK, whole
from sync_agent.shops.trouble import Forged, Unreadable
from sync_agent.shops.vendor import Delivery, Left, Nothing, OrderNamed, StockSeen, Told

ORDER_TOPICS = ("order.created", "order.updated", "order.fulfillment.updated")
MONEY_TOPICS = ("payment.created", "payment.updated", "refund.created", "refund.updated")
STOCK_TOPIC, LEFT_TOPIC = "inventory.count.updated", "oauth.authorization.revoked"
TOPICS = (*ORDER_TOPICS, *MONEY_TOPICS, STOCK_TOPIC, LEFT_TOPIC)

_NAMELESS = "The delivery names neither itself nor what it is about"
_NOTHING = {
    "catalog.": "Items are matched by SKU when a push or a connection needs it.",
    "customer.": "Who a cake is for is told by the order; customers are not kept apart from it.",
    "location.": "Locations are asked for when a connection needs them.",
    "loyalty.": "Points are not this kitchen's business.",
}


def read_delivery(headers: Mapping[str, str], raw: bytes, keys: Sequence[str], url: str) -> Delivery:
    """Whose delivery this is; raises Forged before anything is read, Unreadable when it does not name itself."""
    given = {name.lower(): value for name, value in headers.items()}
    if not signed(url, raw, given.get(HEADER, ""), keys):
        old = HEADER not in given and RETIRED in given
        raise Forged("Only the retired SHA-1 signature came" if old else "The signature does not hold")
    event = payload_of(raw)
    id_, topic = title(event.get("event_id")), title(event.get("type"))
    if id_ is None or topic is None:
        raise Unreadable(_NAMELESS, "event")
    return Delivery(
        id=id_,
        event_id=id_,
        topic=topic,
        account=title(event.get("merchant_id")),
        made_at=read_instant(event.get("created_at")),
    )


def read_told(topic: str, raw: bytes) -> Sequence[Told]:
    """What a delivery on this topic tells; raises Unreadable."""
    event = payload_of(raw)
    if not topic:
        raise Unreadable(_NAMELESS, "event")
    reads = _READERS.get(topic)
    if reads is not None:
        return reads(mapping(mapping(mapping(event).get("data")).get("object")))
    why = next((why for start, why in _NOTHING.items() if topic.startswith(start)), None)
    return (Nothing(why or f"Nobody here asked to be told of {topic}."),)


def _order(thing: Mapping[str, Any]) -> Sequence[Told]:
    """The object's one member is named for the event."""
    about = next((one for one in map(mapping, thing.values()) if "order_id" in one), {})
    ident, version = about.get("order_id"), about.get("version")
    if not isinstance(ident, str) or not ORDER_ID.fullmatch(ident):
        raise Unreadable("The delivery does not name its order", "id")
    return (OrderNamed(ident, version if isinstance(version, int) and not isinstance(version, bool) else None),)


def _money(thing: Mapping[str, Any]) -> Sequence[Told]:
    """A payment or a refund: of a sale of the till it is all that Square tells, for such an order has no event."""
    about = mapping(thing.get("payment")) or mapping(thing.get("refund"))
    if not about:
        raise Unreadable("The delivery holds neither a payment nor a refund", "payment")
    ident = about.get("order_id")
    if ident in (None, ""):
        return (Nothing("The money belongs to no order."),)
    if not isinstance(ident, str) or not ORDER_ID.fullmatch(ident):
        raise Unreadable("The delivery does not name its order", "id")
    return (OrderNamed(ident, None),)


def _stock(thing: Mapping[str, Any]) -> Sequence[Told]:
    given = thing.get("inventory_counts")
    if not isinstance(given, list) or not given:
        raise Unreadable("The delivery holds no counts", "counts")
    shown = [_shown(count) for count in map(mapping, given) if count.get("state") == IN_STOCK]
    return shown or (Nothing("No count of what is in stock is among them."),)


def _shown(count: Mapping[str, Any]) -> Told:
    ident, place, units = text(count.get("catalog_object_id")), text(count.get("location_id")), whole(count)
    if ident is None or place is None:
        raise Unreadable("A count does not name its item or its place", "id")
    if units is None:
        raise Unreadable("What the shop shows as in stock is no number", "quantity")
    return StockSeen(ident, place, units, read_instant(count.get("calculated_at")))


def _left(thing: Mapping[str, Any]) -> Sequence[Told]:
    who = text(mapping(thing.get("revocation")).get("revoker_type"))
    by = {"MERCHANT": "The seller has", "APPLICATION": "We have", "SQUARE": "Square has"}
    return (Left(f"{by.get(who or '', 'Somebody has')} taken the permission back."),)


_READERS: dict[str, Callable[[Mapping[str, Any]], Sequence[Told]]] = {
    **dict.fromkeys(ORDER_TOPICS, _order),
    **dict.fromkeys(MONEY_TOPICS, _money),
    STOCK_TOPIC: _stock,
    LEFT_TOPIC: _left,
}
