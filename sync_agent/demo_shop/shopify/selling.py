"""Customers of the played shop: they order, think again, call off, and buy at the counter."""

from __future__ import annotations

import copy
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from data.core.clock import Instant, local
from sync_agent.demo_shop.shopify.menu import FIRST_ID, Variant
from sync_agent.demo_shop.shopify.state import CURRENCY, PLACES, ZONE, Order, State, gid

_PEOPLE = (("Mira", "Okafor"), ("Jonas", "Weiß"), ("Zoë", "Tran"), ("Ana", "de la Cruz"), ("小明", "王"))
_WRITINGS = ("Happy Birthday Ada", "Alles Gute!", "Félicitations 🎉", None)
_BAKERY = gid("Location", PLACES[0][0])


def written(at: Instant) -> str:
    """A time as Shopify's webhooks write it: in the shop's zone, to the second."""
    return local(at - at % 1000, ZONE).isoformat(timespec="seconds")


def place_order(state: State, dice: random.Random, lines: int | None = None) -> Order:
    """Somebody orders; so many lines, or one to three."""
    number, at = state.number("order", 0), state.now()
    first, last = dice.choice(_PEOPLE)
    bought = [dice.choice(state.variants) for _ in range(lines or dice.randint(1, 3))]
    items = [_line(state, dice, variant) for variant in bought]
    order: Order = {
        "id": FIRST_ID + 10_000_000 + 2 * number,
        "admin_graphql_api_id": gid("Order", FIRST_ID + 10_000_000 + 2 * number),
        "order_number": 30_001 + number,
        "name": f"#S{30_001 + number}",
        "created_at": written(at),
        "updated_at": written(at),
        "processed_at": written(at),
        "cancelled_at": None,
        "closed_at": None,
        "test": False,
        "source_name": "web",
        "financial_status": "paid",
        "fulfillment_status": None,
        "currency": CURRENCY,
        "presentment_currency": CURRENCY,
        "note": dice.choice((None, "Please ring the bell", "No nuts: allergy!")),
        "tags": "online, cake",
        "note_attributes": _wishes(state, dice),
        "email": f"customer{number}@example.com",
        "phone": None,
        "customer": _customer(number, first, last),
        "shipping_address": None,
        "line_items": items,
        "refunds": [],
        **_totals(items),
    }
    state.orders[order["admin_graphql_api_id"]] = order
    _tell(state, "orders/create", order)
    for variant, item in zip(bought, items, strict=True):
        move(state, gid("InventoryItem", variant.item_number), -item["quantity"])
    return order


def edit_order(state: State, order_gid: str) -> None:
    """One more of the first thing, and a word about it."""
    order = state.orders[order_gid]
    line = order["line_items"][0]
    line["quantity"] += 1
    line["current_quantity"] += 1
    order |= _totals(order["line_items"]) | {"note": "One more, please", "updated_at": written(state.now())}
    edit = {"id": state.number("edit", FIRST_ID), "order_id": order["id"], "created_at": order["updated_at"]}
    edit["line_items"] = {"additions": [{"id": line["id"], "delta": 1}], "removals": []}
    _tell(state, "orders/edited", {"order_edit": edit})
    _tell(state, "orders/updated", order)


def cancel_order(state: State, order_gid: str) -> None:
    """It is called off and paid back; what it took is on the shelf again."""
    order = state.orders[order_gid]
    order |= {"cancelled_at": written(state.now()), "updated_at": written(state.now())}
    order |= {"financial_status": "refunded", "cancel_reason": "customer"}
    back = [(line["variant_id"], line["current_quantity"]) for line in order["line_items"]]
    for line in order["line_items"]:
        line["current_quantity"] = 0
    refund = {"id": state.number("refund", FIRST_ID), "order_id": order["id"], "created_at": order["updated_at"]}
    _tell(state, "refunds/create", refund)
    _tell(state, "orders/cancelled", order)
    _tell(state, "orders/updated", order)
    for variant_id, many in back:
        variant = next((one for one in state.variants if one.number == variant_id), None)
        if variant is not None:
            move(state, gid("InventoryItem", variant.item_number), many)


def move(state: State, item: str, many: int, place: str = _BAKERY) -> None:
    """Something comes or goes, and whoever wants to know is told."""
    if (item, place) in state.levels:
        show(state, item, state.levels[item, place] + many, place)


def show(state: State, item: str, available: int, place: str = _BAKERY) -> None:
    """What the shop shows from now on."""
    state.levels[item, place] = available
    item_number, place_number = (int(one.rpartition("/")[2]) for one in (item, place))
    level = {
        "inventory_item_id": item_number,
        "location_id": place_number,
        "available": available,
        "updated_at": written(state.now()),
        "admin_graphql_api_id": f"gid://shopify/InventoryLevel/{place_number}?inventory_item_id={item_number}",
    }
    _tell(state, "inventory_levels/update", level)


def _tell(state: State, topic: str, payload: Any) -> None:
    state.told.append((topic, copy.deepcopy(payload)))


def _line(state: State, dice: random.Random, variant: Variant) -> dict[str, Any]:
    number, quantity, writing = state.number("line", FIRST_ID + 20_000_000), dice.randint(1, 2), dice.choice(_WRITINGS)
    properties = [{"name": "Writing on cake", "value": writing}, {"name": "_origin", "value": "shop"}]
    return {
        "id": number,
        "admin_graphql_api_id": gid("LineItem", number),
        "title": variant.product,
        "name": variant.name,
        "variant_title": variant.title,
        "quantity": quantity,
        "current_quantity": quantity,
        "price": variant.price,
        "sku": variant.sku,
        "product_id": variant.product_number,
        "variant_id": variant.number,
        "product_exists": True,
        "gift_card": False,
        "requires_shipping": True,
        "taxable": True,
        "properties": properties if writing else [],
    }


def _customer(number: int, first: str, last: str) -> dict[str, Any]:
    known = FIRST_ID + 30_000_000 + number
    return {
        "id": known,
        "admin_graphql_api_id": gid("Customer", known),
        "first_name": first,
        "last_name": last,
        "email": f"customer{number}@example.com",
        "phone": f"+61 491 57{number % 10_000:04d}",
    }


def _wishes(state: State, dice: random.Random) -> list[dict[str, str]]:
    day = datetime.fromtimestamp(state.now() / 1000, UTC) + timedelta(days=dice.randint(1, 6))
    due = f"{day:%a} {day.day} {day:%b %Y} between 10:00 AM and 12:00 PM"
    return [
        {"name": "Local Delivery Date and Time", "value": due},
        {"name": "Delivery Method", "value": dice.choice(("Pickup", "Delivery"))},
    ]


def _totals(items: list[dict[str, Any]]) -> dict[str, str]:
    cents = sum(round(float(item["price"]) * 100) * item["current_quantity"] for item in items)
    total, tax = f"{cents / 100:.2f}", f"{round(cents / 11) / 100:.2f}"
    return {"total_price": total, "subtotal_price": total, "total_tax": tax, "total_discounts": "0.00"}
