"""An order that has tickets changes: by the shop, or by a person who edits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data.core.outcome import Accepted, noop
from data.core.packed import unpack
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.notices.notice import ATTENTION, STOP
from data.orders.cancelling import cancel, cancel_tickets
from data.orders.docket import Docket, docket_from_args
from data.orders.draft import Draft
from data.orders.fields import with_docket
from data.orders.holding import Wanted, holds, short_items, wanted_for
from data.orders.order import CANCELLED, COMPLETED, Order
from data.orders.reading import docket_rules
from data.orders.sale import keep_sale
from data.orders.status import announced, packed_out, status_of
from data.orders.tickets import fields_of, line_of, match_units, new_tickets
from data.orders.units import PlannedTicket, plan_tickets
from data.organization.policies import policies_of
from data.stock.ledger import Movement, book, release, standings

_SHOWN = {
    "product": "product",
    "size": "size",
    "flavour": "flavour",
    "writing": "writing",
    "kept": "wishes",
    "accessories": "accessories",
    "allergens": "allergens",
    "quantity": "quantity",
    "due_date": "due date",
    "due_window": "time",
    "notes": "notes",
    "method": "pickup or delivery",
}
_PACKED = {"kept": "{0}: {1}", "accessories": "{1} x {0}"}
_STOCKED = ("product", "size", "quantity")


def amend(draft: Draft, known: Order, newer: Order, docket: Docket, tickets: Sequence[Ticket]) -> Accepted:
    """Brings order and tickets to the newer docket; what a person filled in before is kept where the shop is silent."""
    label = known.human_id
    if known.status == CANCELLED:
        _write(draft, known, newer)
        return draft.accepted(f"{label} is cancelled already", code="already_cancelled")
    if known.status == COMPLETED:
        _write(draft, known, newer)
        keep_sale(draft, docket, newer)
        draft.notice(ATTENTION, "changed_after_hand_over", f"{label} changed in the shop after it was handed over")
        return draft.accepted(f"{label} was handed over already", code="after_hand_over")
    if docket.cancelled_at is not None:
        _write(draft, known, newer)
        cancel(draft, known, tickets, "cancelled in the shop")
        keep_sale(draft, docket, newer)
        return draft.accepted(f"{label} cancelled", code="cancelled")
    filled = replace(docket, due_date=docket.due_date or known.due_date, customer=docket.customer or known.customer)
    if docket.due_date is None and known.due_date is not None:
        filled = replace(filled, window=known.due_window, window_from=known.window_from, window_to=known.window_to)
    return _apply(draft, known, with_docket(newer, filled), filled, tickets)


@dataclass(slots=True)
class _Stock:
    """What a change frees and takes; `resold` are the lines that sell another thing now, whatever they are called,
    `anew` the tickets whose holds are taken (again)."""

    freed: list[Movement]
    resold: frozenset[str] = frozenset()
    wanted: list[Wanted] = field(default_factory=list)
    anew: set[str] = field(default_factory=set)


def _apply(draft: Draft, known: Order, order: Order, docket: Docket, tickets: Sequence[Ticket]) -> Accepted:
    planned = plan_tickets(docket, docket_rules(draft.store.docket, policies_of(draft.store).split_up_to))
    match = match_units(planned, tickets)
    freed = cancel_tickets(draft, order, match.removed, "taken off the order")
    stock = _Stock(freed, _resold(docket_from_args(unpack(known.docket)), docket))
    kept = [_change_ticket(draft, docket, ticket, plan, stock) for ticket, plan in match.kept]
    new = new_tickets(draft.store, order, docket, match.added, draft.ctx.now, first=order.next_index)
    for ticket in new:
        draft.touched.append(ticket.id)
        draft.tell("ticket_made", ticket.id, code=ticket.code)
        if not docket.test:
            _hold(draft, docket, ticket, stock)
    _book(draft, order, stock, kept, new)
    if match.removed and not kept and not new:
        text = f"{order.human_id}: everything was taken off the order. Cancel it?"
        draft.notice(ATTENTION, "nothing_left", text)
    order = replace(order, next_index=order.next_index + len(new))
    order = _with_status(draft, order, [*kept, *new])
    _write(draft, known, order)
    if not draft.touched and draft.writes == []:
        return noop("unchanged", f"{order.human_id}: nothing to change", order_id=order.id)
    keep_sale(draft, docket, order)
    draft.tell("order_changed")
    return draft.accepted(f"{order.human_id} changed", code="changed")


def _resold(before: Docket, after: Docket) -> frozenset[str]:
    named = {line.line_id: (line.sku, line.variant_id) for line in before.lines}
    changed = [x for x in after.lines if x.line_id in named and named[x.line_id] != (x.sku, x.variant_id)]
    return frozenset(line.line_id for line in changed)


def _book(draft: Draft, order: Order, stock: _Stock, kept: Sequence[Ticket], new: Sequence[Ticket]) -> None:
    short = short_items(draft.rows, stock.wanted, stock.freed)
    blocked = {w.ticket_id for w in stock.wanted if w.item_id in short}
    for ticket in new:
        draft.put(replace(ticket, inventory_blocked=ticket.id in blocked))
    for ticket in kept:
        if ticket.id in stock.anew and ticket.inventory_blocked != (ticket.id in blocked):
            draft.change(Ticket, ticket.id, inventory_blocked=ticket.id in blocked)
    if short:
        names = ", ".join(i.name for i in short.values())
        draft.notice(ATTENTION, "inventory_blocked", f"{order.human_id}: not enough {names}")
    draft.writes += book(draft.rows, draft.ctx, [*stock.freed, *holds(stock.wanted, order.id)])


def _with_status(draft: Draft, order: Order, tickets: Sequence[Ticket]) -> Order:
    if policies_of(draft.store).complete_on_pack:
        order = packed_out(order, tickets, draft.ctx.now, draft.ctx.actor.staff_id)
    status = status_of(order, tickets)
    for name in announced(order.status, status):
        draft.tell(name, cycle=max((t.cycle for t in tickets), default=0))
    return replace(order, status=status)


def _change_ticket(draft: Draft, docket: Docket, ticket: Ticket, planned: PlannedTicket, stock: _Stock) -> Ticket:
    fields = fields_of(draft.store, docket, planned)
    fields.pop("route" if ticket.started else "", None)
    differs = {n: v for n, v in fields.items() if getattr(ticket, n) != v}
    if ticket.line_id in stock.resold or any(n in differs for n in _STOCKED):
        _hold_anew(draft, docket, replace(ticket, **differs), stock)
    if not differs:
        return ticket
    if "route" in differs:
        differs["stage"] = differs["route"].split(",")[0]
    after = replace(ticket, **differs)
    draft.touched.append(ticket.id)
    draft.change(Ticket, ticket.id, **differs)
    shown = [n for n in differs if n in _SHOWN]
    draft.tell("ticket_changed", ticket.id, **{n: [getattr(ticket, n), differs[n]] for n in shown})
    if shown and ticket.started:
        text = f"{ticket.code} CHANGED: " + "; ".join(_difference(ticket, differs, n) for n in shown)
        level = ATTENTION if ticket.stage == COMPLETE else STOP
        draft.notice(level, "changed", text, ticket_id=ticket.id, staff_id=ticket.assignee_id)
    return after


def _hold_anew(draft: Draft, docket: Docket, after: Ticket, stock: _Stock) -> None:
    if after.test or docket.test or after.stage != after.stages[0]:
        # What it takes was taken when it left its first station: nobody would ever let a new hold go.
        return
    standing = standings(draft.rows, after.id)
    stock.freed += release(after.id, standing, "changed")
    _hold(draft, docket, after, stock)


def _hold(draft: Draft, docket: Docket, ticket: Ticket, stock: _Stock) -> None:
    stock.wanted += wanted_for(draft.rows, ticket, line_of(docket, ticket.line_id))
    stock.anew.add(ticket.id)


def _difference(ticket: Ticket, differs: dict[str, Any], name: str) -> str:
    return f"{_SHOWN[name]} {_said(name, getattr(ticket, name))} -> {_said(name, differs[name])}"


def _said(name: str, value: Any) -> str:
    if name in _PACKED:
        value = ", ".join(_PACKED[name].format(*pair) for pair in unpack(value))
    return str(value or "none")


def _write(draft: Draft, before: Order, after: Order) -> None:
    names = type(after).__slots__
    draft.change(Order, after.id, **{n: getattr(after, n) for n in names if getattr(after, n) != getattr(before, n)})
