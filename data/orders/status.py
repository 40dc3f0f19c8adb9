"""The one table that maps tickets to an order's status (X1, P03, W01)."""

from __future__ import annotations

from collections.abc import Iterable

from data.core.packed import unpack
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.orders.order import (
    CANCELLED,
    COMPLETED,
    CONFIRMED,
    PAYMENT_FAILED,
    PENDING,
    PREPARING,
    READY,
    Order,
)

FORWARD_EDGES = frozenset(
    {
        (PENDING, CONFIRMED),
        (PENDING, PAYMENT_FAILED),
        (PAYMENT_FAILED, CONFIRMED),
        (CONFIRMED, PREPARING),
        (PREPARING, READY),
        (READY, COMPLETED),
    }
)
CANCELLABLE = (PENDING, PAYMENT_FAILED, CONFIRMED, PREPARING, READY)
IN_PROG = {PREPARING: "IN_PROG"}
"""The other vocabulary's name (W01)."""


def status_of(order: Order, tickets: Iterable[Ticket], *, nothing_to_make: bool = False) -> str:
    """The status that follows from an order's own marks and its live tickets."""
    if order.cancelled_at is not None:
        return CANCELLED
    if order.handed_over_at is not None:
        return COMPLETED
    if unpack(order.held_reasons):
        return PAYMENT_FAILED if order.status == PAYMENT_FAILED else PENDING
    live = [t for t in tickets if t.cancelled_at is None]
    if not live:
        return COMPLETED if nothing_to_make else CONFIRMED
    if all(t.stage == COMPLETE for t in live):
        return READY
    return PREPARING if any(t.started for t in live) else CONFIRMED
