"""The counter: the order leaves, or comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.money import format_minor
from data.core.outcome import Outcome, Refused, noop
from data.core.rows import Rows
from data.core.text import clean
from data.kitchen.ticket import Ticket
from data.orders.draft import Draft
from data.orders.order import CANCELLED, COMPLETED, READY, Order, OrderReturn
from data.organization.store import Store


@dataclass(frozen=True, slots=True)
class HandOverOrder(Command):
    """The customer, or the driver, has it."""

    name: ClassVar[str] = "hand_over_order"
    undoable: ClassVar[bool] = True

    order_id: str


@dataclass(frozen=True, slots=True)
class ReturnOrder(Command):
    """A return or refund of an order that was handed over; `amount` in minor units."""

    name: ClassVar[str] = "return_order"
    least: ClassVar[Role] = Role.SUPERVISOR
    for_service: ClassVar[bool] = True

    order_id: str
    reason: str
    amount: int = 0


def hand_over_order(command: HandOverOrder, rows: Rows, ctx: Context) -> Outcome:
    """Only a READY order, once; `order.completed` comes here."""
    order = rows.get(Order, command.order_id)
    store = rows.get(Store, order.store_id) if order else None
    if order is None or store is None:
        return Refused("no_such_order", "No such order")
    if order.status == COMPLETED:
        return noop("already_handed_over", f"{order.human_id} was handed over already", order_id=order.id)
    if order.status == CANCELLED:
        return Refused("not_ready", f"{order.human_id} is cancelled: it stays here")
    if order.status != READY:
        return Refused("not_ready", f"{order.human_id} is {order.status}: not everything is packed")
    draft = Draft(rows, ctx, store, order.id)
    draft.change(Order, order.id, status=COMPLETED, handed_over_at=ctx.now, handed_over_by=ctx.actor.staff_id)
    draft.tell("order_handed_over")
    draft.tell("order.completed")
    tickets = rows.where(Ticket, order_id=order.id)
    undo = {"kind": "hand_over", "ticket_id": tickets[0].id} if tickets else None
    return draft.accepted(f"{order.human_id} handed over", undo=undo)


def return_order(command: ReturnOrder, rows: Rows, ctx: Context) -> Outcome:
    """One record a reason and amount; stage and status stay."""
    order = rows.get(Order, command.order_id)
    store = rows.get(Store, order.store_id) if order else None
    if order is None or store is None:
        return Refused("no_such_order", "No such order")
    if order.status != COMPLETED:
        return Refused("not_completed", f"{order.human_id} is {order.status}: cancel it instead")
    if not command.reason.strip():
        return Refused("reason_needed", "Say why it came back")
    known = rows.where(OrderReturn, order_id=order.id)
    reason = clean(command.reason, 500)
    if any(r.reason == reason and r.amount == command.amount for r in known):
        return noop("already_returned", f"{order.human_id}: this return is recorded", order_id=order.id)
    left = order.total - sum(r.amount for r in known)
    if not 0 <= command.amount <= left:
        says = f"The refund must be between 0 and the {format_minor(left, order.currency)} that are left of the order"
        return Refused("amount", says)
    draft = Draft(rows, ctx, store, order.id)
    ident = derived_id(ctx.command_id, "return")
    draft.put(
        OrderReturn(ident, order.id, store.id, reason, command.amount, order.currency, ctx.now, ctx.actor.staff_id)
    )
    draft.tell("order_returned", reason=reason, amount=command.amount)
    return draft.accepted(f"{order.human_id}: return recorded")
