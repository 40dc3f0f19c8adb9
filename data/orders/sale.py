"""A sale over the counter that is taken away at once: a transaction without tickets, which feeds the forecasts."""

from __future__ import annotations

from dataclasses import replace

from data.core.outcome import Accepted
from data.core.text import clean
from data.orders.docket import Docket
from data.orders.draft import Draft
from data.orders.order import Order, Transaction, TransactionItem


def counter_sale(draft: Draft, docket: Docket, order: Order) -> Accepted:
    """The sale and its lines; the order it would have been is not kept."""
    at = docket.created_at or draft.ctx.now
    draft.put(
        Transaction(
            order.id,
            order.store_id,
            docket.gid,
            docket.source,
            at,
            docket.currency,
            docket.total,
            docket.test,
            order.content_hash,
        )
    )
    for line in docket.lines:
        draft.put(
            TransactionItem(
                order.id,
                line.line_id,
                clean(line.title, 500),
                clean(line.variant, 500) if line.variant else None,
                line.sku,
                line.quantity,
                line.unit_price,
                order.store_id,
            )
        )
    return replace(draft.accepted(f"Counter sale {order.human_id}", code="transaction"), order_id=None)
