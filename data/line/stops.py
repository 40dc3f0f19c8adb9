"""What halts a scan before it counts: an open stop notice of its ticket (cancelled, changed)."""

from __future__ import annotations

from data.core.outcome import Refused
from data.core.rows import Rows
from data.kitchen.ticket import Ticket
from data.notices.notice import STOP, Notice


def open_stops(rows: Rows, ticket_id: str) -> tuple[Notice, ...]:
    """The stop notices of a ticket that nobody acknowledged, in the order in which they came."""
    found = [n for n in rows.where(Notice, ticket_id=ticket_id, acknowledged_at=None) if n.level == STOP]
    return tuple(sorted(found, key=lambda n: (n.at, n.id)))


def stop_of(ticket: Ticket, stops: tuple[Notice, ...]) -> Refused:
    """What the bench is told: that the cake is cancelled, else everything that has changed, the first change first."""
    for notice in stops:
        if notice.code == "cancelled":
            return Refused(notice.code, notice.text, ticket_id=ticket.id)
    first, *others = stops
    begins = f"{ticket.code} CHANGED: "
    texts = (first.text, *(notice.text.removeprefix(begins) for notice in others))
    return Refused(first.code, "; ".join(texts), ticket_id=ticket.id)
