"""A purchase order: made from what is advised, sent, or taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.clock import local_day
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean
from data.notices.notice import ATTENTION, Notice
from data.organization.store import Store
from data.procurement.deliveries import next_two
from data.procurement.purchase import (
    CANCELLED,
    OPEN,
    RECEIVED,
    SENT,
    UNDER_WAY,
    PurchaseLine,
    PurchaseOrder,
    order_code,
)
from data.procurement.supplier import Supplier, SupplyOffer
from data.stock.item import InventoryItem

MOST_LINES = 500
MOST_PACKS = 10**6


@dataclass(frozen=True, slots=True)
class MakePurchaseOrder(Command):
    """So many packs of these offers of one supplier: [offer id, packs]. `confirmed`: although some of it is on order
    from today already."""

    name: ClassVar[str] = "make_purchase_order"
    least: ClassVar[Role] = Role.ADMIN

    order_id: str
    supplier_id: str
    lines: tuple[tuple[str, int], ...]
    note: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class SendPurchaseOrder(Command):
    """It has gone to the supplier; `by_mail`: the hub sends it, to the supplier's address."""

    name: ClassVar[str] = "send_purchase_order"
    least: ClassVar[Role] = Role.ADMIN

    order_id: str
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class CancelPurchaseOrder(Command):
    """Nothing more of it will come."""

    name: ClassVar[str] = "cancel_purchase_order"
    least: ClassVar[Role] = Role.ADMIN

    order_id: str
    reason: str


def make_purchase_order(command: MakePurchaseOrder, rows: Rows, ctx: Context) -> Outcome:
    """The order and its lines, at the prices of today. The same a second time on one day is asked about; where two
    have done so without knowing of each other, both stand and somebody is told."""
    known = rows.get(PurchaseOrder, command.order_id)
    if known is not None:
        return noop("known", f"{known.code} is made already")
    supplier = rows.get(Supplier, command.supplier_id)
    if supplier is None:
        return Refused("no_such_supplier", "No such supplier")
    store = rows.get(Store, supplier.store_id)
    if store is None:
        return Refused("no_such_store", "No such store")
    lines = _lines(command, supplier, rows, settling=ctx.settling)
    if isinstance(lines, Refused):
        return lines
    twice = _ordered_today(rows, store, supplier, lines, ctx)
    if twice and not command.confirmed and not ctx.settling:
        return Refused("ordered_today", f"{twice} is on order from today already", confirm=True)
    order = _order(command, supplier, store, lines, ctx)
    notices = [_twice(order, twice, ctx)] if twice and ctx.settling and not command.confirmed else []
    detail = {"purchase_order": order.id, "supplier_id": supplier.id, "lines": len(lines), "total": order.total}
    many = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    return Accepted(
        f"{order.code} to {supplier.name}: {many}",
        writes=(Put(order), *(Put(line) for line in lines), *notices),
        events=(Event("purchase_order_made", store_id=store.id, detail=detail),),
    )


def _lines(
    command: MakePurchaseOrder, supplier: Supplier, rows: Rows, *, settling: bool
) -> list[PurchaseLine] | Refused:
    """What was ordered while it was still sold here is ordered, whoever has heard of it since."""
    packs = dict(command.lines)
    if not command.lines or len(packs) != len(command.lines) or len(packs) > MOST_LINES:
        return Refused("no_lines", f"An order has 1 to {MOST_LINES} lines, each offer once")
    found = []
    for offer_id, many in command.lines:
        offer = rows.get(SupplyOffer, offer_id)
        item = rows.get(InventoryItem, offer.item_id) if offer is not None else None
        if offer is None or item is None or offer.supplier_id != supplier.id:
            return Refused("no_such_offer", f"{supplier.name} offers no {clean(offer_id, 80)}")
        if not (offer.active and supplier.active) and not settling:
            return Refused("not_sold", f"{item.name}: {supplier.name} is not bought of any more")
        if not 0 < many <= MOST_PACKS:
            return Refused("quantity", f"{item.name}: 1 to {MOST_PACKS} packs")
        found.append(_line(command.order_id, offer, item, many))
    return found


