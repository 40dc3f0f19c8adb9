"""Orders that wait for a person, and everything that is known about one order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from data.core.clock import Instant
from data.core.packed import unpack
from data.kitchen.fact import INFERRED
from data.kitchen.ticket import Ticket
from data.orders.order import Order, OrderReturn
from data.questions.find import order_named
from data.questions.history import tickets_of
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

_EVERY = 1_000_000_000
_TICKETS = "(SELECT t.id FROM ticket t WHERE t.order_id = ?)"
_EVENT = (
    "SELECT e.command_id, e.n, e.name, e.stage, e.at, e.staff_name, w.name, e.ticket_id, e.detail "
    "FROM stage_events e LEFT JOIN terminal w ON w.id = e.terminal_id"
)
_FACT = (
    "SELECT f.command_id, f.place, f.stage, f.at, f.ticket_id FROM stage_fact f "
    f"WHERE f.ticket_id IN {_TICKETS} AND f.kind = ?"
)
# The statuses stand in the statement: only so is the index of held orders known to hold them all.
_HELD = "WHERE store_id = ? AND status IN ('PENDING', 'PAYMENT_FAILED')"
HELD_COUNT = f"SELECT count(*) FROM orders {_HELD}"
_NOTICE = (
    "SELECT n.id, n.level, n.text, n.at, n.ticket_id, n.acknowledged_at, s.name "
    "FROM notice n LEFT JOIN staff s ON s.id = n.acknowledged_by WHERE n.order_id = ?"
)


class Told(NamedTuple):
    """One line of an order's history. `name` is the event's; a stage that was only concluded is `inferred`, a message
    to people is `notice`."""

    id: str
    at: Instant
    name: str
    stage: str | None
    who: str | None
    terminal: str | None
    ticket_id: str | None
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderStory:
    """An order with its tickets, what came back of it, its history, newest first, and people's `names` by their ids."""

    order: Order
    tickets: tuple[Ticket, ...]
    returns: tuple[OrderReturn, ...]
    history: tuple[Told, ...]
    names: dict[str, str]


def held_orders(database: Database, store_id: str, limit: int = _EVERY) -> list[Order]:
    """The orders without tickets that something is missing from, oldest first."""
    kind = kind_of(Order)
    sql = f"{kind.select} {_HELD} ORDER BY created_at, id LIMIT ?"
    return [kind.row(record) for record in database.rows(sql, (store_id, limit))]


def order_about(database: Database, about: str) -> Order | None:
    """The order of this id, or of the ticket with this id."""
    rows = StoredRows(database)
    ticket = rows.get(Ticket, about)
    return rows.get(Order, ticket.order_id if ticket else about) or order_named(database, about)


def order_story(database: Database, about: str) -> OrderStory | None:
    """All about an order, by its own id or that of one of its tickets."""
    order = order_about(database, about)
    if order is None:
        return None
    tickets = tickets_of(database, order.id)
    returns = StoredRows(database).where(OrderReturn, order_id=order.id)
    history = [*_events(database, order.id), *_inferred(database, order.id), *_notices(database, order.id)]
    # What people are told of a thing stands above the thing itself.
    history.sort(key=lambda told: (told.at, told.name == "notice", told.id), reverse=True)
    return OrderStory(order, tickets, returns, tuple(history), _names(database, order, tickets, history))


def _events(database: Database, order_id: str) -> list[Told]:
    found = database.rows(f"{_EVENT} WHERE e.ticket_id IN {_TICKETS}", (order_id,))
    found += database.rows(f"{_EVENT} WHERE e.order_id = ? AND e.ticket_id IS NULL", (order_id,))
    return [
        Told(f"{command}:{n:04d}", at, name, stage, who, terminal, ticket, unpack(detail))
        for command, n, name, stage, at, who, terminal, ticket, detail in found
    ]


def _inferred(database: Database, order_id: str) -> list[Told]:
    return [
        Told(f"{command}:fact:{place:04d}", at, INFERRED, stage, None, None, ticket, {})
        for command, place, stage, at, ticket in database.rows(_FACT, (order_id, INFERRED))
    ]


def _notices(database: Database, order_id: str) -> list[Told]:
    return [
        Told(ident, at, "notice", None, None, None, ticket, {"text": text, "level": level, "seen": seen, "by": by})
        for ident, level, text, at, ticket, seen, by in database.rows(_NOTICE, (order_id,))
    ]


def _names(database: Database, order: Order, tickets: tuple[Ticket, ...], history: list[Told]) -> dict[str, str]:
    asked = {order.handed_over_by, *(t.assignee_id for t in tickets), *(h.detail.get("assignee_id") for h in history)}
    ids = sorted(ident for ident in asked if ident)
    marks = ", ".join("?" * len(ids))
    return dict(database.rows(f"SELECT id, name FROM staff WHERE id IN ({marks})", ids)) if ids else {}
