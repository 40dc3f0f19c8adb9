"""An order of the demo as its shop sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from data.core.clock import Instant, local
from data.core.money import format_minor
from kitchen_tui.demo.around import Due
from kitchen_tui.demo.cart import DAY_FIRST, DELIVERY, TAG, WORDS, Cart, Line, Pairs

_ORDERS, _LINES, _PRODUCTS, _VARIANTS, _CUSTOMERS = (
    7_310_000_000_000,
    9_910_000_000_000,
    8_810_000_000_000,
    8_710_000_000_000,
    661_000_000_000,
)
"""Where each kind of id begins; beyond those of any sample, within 2^53."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An order with its number in a store: `code` is the stem of its barcodes."""

    store_id: str
    letter: str
    number: int
    cart: Cart
    ordered_at: Instant
    zone: str

    @property
    def code(self) -> str:
        """The barcode of its only ticket, and the start of several ones'."""
        return f"{self.letter}{self.number}"

    def raw(self, *, cart: Cart | None = None, updated_at: Instant | None = None) -> bytes:
        """The payload; with a cart and a time, the payload of that later version."""
        payload = _payload(self, cart or self.cart, updated_at or self.ordered_at + 3_000)
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _payload(placed: Placed, cart: Cart, updated_at: Instant) -> dict[str, Any]:
    lines = [_line(placed.number, n, line) for n, line in enumerate(cart.lines, start=1)]
    total = sum(line.price * line.quantity for line in cart.lines)
    amount, tax = format_minor(total, "AUD"), format_minor(round(total / 11), "AUD")
    first, _, last = (cart.customer or "").partition(" ")
    ordered, updated = (local(at, placed.zone).isoformat(timespec="seconds") for at in (placed.ordered_at, updated_at))
    known = {
        "id": _CUSTOMERS + placed.number,
        "first_name": first,
        "last_name": last,
        "email": f"customer{placed.number}@example.com",
        "phone": f"+61 491 57{placed.number % 10_000:04d}",
    }
    return {
        "id": _ORDERS + placed.number,
        "admin_graphql_api_id": f"gid://shopify/Order/{_ORDERS + placed.number}",
        "order_number": placed.number,
        "name": f"#{placed.code}",
        "created_at": ordered,
        "updated_at": updated,
        "cancelled_at": updated if cart.cancelled else None,
        "closed_at": None,
        "test": cart.test,
        "source_name": cart.source,
        "financial_status": cart.financial_status,
        "fulfillment_status": None,
        "currency": "AUD",
        "presentment_currency": "AUD",
        "total_price": amount,
        "subtotal_price": amount,
        "total_tax": tax,
        "note": cart.note,
        "tags": _tags(cart),
        "note_attributes": [{"name": name, "value": value} for name, value in _attributes(cart)],
        "customer": known if cart.customer else None,
        "shipping_address": {"name": cart.customer, "address1": cart.street} if cart.street else None,
        "line_items": lines,
        "refunds": [],
    }


def _line(number: int, at: int, line: Line) -> dict[str, Any]:
    ident = _LINES + number * 100 + at
    variant = f"{line.sku}/{line.variant}"
    return {
        "id": ident,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{ident}",
        "title": line.title,
        "name": f"{line.title} - {line.variant}" if line.variant else line.title,
        "variant_title": line.variant,
        "quantity": line.quantity,
        "current_quantity": line.quantity if line.left is None else line.left,
        "price": format_minor(line.price, "AUD"),
        "sku": line.sku,
        "product_id": _PRODUCTS + crc32(line.sku.encode()) if line.sku else None,
        "variant_id": _VARIANTS + crc32(variant.encode()) if line.sku else None,
        "product_exists": line.sku is not None,
        "gift_card": line.gift_card,
        "requires_shipping": not line.gift_card,
        "taxable": True,
        "properties": [{"name": name, "value": value} for name, value in line.properties],
    }


def _tags(cart: Cart) -> str:
    if cart.due is None or cart.style != TAG:
        return ""
    return f"{'DEL' if cart.method == DELIVERY else 'PICKUP'}:{cart.due.day}"


def _attributes(cart: Cart) -> Pairs:
    due = cart.due_text or (_words(cart.due, cart.style) if cart.due and cart.style != TAG else None)
    dated = (("Local Delivery Date and Time", due),) if due else ()
    return (*dated, *((("Delivery Method", cart.method),) if cart.method else ()), *cart.attributes)


def _words(due: Due, style: str) -> str:
    day = date.fromisoformat(due.day)
    if style == WORDS:
        return f"{day:%a %d %b %Y} between {_half_day(due.start)} and {_half_day(due.end)}"
    written = f"{day:%d/%m/%Y}" if style == DAY_FIRST else due.day
    return f"{written} between {_clock(due.start)} and {_clock(due.end)}"


def _half_day(minute: int) -> str:
    hour = minute // 60
    return f"{hour % 12 or 12}:{minute % 60:02d} {'AM' if hour < 12 else 'PM'}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
