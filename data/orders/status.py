"""The one table that maps tickets to an order's status (X1, P03, W01)."""

from __future__ import annotations

from collections.abc import Iterable

from data.core.clock import Instant
from data.core.frozen import altered
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


def status_of(order: Order, tickets: Iterable[Ticket]) -> str:
    """The status that follows from an order's own marks and its live tickets."""
    if order.cancelled_at is not None:
        return CANCELLED
    if order.handed_over_at is not None:
        return COMPLETED
    if unpack(order.held_reasons):
        return PAYMENT_FAILED if order.status == PAYMENT_FAILED else PENDING
    live = [t for t in tickets if t.cancelled_at is None]
    if not live:
        return CONFIRMED
    if all(t.stage == COMPLETE for t in live):
        return READY
    return PREPARING if any(t.started for t in live) else CONFIRMED


def packed_out(order: Order, tickets: Iterable[Ticket], at: Instant, by: str) -> Order:
    """The policy complete_on_pack: an order is handed over while, and only while, all of it is packed."""
    all_packed = status_of(altered(order, handed_over_at=None), tickets) == READY
    if all_packed == (order.handed_over_at is not None):
        return order
    return altered(order, handed_over_at=at if all_packed else None, handed_over_by=by if all_packed else None)


def announced(before: str, after: str) -> tuple[str, ...]:
    """The dotted events of a status that moved; what was announced too early is withdrawn by name."""
    if CANCELLED in (before, after):
        return ()
    ready = (READY, COMPLETED)
    moved = {
        "order.ready": before not in ready and after in ready,
        "order.completed": before != COMPLETED == after,
        "order.completed_withdrawn": before == COMPLETED != after,
        "order.ready_withdrawn": before in ready and after not in ready,
    }
    return tuple(name for name, is_so in moved.items() if is_so)
