"""An order comes in: from a shop's webhook, a poll, a file or a person at the counter, always the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from data.core.actor import Role
from data.core.clock import local_day
from data.core.command import Command, Context
from data.core.ids import derived_id, order_id
from data.core.money import MOST_MINOR
from data.core.outcome import Accepted, Change, Outcome, Put, Refused, noop
from data.core.packed import pack, unpack
from data.core.rows import Rows
from data.core.text import clean
from data.kitchen.ticket import Ticket
from data.notices.notice import ATTENTION, INFO
from data.orders.amend import amend
from data.orders.docket import BY_HAND, MOST_ASKED, Docket, docket_from_args
from data.orders.draft import Draft
from data.orders.fields import with_docket
from data.orders.holding import holds, is_known, product_of, short_items, wanted_for
from data.orders.opening import opened
from data.orders.opening_days import untimely
from data.orders.order import (
    CANCELLED,
    COMPLETED,
    CONFIRMED,
    PENDING,
    DeadLetter,
    Order,
    Transaction,
)
from data.orders.reading import docket_rules
from data.orders.sale import counter_sale, counter_sale_again, keep_sale
from data.orders.sizes import comes_in, sizes_for
from data.orders.tickets import line_of, new_tickets
from data.orders.units import plan_tickets
from data.organization.policies import policies_of
from data.organization.store import Store
from data.stock.ledger import book

REASONS = {
    "customer": "no customer",
    "product": "no product",
    "due_date": "no due date that can be read",
    "payment": "not paid yet",
}


@dataclass(frozen=True, slots=True)
class IngestOrder(Command):
    """A shop's order as a packed docket; the raw payload stays where it arrived, its SHA-256 travels."""

    name: ClassVar[str] = "ingest_order"
    least: ClassVar[Role] = Role.ADMIN
    for_service: ClassVar[bool] = True

    store_id: str
    docket: str
    content_hash: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PlaceOrder(Command):
    """An order taken by phone or at the counter, while the customer waits: what is short is refused."""

    name: ClassVar[str] = "place_order"
    least: ClassVar[Role] = Role.SUPERVISOR

    store_id: str
    docket: str
    deposit: int = 0
    confirmed: bool = False
    """On a day that is past or too soon, or on which the store is closed, all the same."""


@dataclass(frozen=True, slots=True)
class KeepDeadLetter(Command):
    """A payload that is no order at all is kept with the reason."""

    name: ClassVar[str] = "keep_dead_letter"
    least: ClassVar[Role] = Role.ADMIN
    for_service: ClassVar[bool] = True

    store_id: str
    source: str
    reason: str
    says: str
    sha256: str


def ingest_order(command: IngestOrder, rows: Rows, ctx: Context) -> Outcome:
    """Dedupes on (store, gid) and content: same = duplicate, newer = as modify, older = stale."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    docket = docket_from_args(unpack(command.docket))
    ident = order_id(store.id, docket.gid)
    known = rows.get(Order, ident)
    draft = Draft(rows, ctx, store, ident)
    if known is None:
        order = opened(rows, ctx, store, docket, command.content_hash, command.sha256)
        sold = rows.get(Transaction, ident)
        if sold is not None and docket.counter_sale:
            return counter_sale_again(draft, sold, order, docket)
        return take_in(draft, order, docket)
    label = known.human_id
    older = _older(docket, known)
    if known.content_hash == command.content_hash:
        return _known(known, rows, older or _as_new(docket, known), docket)
    if older:
        return noop("stale", f"{label} is known in a newer form", *_ids(rows, known), order_id=known.id)
    # A form without a time is taken for new, but must not make an older one look new after it.
    content_at = docket.updated_at if docket.updated_at is not None else known.content_at
    newer = replace(known, content_hash=command.content_hash, content_at=content_at, payload_sha256=command.sha256)
    return revise(draft, known, newer, docket)


def _known(known: Order, rows: Rows, settled: bool, docket: Docket) -> Accepted:
    """The same once more. Where the shop calls it a newer form, what lies between the two is older from now on."""
    said = noop("duplicate", f"{known.human_id} is known", *_ids(rows, known), order_id=known.id)
    if settled:
        return said
    stamp = {"version": docket.version, "updated_at": docket.updated_at}
    stamped = unpack(known.docket) | {name: value for name, value in stamp.items() if value is not None}
    columns: dict[str, object] = {"docket": pack(stamped)}
    if docket.updated_at is not None:
        columns["content_at"] = docket.updated_at
    return replace(said, writes=(Change(Order, (known.id,), columns),))


def _as_new(docket: Docket, known: Order) -> bool:
    """Whether the form that is here bears the same count and the same time, or this one bears neither."""
    before = unpack(known.docket).get("version")
    return docket.version in (None, before) and docket.updated_at in (None, known.content_at)


def _older(docket: Docket, known: Order) -> bool:
    """Where the shop counts its changes, the count decides: two of them may bear the same time."""
    before = unpack(known.docket).get("version")
    if docket.version is not None and before is not None:
        return bool(docket.version < before)
    return docket.updated_at is not None and known.content_at is not None and docket.updated_at < known.content_at


def revise(draft: Draft, known: Order, newer: Order, docket: Docket) -> Outcome:
    """An order that is here already, in a newer form: judged afresh while it has no tickets, amended when it has."""
    tickets = draft.rows.where(Ticket, order_id=known.id)
    if tickets or known.status == CANCELLED or docket.cancelled_at is not None:
        return amend(draft, known, newer, docket, tickets)
    return take_in(draft, with_docket(newer, docket), docket, known=known)


def place_order(command: PlaceOrder, rows: Rows, ctx: Context) -> Outcome:
    """P01: everything is checked here, offline, before the customer leaves."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    docket = docket_from_args(unpack(command.docket))
    ident = order_id(store.id, docket.gid)
    if rows.get(Order, ident) is not None:
        return noop("duplicate", f"{docket.number} is known", order_id=ident)
    refusal = _unfit(rows, ctx, store, docket)
    if refusal is None and not (command.confirmed or ctx.settling):
        refusal = untimely(policies_of(store), docket.due_date, local_day(ctx.now, store.timezone))
    if refusal is not None:
        return refusal
    order = replace(opened(rows, ctx, store, docket, "", ""), deposit=command.deposit)
    return take_in(Draft(rows, ctx, store, ident), order, docket, refuse_short=not ctx.settling)


