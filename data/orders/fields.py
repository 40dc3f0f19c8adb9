"""The columns of an order that repeat its docket, cleaned for the screen."""

from __future__ import annotations

from dataclasses import replace

from data.core.packed import pack
from data.core.text import clean
from data.orders.docket import Docket, docket_to_args
from data.orders.order import Order


def with_docket(order: Order, docket: Docket) -> Order:
    """The order with the docket's customer, dates, money and texts."""
    return replace(
        order,
        customer=_text(docket.customer, 200),
        phone_masked=docket.phone_masked,
        email_masked=docket.email_masked,
        method=docket.method,
        due_date=docket.due_date,
        due_text=_text(docket.due_text, 200),
        due_window=_text(docket.window, 120),
        window_from=docket.window_from,
        window_to=docket.window_to,
        instructions=_text(docket.instructions),
        note=_text(docket.note),
        docket=pack(docket_to_args(docket)),
        financial_status=docket.financial_status,
        total=docket.total,
        subtotal=docket.subtotal,
        tax=docket.tax,
        test=docket.test,
    )


def _text(text: str | None, limit: int = 10_000) -> str | None:
    return clean(text, limit) or None if text else None
