"""An order as a sale, which feeds the forecasts: one transaction with its lines, always as the order stands now. A sale
over the counter that is taken away at once is nothing else. An order that is cancelled is a sale that comes to nothing,
with its lines to tell of what: however it came, whether it had been paid, and whoever cancelled it."""

from __future__ import annotations

from dataclasses import replace

from data.core.outcome import Accepted, Change, Put, noop
from data.core.packed import unpack
from data.core.text import clean
from data.orders.docket import Docket, DocketLine, docket_from_args
from data.orders.draft import Draft
from data.orders.order import CANCELLED, Order, Transaction, TransactionItem


def counter_sale(draft: Draft, docket: Docket, order: Order) -> Accepted:
    """The sale and its lines; the order it would have been is not kept."""
    keep_sale(draft, docket, order)
    return replace(draft.accepted(f"Counter sale {order.human_id}", code="transaction"), order_id=None)


def counter_sale_again(draft: Draft, sold: Transaction, order: Order, docket: Docket) -> Accepted:
    """A sale over the counter that is known: its receipt may have been changed since, or the sale called off."""
    later = docket.updated_at is None or sold.content_at is None or docket.updated_at >= sold.content_at
    if sold.content_hash == order.content_hash:
        stamp = {"content_at": docket.updated_at}
        newer = later and docket.updated_at not in (None, sold.content_at)
        writes = (Change(Transaction, (sold.id,), stamp),) if newer else ()
        return replace(noop("duplicate", f"Sale {docket.number} is known"), writes=writes)
    if not later:
        return noop("stale", f"Sale {docket.number} is known in a newer form")
    keep_sale(draft, docket, order)
    return replace(draft.accepted(f"Sale {docket.number} was changed", code="transaction"), order_id=None)


def keep_sale(draft: Draft, docket: Docket, order: Order) -> None:
    """What was sold by this docket; by one that is cancelled nothing was, and its lines stay to tell of what."""
    nothing = order.status == CANCELLED or docket.cancelled_at is not None
    at = docket.created_at if docket.created_at is not None else order.created_at
    total = 0 if nothing else docket.total
    sale = Transaction(
        order.id,
        order.store_id,
        docket.gid,
        docket.source,
        at,
        docket.currency,
        total,
        docket.test,
        order.content_hash,
        docket.updated_at,
    )
    known = draft.rows.get(Transaction, order.id)
    if known is None:
        draft.put(sale)
    else:
        draft.change(Transaction, order.id, **_differs(known, sale))
    lines = {line.line_id: _item(order, line, 0 if nothing else line.quantity) for line in docket.lines}
    _keep_lines(draft, order, lines)


def nothing_sold(draft: Draft, order: Order) -> None:
    """The order is off: its sale comes to nothing."""
    keep_sale(draft, docket_from_args(unpack(order.docket)), replace(order, status=CANCELLED))


def _keep_lines(draft: Draft, order: Order, lines: dict[str, TransactionItem]) -> None:
    """A line that is on the order no more stays, with nothing of it."""
    known = {item.line_id: item for item in draft.rows.where(TransactionItem, transaction_id=order.id)}
    for line_id, item in lines.items():
        if line_id not in known:
            draft.writes.append(Put(item))
    for line_id, before in known.items():
        after = lines.get(line_id, replace(before, quantity=0))
        if columns := _differs(before, after):
            draft.writes.append(Change(TransactionItem, (order.id, line_id), columns))


def _item(order: Order, line: DocketLine, quantity: int) -> TransactionItem:
    return TransactionItem(
        order.id,
        line.line_id,
        clean(line.title, 500),
        clean(line.variant, 500) if line.variant else None,
        line.sku,
        quantity,
        line.unit_price,
        order.store_id,
    )


def _differs(before: Transaction | TransactionItem, after: Transaction | TransactionItem) -> dict[str, object]:
    return {n: getattr(after, n) for n in type(after).__slots__ if getattr(after, n) != getattr(before, n)}
