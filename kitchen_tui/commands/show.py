"""Tickets and orders as JSON values and as lines of text."""

from __future__ import annotations

from typing import Any

from data.core.clock import iso
from data.core.packed import unpack
from data.core.text import one_line
from data.kitchen.ticket import Ticket
from data.orders.order import Order
from data.questions.history import TicketStory
from data.questions.queue import PRIORITY_NAMES, QueueLine, priority_of

_TIMES = (
    "filling_start_ts",
    "filling_complete_ts",
    "covering_complete_ts",
    "decorating_complete_ts",
    "packing_start_ts",
    "packing_complete_ts",
    "cancelled_at",
    "created_at",
)
_PLAIN = (
    "code",
    "order_number",
    "suffix",
    "line_id",
    "unit",
    "stage",
    "product",
    "size",
    "flavour",
    "writing",
    "notes",
    "allergens",
    "quantity",
    "customer",
    "method",
    "due_date",
    "cycle",
    "storage",
    "priority_override",
    "prints",
    "packing_start_by",
    "packing_start_terminal",
    "assignee_id",
    "assignee_note",
    "inventory_blocked",
    "test",
    "in_queue",
)


def kept_of(packed: str) -> dict[str, str]:
    """What the customer said, by name; the same name twice is joined."""
    said: dict[str, str] = {}
    for name, value in unpack(packed):
        said[name] = f"{said[name]} / {value}" if name in said else value
    return said


def ticket_json(ticket: Ticket, today: str) -> dict[str, Any]:
    """A ticket for machines: `id` is the human id; instants are ISO 8601 in UTC, dates the store's calendar days."""
    return {
        "id": ticket.human_id,
        "uuid": ticket.id,
        "store": ticket.store_id,
        **{name: getattr(ticket, name) for name in _PLAIN},
        "window": ticket.due_window,
        "priority": PRIORITY_NAMES.get(priority_of(ticket.due_date, ticket.priority_override, today)),
        "route": list(ticket.stages),
        "cancelled": ticket.cancelled_at is not None,
        "kept": kept_of(ticket.kept),
        "accessories": unpack(ticket.accessories),
        **{name: iso(getattr(ticket, name)) for name in _TIMES},
    }


def order_json(order: Order) -> dict[str, Any]:
    """The fields of an order that people ask for; money is in minor units."""
    return {
        "order": order.human_id,
        "order_uuid": order.id,
        "order_status": order.status,
        "store": order.store_id,
        "customer": order.customer,
        "method": order.method,
        "due_date": order.due_date,
        "due_text": order.due_text,
        "window": order.due_window,
        "note": order.note,
        "instructions": order.instructions,
        "held": unpack(order.held_reasons),
        "test": order.test,
        "currency": order.currency,
        "total": order.total,
        "deposit": order.deposit,
        "financial_status": order.financial_status,
        "cancel_reason": order.cancel_reason,
        "handed_over_at": iso(order.handed_over_at),
    }


def story_json(story: TicketStory, today: str) -> dict[str, Any]:
    """A ticket with its order, facts and events."""
    return {
        **order_json(story.order),
        **ticket_json(story.ticket, today),
        "facts": [
            {
                "stage": f.stage,
                "cycle": f.cycle,
                "kind": f.kind,
                "at": iso(f.at),
                "staff": f.staff_name,
                "terminal": f.terminal_id,
                "command_id": f.command_id,
                "retracts": f.retracts,
            }
            for f in story.facts
        ],
        "events": [
            {"name": e.name, "at": iso(e.at), "stage": e.stage, "staff": e.staff_name, **unpack(e.detail)}
            for e in story.events
        ],
        "log": [{"name": e.name, "at": iso(e.at)} for e in story.logged],
        "notices": [
            {"id": n.id, "level": n.level, "code": n.code, "text": n.text, "acknowledged": iso(n.acknowledged_at)}
            for n in story.notices
        ],
    }


def line_json(line: QueueLine) -> dict[str, Any]:
    """A line of a queue."""
    return {
        "id": line.human_id,
        "uuid": line.id,
        "code": line.code,
        "stage": line.stage,
        "priority": PRIORITY_NAMES.get(line.priority, str(line.priority)),
        "due_date": line.due_date,
        "window": line.due_window,
        "product": line.product,
        "size": line.size,
        "flavour": line.flavour,
        "writing": line.writing,
        "allergens": line.allergens,
        "quantity": line.quantity,
        "customer": line.customer,
        "assignee": line.assignee_name,
        "cancelled": line.cancelled_at is not None,
        "changed": bool(line.changed),
        "inventory_blocked": bool(line.inventory_blocked),
        "test": bool(line.test),
    }


def line_text(line: QueueLine) -> str:
    """A line of a queue for people."""
    marks = "".join(
        mark
        for mark, on in (
            (" CANCELLED", line.cancelled_at is not None),
            (" CHANGED", bool(line.changed)),
            (" STOCK", bool(line.inventory_blocked)),
            (" TEST", bool(line.test)),
        )
        if on
    )
    what = one_line(" ".join(part for part in (line.product, line.size, line.flavour) if part))
    due = line.due_date or "no date"
    return f"{PRIORITY_NAMES.get(line.priority, '?'):6} {line.code:10} {line.stage:10} {due:10} {what}{marks}"


def story_text(story: TicketStory, today: str) -> str:
    """A ticket for people: one field a line, then what happened."""
    fields = story_json(story, today)
    lines = [
        f"{name:22} {one_line(str(value))}"
        for name, value in fields.items()
        if value not in (None, "", [], {}, False) and name not in ("facts", "events", "log", "notices")
    ]
    happened = [f"  {e['at']}  {e['name']:24} {e['staff'] or ''}" for e in fields["events"]]
    return "\n".join([*lines, "", *happened])
