"""An order: what a customer bought; its status follows from its tickets."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

PENDING, PAYMENT_FAILED, CONFIRMED, PREPARING, READY, COMPLETED, CANCELLED = (
    "PENDING",
    "PAYMENT_FAILED",
    "CONFIRMED",
    "PREPARING",
    "READY",
    "COMPLETED",
    "CANCELLED",
)


@dataclass(frozen=True, slots=True)
class Order:
    """`docket` is the parsed order, packed; `held_reasons` why it makes no tickets; `next_index` the next suffix."""

    id: str
    store_id: str
    shop: str
    gid: str
    number: str
    human_id: str
    code_base: str
    next_index: int
    status: str
    customer: str | None
    phone_masked: str | None
    email_masked: str | None
    method: str | None
    due_date: str | None
    due_text: str | None
    due_window: str | None
    window_from: int | None
    window_to: int | None
    instructions: str | None
    note: str | None
    docket: str
    source: str
    financial_status: str | None
    currency: str
    total: int
    subtotal: int
    tax: int
    deposit: int
    test: bool
    held_reasons: str
    content_hash: str
    content_at: Instant | None
    payload_sha256: str
    cancelled_at: Instant | None
    cancel_reason: str | None
    handed_over_at: Instant | None
    handed_over_by: str | None
    created_at: Instant


@dataclass(frozen=True, slots=True)
class OrderPayload:
    """The raw payload, byte for byte; at the authority only."""

    order_id: str
    sha256: str
    raw: bytes
    received_at: Instant


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What could not become work and why; stays until it is fixed or closed."""

    id: str
    store_id: str
    source: str
    reason: str
    says: str
    order_id: str | None
    payload_sha256: str
    at: Instant
    closed_at: Instant | None
    owner: str | None = None
    """Who looks after it."""
    closed_says: str | None = None
    """Why it was closed, in words."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """A sale as the forecasts see it; `content_at` is when the shop changed it last."""

    id: str
    store_id: str
    gid: str
    source: str
    at: Instant
    currency: str
    total: int
    test: bool
    content_hash: str
    content_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class TransactionItem:
    """One line of a sale."""

    transaction_id: str
    line_id: str
    title: str
    variant: str | None
    sku: str | None
    quantity: int
    unit_price: int
    store_id: str


@dataclass(frozen=True, slots=True)
class OrderReturn:
    """A return or refund after hand-over; the order stays COMPLETED."""

    id: str
    order_id: str
    store_id: str
    reason: str
    amount: int
    currency: str
    at: Instant
    staff_id: str
