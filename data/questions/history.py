"""Everything that is known about one ticket or order."""

from __future__ import annotations

from dataclasses import dataclass

from data.kitchen.fact import StageFact
from data.kitchen.history import LoggedEvent, StageEvent
from data.kitchen.ticket import Ticket
from data.notices.notice import Notice
from data.orders.order import Order
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of


@dataclass(frozen=True, slots=True)
class TicketStory:
    """A ticket with its order, its facts and what people did to it, in the order it happened."""

    ticket: Ticket
    order: Order
    facts: tuple[StageFact, ...]
    events: tuple[StageEvent, ...]
    logged: tuple[LoggedEvent, ...]
    notices: tuple[Notice, ...]


def story_of(database: Database, ticket: Ticket) -> TicketStory:
    """The whole story of a ticket."""
    rows = StoredRows(database)
    order = rows.get(Order, ticket.order_id)
    if order is None:
        raise LookupError(f"ticket {ticket.human_id} has no order")
    log = kind_of(LoggedEvent)
    logged = database.rows(f"{log.select} WHERE store_id = ? AND ticket_id = ?", (ticket.store_id, ticket.id))
    return TicketStory(
        ticket,
        order,
        tuple(sorted(rows.where(StageFact, ticket_id=ticket.id), key=lambda f: f.place)),
        tuple(sorted(rows.where(StageEvent, ticket_id=ticket.id), key=lambda e: (e.at, e.command_id, e.n))),
        tuple(sorted((log.row(r) for r in logged), key=lambda e: (e.at, e.command_id, e.n))),
        rows.where(Notice, ticket_id=ticket.id),
    )


def tickets_of(database: Database, order_id: str) -> tuple[Ticket, ...]:
    """An order's tickets in the order of their suffixes."""
    return tuple(sorted(StoredRows(database).where(Ticket, order_id=order_id), key=lambda t: t.number_sort))
