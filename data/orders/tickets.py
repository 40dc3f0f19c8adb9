"""Tickets of an order: one per unit to make, each with its own barcode."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.core.clock import Instant
from data.core.ids import ticket_id
from data.core.packed import pack
from data.core.rows import Rows
from data.core.text import clean
from data.kitchen.stages import FULL_ROUTE, PACKING_ONLY, STAGES
from data.kitchen.ticket import Ticket
from data.orders.docket import Docket, DocketLine
from data.orders.order import Order
from data.orders.units import PlannedTicket, suffix
from data.organization.policies import size_rank
from data.organization.store import Store

_SORT_WIDTH = 20


def number_sort(number: str, index: int) -> str:
    """Order number and suffix as text that sorts like numbers: plain ones first, then orders taken by hand."""
    padded = number.rjust(_SORT_WIDTH, "0") if number.isdigit() else "P" + number[1:].rjust(_SORT_WIDTH, "0")
    return f"{padded}-{index:05d}"


def free_number(rows: Rows, store_id: str, order: str, number: str | None, numeric_id: str) -> str:
    """The order's number, or its numeric id when another order of the store has that number (RULES.md, Ids)."""
    candidates = [c for c in (number, numeric_id) if c] + [f"{numeric_id}0{n}" for n in range(1, 10)]
    taken = (any(o.id != order for o in rows.where(Order, store_id=store_id, number=c)) for c in candidates)
    return next(c for c, is_taken in zip(candidates, taken, strict=True) if not is_taken)


def fields_of(store: Store, docket: Docket, planned: PlannedTicket) -> dict[str, Any]:
    """What a docket says about one ticket, cleaned for the screen: everything but its identity and its progress."""
    size = _clean(planned.size, 120)
    notes = [docket.note, docket.instructions, *(f"{name}: {value}" for name, value in docket.attributes)]
    return {
        "product": _clean(planned.product, 500) or "?",
        "size": size,
        "size_rank": size_rank(store, size),
        "flavour": _clean(planned.flavour),
        "writing": _clean(planned.writing),
        "notes": _clean("\n".join(n for n in notes if n)),
        "kept": pack([[clean(name, 200), clean(value)] for name, value in planned.kept]),
        "accessories": pack([[clean(title, 500), quantity] for title, quantity in planned.accessories]),
        "allergens": _clean(planned.allergens),
        "quantity": planned.quantity,
        "customer": _clean(docket.customer, 200),
        "method": docket.method,
        "due_date": docket.due_date,
        "due_window": _clean(docket.window, 120),
        "window_from": docket.window_from,
        "window_to": docket.window_to,
        "route": PACKING_ONLY if planned.route == PACKING_ONLY else FULL_ROUTE,
        "test": docket.test,
    }


def new_ticket(
    store: Store, order: Order, docket: Docket, planned: PlannedTicket, index: int, count: int, now: Instant
) -> Ticket:
    """A ticket at the start of its route; `index` and `count` give its suffix."""
    tail = suffix(index, count)
    fields = fields_of(store, docket, planned)
    return Ticket(
        id=ticket_id(order.id, planned.line_id, planned.unit),
        store_id=store.id,
        order_id=order.id,
        human_id=order.human_id + (f"-{tail}" if tail else ""),
        code=order.code_base + (f"-{tail}" if tail.isdigit() else tail),
        order_number=order.number,
        number_sort=number_sort(order.number, index),
        suffix=tail,
        line_id=planned.line_id,
        unit=planned.unit,
        cycle=0,
        stage=fields["route"].split(",")[0],
        filling_start_ts=None,
        filling_complete_ts=None,
        covering_complete_ts=None,
        decorating_complete_ts=None,
        packing_start_ts=None,
        packing_complete_ts=None,
        packing_start_by=None,
        packing_start_terminal=None,
        assignee_id=None,
        assignee_note=None,
        storage=None,
        priority_override=None,
        cancelled_at=None,
        in_queue=True,
        inventory_blocked=False,
        prints=0,
        created_at=now,
        **fields,
    )


def new_tickets(
    store: Store, order: Order, docket: Docket, planned: Sequence[PlannedTicket], now: Instant, first: int = 0
) -> list[Ticket]:
    """The tickets of these units; the ones added to an order that has some take the next suffixes."""
    count = first + len(planned)
    return [new_ticket(store, order, docket, p, first + n, count, now) for n, p in enumerate(planned)]


def line_of(docket: Docket, line_id: str) -> DocketLine | None:
    """The line of this id."""
    return next((line for line in docket.lines if line.line_id == line_id), None)


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """How a changed docket meets the tickets there are."""

    kept: tuple[tuple[Ticket, PlannedTicket], ...]
    added: tuple[PlannedTicket, ...]
    removed: tuple[Ticket, ...]


def match_units(planned: Iterable[PlannedTicket], tickets: Iterable[Ticket]) -> UnitMatch:
    """Line by line, the live tickets that are furthest along are kept: no cake is thrown away while one that nobody
    began goes on. A unit that was struck out and is wanted again gets a number of its own: by the old one it would be
    the struck-out ticket, and the cake would be forgotten."""
    planned = tuple(planned)
    live: dict[str, list[Ticket]] = defaultdict(list)
    used: dict[str, set[int]] = defaultdict(set)
    for ticket in sorted(tickets, key=lambda t: (-STAGES.index(t.stage), not t.started, t.unit)):
        used[ticket.line_id].add(ticket.unit)
        if ticket.cancelled_at is None:
            live[ticket.line_id].append(ticket)
    wanted = Counter(plan.line_id for plan in planned)
    removed = [t for line_id, all_ in live.items() for t in all_[wanted[line_id] :]]
    live = defaultdict(list, {i: sorted(all_[: wanted[i]], key=lambda t: t.unit) for i, all_ in live.items()})
    kept: list[tuple[Ticket, PlannedTicket]] = []
    added: list[PlannedTicket] = []
    for plan in planned:
        if live[plan.line_id]:
            kept.append((live[plan.line_id].pop(0), plan))
            continue
        taken = used[plan.line_id]
        unit = plan.unit if plan.unit not in taken else max(taken) + 1
        taken.add(unit)
        added.append(replace(plan, unit=unit))
    return UnitMatch(tuple(kept), tuple(added), tuple(removed))


def _clean(text: str | None, limit: int = 10_000) -> str | None:
    return clean(text, limit) or None if text else None