def _unfit(rows: Rows, ctx: Context, store: Store, docket: Docket) -> Refused | None:
    if ctx.settling:
        return None
    missing = docket.missing()
    if missing:
        return Refused(missing[0], "The order has " + ", ".join(REASONS[m] for m in missing))
    for line in docket.lines:
        product = product_of(rows, store.id, line.title, line.sku)
        if not 1 <= line.quantity <= MOST_ASKED:
            return Refused("quantity", f"{clean(line.title, 80)}: the quantity must be a number from 1 to {MOST_ASKED}")
        unknown_sku = bool(line.sku) and (product is None or product.sku != line.sku)
        if unknown_sku or (product is None and policies_of(store).check_bom):
            return Refused("unknown_product", f"{clean(line.sku or line.title, 80)} is not a product of {store.name}")
        if product is not None and not product.active:
            return Refused("inactive_product", f"{product.title} is not sold any more")
        sizes = sizes_for(rows, store, product) if product is not None else ()
        if not comes_in(line.size, sizes):
            shown = f"{clean(line.title, 80)}: there is no size {clean(line.size or '', 80)!r}"
            return Refused("unknown_size", f"{shown}, only {', '.join(sizes)}")
    if docket.total > MOST_MINOR:
        return Refused("price", "No order costs that much")
    return None


