"""What was ordered of a supplier, and what of it has come."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

OPEN, SENT, PARTLY, RECEIVED, CANCELLED = "open", "sent", "partly", "received", "cancelled"
UNDER_WAY = (OPEN, SENT, PARTLY)
"""Something of it is still to come."""


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """`code` is what stands on it and is scanned. `mail_to` is where the hub sends it, when somebody said so; `total`
    is in the currency's smallest unit."""

    id: str
    store_id: str
    supplier_id: str
    supplier: str
    code: str
    status: str
    deliver_on: str | None
    currency: str
    total: int
    note: str
    made_at: Instant
    made_by: str
    sent_at: Instant | None
    mail_to: str | None
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """So many packs of an offer, as it was when it was ordered; `pack_size` and `received` are in the item's unit."""

    order_id: str
    offer_id: str
    store_id: str
    item_id: str
    item: str
    unit: str
    pack: str
    pack_size: int
    packs: int
    price: int
    received: int

    @property
    def ordered(self) -> int:
        """In the item's unit."""
        return self.packs * self.pack_size

    @property
    def missing(self) -> int:
        """What is still to come, in the item's unit; never below zero."""
        return max(self.ordered - self.received, 0)


@dataclass(frozen=True, slots=True)
class PurchaseReceipt:
    """What came of one line at one time, in the item's unit. `delivery` is the number of the delivery note."""

    id: str
    store_id: str
    order_id: str
    offer_id: str
    item_id: str
    quantity: int
    best_before: str | None
    delivery: str
    at: Instant
    command_id: str


def order_code(order_id: str) -> str:
    """Short enough to be typed, and the same on every terminal."""
    return f"PO-{order_id.replace('-', '')[-8:].upper()}"
