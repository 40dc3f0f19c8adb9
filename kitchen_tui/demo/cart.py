"""An order of the demo as its shop would send it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zlib import crc32

from data.core.clock import Instant, local
from data.core.money import format_minor
from kitchen_tui.demo.around import Due

_ORDERS, _LINES, _PRODUCTS, _VARIANTS, _CUSTOMERS = (
    7_310_000_000_000,
    9_910_000_000_000,
    8_810_000_000_000,
    8_710_000_000_000,
    661_000_000_000,
)
"""Where each kind of id begins; beyond those of any sample, within 2^53."""

Pairs = tuple[tuple[str, str], ...]
WORDS, DAY_FIRST, ISO, TAG = "words", "day_first", "iso", "tag"
PICKUP, DELIVERY = "Pickup", "Local Delivery"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `left` is what is wanted after a removal or refund; a line without SKU is a custom one."""

    title: str
    sku: str | None
    price: int
    size: str | None = None
    flavour: str | None = None
    quantity: int = 1
    left: int | None = None
    properties: Pairs = ()
    gift_card: bool = False

    @property
    def variant(self) -> str | None:
        """`Size / Flavour`, or what there is of it."""
        return " / ".join(filter(None, (self.size, self.flavour))) or None


@dataclass(frozen=True, slots=True)
class Cart:
    """What was ordered, by whom and for when; `due_text` stands for a date that nobody can read."""

    lines: tuple[Line, ...]
    customer: str | None
    due: Due | None
    style: str = WORDS
    due_text: str | None = None
    method: str | None = PICKUP
    street: str | None = None
    note: str | None = None
    attributes: Pairs = ()
    source: str = "web"
    financial_status: str = "paid"
    test: bool = False
    cancelled: bool = False

    def with_line(self, at: int, **changes: Any) -> Cart:
        """The same order with one line changed."""
        lines = list(self.lines)
        lines[at] = replace(lines[at], **changes)
        return replace(self, lines=tuple(lines))


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
