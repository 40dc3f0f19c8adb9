"""An order of the GraphQL API in the form that webhooks and files have, so that all three are read by the same reader.

Only what stands under the same meaning on both sides is taken over; times and amounts stay as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.orders.loose_json import identifier, mapping, text

_LINE = {"title": "title", "name": "name", "variant_title": "variantTitle", "sku": "sku", "quantity": "quantity"}
_LINE |= {"current_quantity": "currentQuantity", "gift_card": "isGiftCard"}
_ORDER = {"order_number": "number", "name": "name", "created_at": "createdAt", "updated_at": "updatedAt"}
_ORDER |= {"processed_at": "processedAt", "cancelled_at": "cancelledAt", "test": "test", "note": "note"}
_ORDER |= {"source_name": "sourceName", "email": "email", "phone": "phone", "currency": "currencyCode"}
_ADDRESS = {"name": "name", "first_name": "firstName", "last_name": "lastName", "company": "company"}
_ADDRESS |= {"address1": "address1", "address2": "address2", "city": "city", "province": "province"}
_ADDRESS |= {"province_code": "provinceCode", "country": "country", "country_code": "countryCodeV2"}
_ADDRESS |= {"zip": "zip", "phone": "phone"}
_AMOUNTS = {"total_price": "totalPriceSet", "subtotal_price": "subtotalPriceSet", "total_tax": "totalTaxSet"}
_AMOUNTS |= {"total_discounts": "totalDiscountsSet"}

Node = Mapping[str, Any]


def in_rest_form(order: Node, lines: Sequence[object]) -> dict[str, Any]:
    """The order with these lines (all of them, whatever page they stood on)."""
    status = text(order.get("displayFinancialStatus"))
    return {
        "id": identifier(order.get("id")),
        "admin_graphql_api_id": order.get("id"),
        **_renamed(order, _ORDER),
        "tags": ", ".join(tag for tag in _listed(order.get("tags")) if isinstance(tag, str)),
        "financial_status": status.lower() if status else None,
        "fulfillment_status": "fulfilled" if order.get("displayFulfillmentStatus") == "FULFILLED" else None,
        "note_attributes": _pairs(order.get("customAttributes")),
        **_amounts(order, _AMOUNTS),
        "customer": _customer(order.get("customer")),
        "shipping_address": _address(order.get("shippingAddress")),
        "line_items": [_line(mapping(line)) for line in lines],
    }


def _line(line: Node) -> dict[str, Any]:
    return {
        "id": identifier(line.get("id")),
        "admin_graphql_api_id": line.get("id"),
        **_renamed(line, _LINE),
        "properties": _pairs(line.get("customAttributes")),
        **_amounts(line, {"price": "originalUnitPriceSet"}),
        "product_id": identifier(mapping(line.get("product")).get("id")),
        "variant_id": identifier(mapping(line.get("variant")).get("id")),
    }


def _renamed(node: Node, names: Mapping[str, str]) -> dict[str, Any]:
    return {name: node.get(theirs) for name, theirs in names.items()}


def _pairs(attributes: object) -> list[dict[str, Any]]:
    pairs = map(mapping, _listed(attributes))
    return [{"name": pair.get("key"), "value": pair.get("value")} for pair in pairs]


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _amounts(node: Node, names: Mapping[str, str]) -> dict[str, Any]:
    amounts: dict[str, Any] = {}
    for name, theirs in names.items():
        money = mapping(mapping(node.get(theirs)).get("shopMoney"))
        amounts[name] = money.get("amount")
        if money:
            amounts[f"{name}_set"] = {
                "shop_money": {"amount": money.get("amount"), "currency_code": money.get("currencyCode")}
            }
    return amounts


def _customer(customer: object) -> dict[str, Any] | None:
    node = mapping(customer)
    if not node:
        return None
    return {
        "id": identifier(node.get("id")),
        "admin_graphql_api_id": node.get("id"),
        "first_name": node.get("firstName"),
        "last_name": node.get("lastName"),
        "email": mapping(node.get("defaultEmailAddress")).get("emailAddress"),
        "phone": mapping(node.get("defaultPhoneNumber")).get("phoneNumber"),
    }


def _address(address: object) -> dict[str, Any] | None:
    node = mapping(address)
    return _renamed(node, _ADDRESS) if node else None
