"""A person has seen a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Refused, Write, noop
from data.core.rows import Rows
from data.kitchen.ticket import Ticket
from data.line.stops import open_stops
from data.notices.notice import STOP, Notice


@dataclass(frozen=True, slots=True)
class Acknowledge(Command):
    """Closes one notice; the last stop of a cancelled ticket takes it off the screens."""

    name: ClassVar[str] = "acknowledge"

    notice_id: str


def acknowledge(command: Acknowledge, rows: Rows, ctx: Context) -> Outcome:
    """Who saw it and when."""
    notice = rows.get(Notice, command.notice_id)
    if notice is None:
        return Refused("no_such_notice", "That notice is gone")
    if not notice.open:
        return noop("already_acknowledged", "Seen already", order_id=notice.order_id)
    seen = {"acknowledged_at": ctx.now, "acknowledged_by": ctx.actor.staff_id}
    writes: list[Write] = [Change(Notice, (notice.id,), seen)]
    ticket = rows.get(Ticket, notice.ticket_id) if notice.ticket_id else None
    if ticket is not None and ticket.cancelled_at is not None:
        others = [n for n in open_stops(rows, ticket.id) if n.id != notice.id]
        if notice.level == STOP and not others:
            writes.append(Change(Ticket, (ticket.id,), {"in_queue": False}))
    event = Event("acknowledged", notice.ticket_id, notice.order_id, None, notice.store_id, {"notice": notice.code})
    touched = (ticket.id,) if ticket is not None else ()
    return Accepted(
        f"Seen: {notice.text}", writes=tuple(writes), events=(event,), ticket_ids=touched, order_id=notice.order_id
    )
