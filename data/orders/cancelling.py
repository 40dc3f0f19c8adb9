"""Cancelling: tickets are struck out until somebody has seen it, holds are let go, what was used is waste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Outcome, Refused, VoidLabels, noop
from data.core.rows import Rows
from data.core.text import clean
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.notices.notice import ATTENTION, STOP
from data.orders.draft import Draft
from data.orders.order import CANCELLED, COMPLETED, Order
from data.orders.sale import nothing_sold
from data.organization.store import Store
from data.stock.ledger import Movement, book, release, standings, write_off


@dataclass(frozen=True, slots=True)
class CancelOrder(Command):
    """Works until hand-over (X2)."""

    name: ClassVar[str] = "cancel_order"
    least: ClassVar[Role] = Role.SUPERVISOR
    for_service: ClassVar[bool] = True

    order_id: str
    reason: str


def cancel_order(command: CancelOrder, rows: Rows, ctx: Context) -> Outcome:
    """Cancels what is not handed over; after that it names return_order."""
    order = rows.get(Order, command.order_id)
    if order is None:
        return Refused("no_such_order", "No such order")
    if order.status == CANCELLED:
        return noop("already_cancelled", f"{order.human_id} is cancelled already", order_id=order.id)
    if order.status == COMPLETED:
        return Refused("completed", f"{order.human_id} was handed over: use return_order for a return or refund")
    if not command.reason.strip():
        return Refused("reason_needed", "Say why the order is cancelled")
    store = rows.get(Store, order.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {order.store_id}")
    draft = Draft(rows, ctx, store, order.id)
    cancel(draft, order, rows.where(Ticket, order_id=order.id), clean(command.reason, 500))
    nothing_sold(draft, order)
    return draft.accepted(f"{order.human_id} cancelled", code="cancelled")


def cancel(draft: Draft, order: Order, tickets: Sequence[Ticket], reason: str) -> None:
    """The whole order but its sale, into a draft."""
    draft.change(Order, order.id, status=CANCELLED, cancelled_at=draft.ctx.now, cancel_reason=reason, held_reasons="[]")
    draft.writes += book(draft.rows, draft.ctx, cancel_tickets(draft, order, tickets, reason))
    draft.close_hold()
    draft.tell("order_cancelled", reason=reason)


def cancel_tickets(draft: Draft, order: Order, tickets: Sequence[Ticket], reason: str) -> list[Movement]:
    """These tickets only: struck out at their stations. Answers how their stock is given back or written off, for a
    command books once: balances are written whole."""
    movements: list[Movement] = []
    for ticket in tickets:
        if ticket.cancelled_at is not None:
            continue
        draft.touched.append(ticket.id)
        draft.change(
            Ticket,
            ticket.id,
            cancelled_at=draft.ctx.now,
            assignee_id=None,
            assignee_note=None,
            in_queue=ticket.stage != COMPLETE,
        )
        draft.tell("ticket_cancelled", ticket.id, reason=reason)
        # A label that waits for its printer must not come out for a cake that nobody wants.
        draft.jobs += [VoidLabels(ticket.id, kind) for kind in ("ticket", "packing")]
        standing = standings(draft.rows, ticket.id)
        movements += release(ticket.id, standing, "cancelled")
        if ticket.stage == COMPLETE:
            text = f"{ticket.human_id} was cancelled when packed: resell it or book it as waste"
            draft.notice(ATTENTION, "resell_or_waste", text, ticket_id=ticket.id)
            continue
        movements += write_off(ticket.id, standing, f"{order.human_id} cancelled")
        text = f"{ticket.code} CANCELLED: {reason}"
        draft.notice(STOP, "cancelled", text, ticket_id=ticket.id, staff_id=ticket.assignee_id)
    return movements
