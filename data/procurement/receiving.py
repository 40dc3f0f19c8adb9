"""Goods come in: what was ordered becomes stock, all of it or a part, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.clock import is_day
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean, one_line
from data.notices.notice import ATTENTION, Notice
from data.procurement.purchase import CANCELLED, PARTLY, RECEIVED, PurchaseLine, PurchaseOrder, PurchaseReceipt
from data.stock.describing import MOST
from data.stock.ledger import RECEIVE, Movement, book


@dataclass(frozen=True, slots=True)
class ReceivePurchase(Command):
    """What came: [offer id, quantity in the item's unit] each, or nothing for all that is missing. `delivery` is the
    number of the delivery note: one note counts once. `confirmed`: although it is more than was ordered."""

    name: ClassVar[str] = "receive_purchase"
    least: ClassVar[Role] = Role.SUPERVISOR

    order_id: str
    lines: tuple[tuple[str, int], ...] = ()
    delivery: str = ""
    best_before: str | None = None
    confirmed: bool = False


def receive_purchase(command: ReceivePurchase, rows: Rows, ctx: Context) -> Outcome:
    """Receipts, ledger lines and balances in one; what is on order falls by as much."""
    order = rows.get(PurchaseOrder, command.order_id)
    if order is None:
        return Refused("no_such_order", "No such purchase order")
    lines = {line.offer_id: line for line in rows.where(PurchaseLine, order_id=order.id)}
    delivery = one_line(clean(command.delivery.strip(), 80))
    if delivery and any(one.delivery == delivery for one in rows.where(PurchaseReceipt, order_id=order.id)):
        return noop("known", f"{order.code}: delivery {delivery} is in stock already")
    came = dict(command.lines) or {line.offer_id: line.missing for line in lines.values() if line.missing}
    wrong = _fault(command, order, lines)
    if wrong is not None:
        return wrong
    if not came:
        return noop("received", f"{order.code} has come already")
    doubt = "" if command.confirmed else _doubt(order, lines, came)
    if doubt and not ctx.settling:
        return Refused("not_expected", doubt, confirm=True)
    arrival = _Arrival(order, lines, came, delivery, command.best_before)
    return arrival.booked(rows, ctx, doubt)


def _doubt(order: PurchaseOrder, lines: dict[str, PurchaseLine], came: dict[str, int]) -> str:
    """Why somebody should look twice, in words; what lies in the store room all the same is a fact."""
    too_much = [lines[offer].item for offer, quantity in came.items() if quantity > lines[offer].missing]
    if too_much:
        return f"{order.code}: more came than was ordered of {', '.join(too_much)}"
    return f"{order.code} is cancelled" if order.status == CANCELLED else ""


def _fault(command: ReceivePurchase, order: PurchaseOrder, lines: dict[str, PurchaseLine]) -> Refused | None:
    if len(dict(command.lines)) != len(command.lines):
        return Refused("twice", f"{order.code}: each line once")
    for offer_id, quantity in command.lines:
        if offer_id not in lines:
            return Refused("not_ordered", f"{clean(offer_id, 80)} is not on {order.code}")
        if not 0 < quantity <= MOST:
            return Refused("quantity", f"{lines[offer_id].item}: what came is more than nothing")
    if command.best_before is not None and not is_day(command.best_before):
        return Refused("best_before", "A best-before day is written like 2026-12-24")
    return None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One delivery of an order."""

    order: PurchaseOrder
    lines: dict[str, PurchaseLine]
    came: dict[str, int]
    delivery: str
    best_before: str | None

    def booked(self, rows: Rows, ctx: Context, doubt: str) -> Outcome:
        """Into stock, and off what is on order; of what nobody was there to confirm somebody is told."""
        order, status = self.order, self._status()
        writes: list[Write] = []
        for offer_id, quantity in self.came.items():
            writes.append(Put(self._receipt(offer_id, quantity, ctx)))
            received = {"received": self.lines[offer_id].received + quantity}
            writes.append(Change(PurchaseLine, (order.id, offer_id), received))
        writes.append(Change(PurchaseOrder, (order.id,), {"status": status, "changed_at": ctx.now}))
        reason = f"{order.code} {order.supplier}"
        moved = [Movement(self.lines[o].item_id, q, 0, RECEIVE, reason) for o, q in self.came.items()]
        writes += book(rows, ctx, moved)
        if doubt:
            writes.append(_told(order, doubt, ctx))
        detail = {"purchase_order": order.id, "lines": len(self.came), "status": status, "delivery": self.delivery}
        event = Event("purchase_received", store_id=order.store_id, detail=detail)
        says = f"{order.code}: {'some of it is still to come' if status == PARTLY else 'all has come'}"
        return Accepted(says, writes=tuple(writes), events=(event,))

    def _status(self) -> str:
        if all(self.came.get(line.offer_id, 0) >= line.missing for line in self.lines.values()):
            return RECEIVED
        return CANCELLED if self.order.status == CANCELLED else PARTLY

    def _receipt(self, offer_id: str, quantity: int, ctx: Context) -> PurchaseReceipt:
        order = self.order
        cause = f"{order.id}:{self.delivery}" if self.delivery else ctx.command_id
        return PurchaseReceipt(
            derived_id(cause, f"receipt:{offer_id}"),
            order.store_id,
            order.id,
            offer_id,
            self.lines[offer_id].item_id,
            quantity,
            best_before=self.best_before,
            delivery=self.delivery,
            at=ctx.now,
            command_id=ctx.command_id,
        )


def _told(order: PurchaseOrder, doubt: str, ctx: Context) -> Put:
    ident = derived_id(ctx.command_id, "not_expected")
    return Put(Notice(ident, order.store_id, ATTENTION, "not_expected", doubt, None, None, None, ctx.now, None, None))