def keep_dead_letter(command: KeepDeadLetter, rows: Rows, ctx: Context) -> Outcome:
    """One row and one loud notice; the same payload again is the same letter."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    ident = derived_id(command.sha256, f"dead:{store.id}")
    if rows.get(DeadLetter, ident) is not None:
        return noop("duplicate", "This payload is kept already", order_id=None)
    draft = Draft(rows, ctx, store, ident)
    source, reason, says = clean(command.source, 80), clean(command.reason, 80), clean(command.says, 10_000)
    draft.put(DeadLetter(ident, store.id, source, reason, says, None, command.sha256, ctx.now, None))
    draft.notice(ATTENTION, "dead_letter", f"An order could not be read: {says}")
    return draft.accepted(says, code="dead_letter")


def take_in(
    draft: Draft,
    order: Order,
    docket: Docket,
    *,
    known: Order | None = None,
    refuse_short: bool = False,
    released: bool = False,
) -> Outcome:
    """An order without tickets becomes what its docket allows: cancelled, held, sold at the counter, done, or work."""
    completed_at, order = order.handed_over_at, replace(order, handed_over_at=None, handed_over_by=None)
    if docket.cancelled_at is not None:
        order = replace(
            order, status=CANCELLED, cancelled_at=docket.cancelled_at, cancel_reason="cancelled in the shop"
        )
        keep_sale(draft, docket, order)
        return _settle(draft, known, order, f"{order.human_id} was cancelled before it came", "cancelled")
    if docket.counter_sale and known is None:
        return counter_sale(draft, docket, order)
    held = docket.missing() + (() if docket.paid or released else ("payment",))
    if "payment" not in held:
        keep_sale(draft, docket, order)
    if docket.fulfilled and known is None:
        # Of a shop that is connected only now: nobody is to make again what a customer has eaten.
        order = replace(order, status=COMPLETED, handed_over_at=docket.updated_at or draft.ctx.now)
        return _settle(draft, known, order, f"{order.human_id} had been handed over before it came", "fulfilled")
    if held and not (docket.gift_only or docket.nothing_to_make):
        return _hold(draft, known, replace(order, held_reasons=pack(list(held)), status=PENDING), docket)
    planned = plan_tickets(docket, docket_rules(draft.store.docket, policies_of(draft.store).split_up_to))
    if not planned:
        order = replace(order, status=COMPLETED, handed_over_at=completed_at or draft.ctx.now)
        return _settle(draft, known, order, f"{order.human_id}: nothing to make", "nothing_to_make")
    order = replace(order, held_reasons="[]", status=CONFIRMED, next_index=len(planned))
    tickets = new_tickets(draft.store, order, docket, planned, draft.ctx.now)
    wanted = [] if docket.test else [w for t in tickets for w in wanted_for(draft.rows, t, line_of(docket, t.line_id))]
    short = short_items(draft.rows, wanted)
    if short and refuse_short:
        return Refused("short", "Not enough in stock: " + ", ".join(i.name for i in short.values()))
    blocked = {w.ticket_id for w in wanted if w.item_id in short}
    for ticket in tickets:
        draft.put(replace(ticket, inventory_blocked=ticket.id in blocked))
        draft.touched.append(ticket.id)
        draft.tell("ticket_made", ticket.id, code=ticket.code)
    draft.writes += book(draft.rows, draft.ctx, holds(wanted, order.id))
    _warn(draft, order, docket, [i.name for i in short.values()])
    draft.tell("order.placed", tickets=len(tickets))
    return _settle(draft, known, order, f"{order.human_id}: {len(tickets)} ticket{'s' * (len(tickets) > 1)}", "applied")


def _warn(draft: Draft, order: Order, docket: Docket, short: list[str]) -> None:
    if short:
        draft.notice(ATTENTION, "inventory_blocked", f"{order.human_id}: not enough {', '.join(short)}")
    today = local_day(draft.ctx.now, draft.store.timezone)
    if docket.due_date is not None and docket.due_date < today:
        draft.notice(ATTENTION, "overdue_on_arrival", f"{order.human_id} came in for {docket.due_date}, which is past")
    if docket.shop == BY_HAND and docket.number not in (None, order.number):
        # Labels may be out with the number that another order has now: scanned, they would name another cake.
        text = f"{docket.number} was taken twice: this order is {order.human_id} now. Print its labels again"
        draft.notice(ATTENTION, "renumbered", text)
    if policies_of(draft.store).check_bom:
        unknown = [
            clean(x.title, 80) for x in docket.lines if x.kind == "make" and not is_known(draft.rows, draft.store.id, x)
        ]
        if unknown:
            draft.notice(ATTENTION, "unknown_product", f"{order.human_id}: no recipe for {', '.join(unknown)}")


def _hold(draft: Draft, known: Order | None, order: Order, docket: Docket) -> Accepted:
    missing = docket.missing()
    why = ", ".join(REASONS[r] for r in unpack(order.held_reasons))
    shown = f" ({clean(docket.due_text, 80)!r})" if "due_date" in missing and docket.due_text else ""
    says = f"{order.human_id} is held: {why}{shown}"
    if known is not None:
        draft.close_hold()
    if missing:
        _letter(draft, order, ",".join(missing), says)
        draft.notice(ATTENTION, "held", says)
    else:
        draft.notice(INFO, "unpaid", says)
    return _settle(draft, known, order, says, "held")


def _letter(draft: Draft, order: Order, reason: str, says: str) -> None:
    # By content: two terminals that import the same order make the same letter, and one that is held again reopens it.
    ident = derived_id(order.id, f"dead:{order.content_hash}")
    at = draft.ctx.now
    if draft.rows.get(DeadLetter, ident) is not None:
        draft.change(DeadLetter, ident, reason=reason, says=says, at=at, closed_at=None, closed_says=None)
        return
    draft.put(DeadLetter(ident, order.store_id, order.shop, reason, says, order.id, order.payload_sha256, at, None))


def _settle(draft: Draft, known: Order | None, order: Order, says: str, code: str) -> Accepted:
    if known is None:
        draft.writes.insert(0, Put(order))
    else:
        names = type(order).__slots__
        draft.change(Order, order.id, **{n: getattr(order, n) for n in names if getattr(order, n) != getattr(known, n)})
    if known is not None and code != "held":
        draft.close_hold()
    draft.tell("order_taken_in", status=order.status)
    return draft.accepted(says, code=code)


def _ids(rows: Rows, order: Order) -> tuple[str, ...]:
    return tuple(t.id for t in rows.where(Ticket, order_id=order.id))
