"""The shop's things as the GraphQL API tells them: other names, times in UTC, amounts trimmed, ids as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sync_agent.demo_shop.shopify.connection import connection
from sync_agent.demo_shop.shopify.menu import Variant
from sync_agent.demo_shop.shopify.state import PLACES, Order, State, Subscription, gid

Node = dict[str, Any]


def in_utc(written: object) -> str | None:
    """A REST time as the GraphQL API writes it."""
    if not isinstance(written, str):
        return None
    return datetime.fromisoformat(written).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def order_node(order: Order) -> Node:
    """An order and, when asked for, its lines by pages."""
    lines = [line_node(line, str(order.get("currency"))) for line in order.get("line_items") or ()]
    node = {
        "__typename": "Order",
        "id": own_gid("Order", order),
        "legacyResourceId": own_gid("Order", order).rpartition("/")[2],
        "number": order.get("order_number") or 0,
        "name": order.get("name") or "",
        "createdAt": in_utc(order.get("created_at")),
        "updatedAt": in_utc(order.get("updated_at") or order.get("created_at")),
        "processedAt": in_utc(order.get("processed_at") or order.get("created_at")),
        "cancelledAt": in_utc(order.get("cancelled_at")),
        "test": bool(order.get("test")),
        "note": order.get("note"),
        "tags": [tag.strip() for tag in (order.get("tags") or "").split(",") if tag.strip()],
        "sourceName": order.get("source_name"),
        "email": order.get("email") or None,
        "phone": order.get("phone") or None,
        "currencyCode": order.get("currency"),
        "displayFinancialStatus": (order.get("financial_status") or "").upper() or None,
        "displayFulfillmentStatus": (order.get("fulfillment_status") or "unfulfilled").upper(),
        "customAttributes": _attributes(order.get("note_attributes")),
        "customer": _customer(order.get("customer")),
        "shippingAddress": _address(order.get("shipping_address")),
        "lineItems": _paged(lines),
    }
    for name in ("total_price", "subtotal_price", "total_tax", "total_discounts"):
        node[_camel(name) + "Set"] = _money(order.get(name), order.get("currency"))
    return node


def line_node(line: Mapping[str, Any], currency: str) -> Node:
    """One line."""
    product, variant = line.get("product_id"), line.get("variant_id")
    return {
        "__typename": "LineItem",
        "id": own_gid("LineItem", line),
        "title": line.get("title") or "",
        "name": line.get("name") or line.get("title") or "",
        "variantTitle": line.get("variant_title"),
        "sku": line.get("sku"),
        "quantity": line.get("quantity", 1),
        "currentQuantity": line.get("current_quantity", line.get("quantity", 1)),
        "isGiftCard": bool(line.get("gift_card")),
        "customAttributes": _attributes(line.get("properties")),
        "originalUnitPriceSet": _money(line.get("price") or "0.00", currency),
        "product": {"id": gid("Product", product)} if product else None,
        "variant": {"id": gid("ProductVariant", variant)} if variant else None,
    }


def variant_node(variant: Variant) -> Node:
    """One thing that is sold."""
    return {
        "__typename": "ProductVariant",
        "id": gid("ProductVariant", variant.number),
        "title": variant.title or "Default Title",
        "sku": variant.sku,
        "product": {"id": gid("Product", variant.product_number), "title": variant.product},
        "inventoryItem": {"id": gid("InventoryItem", variant.item_number), "sku": variant.sku, "tracked": True},
    }


def item_node(state: State, item: str) -> Node | None:
    """An inventory item, and what is shown of it at a place."""
    variant = state.variant_of(item)
    if variant is None:
        return None

    def level(_: object, *, locationId: str, **__: object) -> Node | None:  # noqa: N803 - the schema's name
        available = state.levels.get((item, locationId))
        return None if available is None else {"quantities": _quantities(available)}

    return {"__typename": "InventoryItem", "id": item, "sku": variant.sku, "tracked": True, "inventoryLevel": level}


def _quantities(available: int) -> Callable[..., list[Node]]:
    return lambda _, names: [{"name": name, "quantity": available} for name in names]


def location_nodes() -> list[Node]:
    """The places where stock is kept."""
    return [{"__typename": "Location", "id": gid("Location", number), "name": name} for number, name in PLACES]


def subscription_node(one: Subscription) -> Node:
    """A subscription."""
    return {"id": one.id, "topic": one.topic, "uri": one.uri, "format": "JSON"}


def own_gid(kind: str, thing: Mapping[str, Any]) -> str:
    """Its gid; where only a number was kept, the one that follows from it."""
    return thing.get("admin_graphql_api_id") or gid(kind, thing.get("id"))


def _paged(lines: list[Node]) -> Callable[..., Node]:
    return lambda _, **asked: connection([(f"{n:06d}", line) for n, line in enumerate(lines)], asked)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _money(amount: object, currency: object) -> Node | None:
    if amount is None:
        return None
    try:
        plain = Decimal(str(amount)).normalize()
    except InvalidOperation:
        plain = Decimal(0)
    written = f"{plain:f}"
    return {"shopMoney": {"amount": written if "." in written else f"{written}.0", "currencyCode": currency}}


def _attributes(pairs: object) -> list[Node]:
    listed = pairs if isinstance(pairs, list) else []
    return [{"key": pair["name"], "value": _said(pair["value"])} for pair in listed]


def _said(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)


def _customer(customer: Mapping[str, Any] | None) -> Node | None:
    if not customer:
        return None
    email, phone = customer.get("email"), customer.get("phone")
    return {
        "id": own_gid("Customer", customer),
        "firstName": customer.get("first_name"),
        "lastName": customer.get("last_name"),
        "defaultEmailAddress": {"emailAddress": email} if email else None,
        "defaultPhoneNumber": {"phoneNumber": phone} if phone else None,
    }


def _address(address: Mapping[str, Any] | None) -> Node | None:
    if not address:
        return None
    same = ("name", "company", "address1", "address2", "city", "province", "country", "zip", "phone")
    node = {name: address.get(name) for name in same}
    for name in ("first_name", "last_name", "province_code"):
        node[_camel(name)] = address.get(name)
    return node | {"countryCodeV2": address.get("country_code")}