def _line(order_id: str, offer: SupplyOffer, item: InventoryItem, packs: int) -> PurchaseLine:
    return PurchaseLine(
        order_id,
        offer.id,
        offer.store_id,
        item.id,
        item.name,
        item.unit,
        offer.pack,
        offer.pack_size,
        packs,
        offer.price,
        0,
    )


def _order(
    command: MakePurchaseOrder, supplier: Supplier, store: Store, lines: list[PurchaseLine], ctx: Context
) -> PurchaseOrder:
    coming, _ = next_two(supplier, store.timezone, ctx.now)
    return PurchaseOrder(
        command.order_id,
        store.id,
        supplier.id,
        supplier.name,
        order_code(command.order_id),
        OPEN,
        coming.arrives if coming is not None else None,
        store.currency,
        sum(line.packs * line.price for line in lines),
        clean(command.note.strip(), 500),
        ctx.now,
        ctx.actor.name,
        None,
        None,
        ctx.now,
    )


def _ordered_today(rows: Rows, store: Store, supplier: Supplier, lines: list[PurchaseLine], ctx: Context) -> str:
    """The items that are on an order of today at this supplier, in words."""
    today = local_day(ctx.now, store.timezone)
    wanted = {line.item_id for line in lines}
    found: dict[str, str] = {}
    for status in (*UNDER_WAY, RECEIVED):
        for order in rows.where(PurchaseOrder, store_id=store.id, status=status):
            if order.supplier_id == supplier.id and local_day(order.made_at, store.timezone) == today:
                same = [line for line in rows.where(PurchaseLine, order_id=order.id) if line.item_id in wanted]
                found |= {line.item_id: f"{line.item} ({order.code})" for line in same}
    return ", ".join(found.values())


def _twice(order: PurchaseOrder, what: str, ctx: Context) -> Put:
    ident = derived_id(ctx.command_id, "ordered_twice")
    text = f"{order.code} to {order.supplier}: {what} was ordered on the same day"
    return Put(Notice(ident, order.store_id, ATTENTION, "ordered_twice", text, None, None, None, ctx.now, None, None))


def send_purchase_order(command: SendPurchaseOrder, rows: Rows, ctx: Context) -> Outcome:
    """Once. An order that came before its word was sent keeps how far it has come."""
    order = rows.get(PurchaseOrder, command.order_id)
    if order is None:
        return _none()
    if order.status in (CANCELLED, RECEIVED):
        return Refused(order.status, f"{order.code} is {order.status} already")
    if order.sent_at is not None and not (command.by_mail and order.mail_to is None):
        return noop("sent", f"{order.code} was sent already")
    supplier = rows.get(Supplier, order.supplier_id)
    address = supplier.email if supplier is not None and command.by_mail else None
    if command.by_mail and address is None:
        return Refused("no_address", f"{order.supplier} has no e-mail address: set one, or send the file yourself")
    status = SENT if order.status == OPEN else order.status
    sent_at = ctx.now if order.sent_at is None else order.sent_at
    columns = {"status": status, "sent_at": sent_at, "mail_to": address, "changed_at": ctx.now}
    event = Event("purchase_order_sent", store_id=order.store_id, detail={"purchase_order": order.id})
    where = f" to {address}" if address else ""
    return Accepted(f"{order.code} sent{where}", writes=(_changed(order, columns),), events=(event,))


def cancel_purchase_order(command: CancelPurchaseOrder, rows: Rows, ctx: Context) -> Outcome:
    """What has come of it stays in stock."""
    order = rows.get(PurchaseOrder, command.order_id)
    if order is None:
        return _none()
    if order.status == CANCELLED:
        return noop("cancelled", f"{order.code} is cancelled already")
    if order.status == RECEIVED:
        return Refused(RECEIVED, f"{order.code} has come already")
    if not command.reason.strip():
        return Refused("reason_needed", "Say why nothing more of it will come")
    detail = {"purchase_order": order.id, "reason": clean(command.reason, 200)}
    event = Event("purchase_order_cancelled", store_id=order.store_id, detail=detail)
    write = _changed(order, {"status": CANCELLED, "changed_at": ctx.now})
    return Accepted(f"{order.code} is cancelled", writes=(write,), events=(event,))


def _changed(order: PurchaseOrder, columns: dict[str, Any]) -> Write:
    return Change(PurchaseOrder, (order.id,), columns)


def _none() -> Refused:
    return Refused("no_such_order", "No such purchase order")
