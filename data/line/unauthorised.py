"""A scan by somebody who may not scan: the authority never argues with it, but somebody looks at it."""

from __future__ import annotations

from dataclasses import replace

from data.core.command import Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Outcome, Put
from data.core.rows import Rows
from data.kitchen.ticket import Ticket
from data.notices.notice import ATTENTION, Notice


def as_unauthorised(outcome: Outcome, rows: Rows, ctx: Context) -> Outcome:
    """What the scan did, as merged:unauthorised with its attention."""
    ticket = rows.get(Ticket, outcome.ticket_ids[0]) if isinstance(outcome, Accepted) and outcome.ticket_ids else None
    if not isinstance(outcome, Accepted) or ticket is None:
        return outcome
    ident = derived_id(ctx.command_id, f"notice:unauthorised:{ticket.id}")
    text = f"{ticket.human_id} was scanned by {ctx.actor.name}, who may not: look at it once more"
    order_id, store_id = ticket.order_id, ticket.store_id
    attention = Notice(ident, store_id, ATTENTION, "unauthorised", text, order_id, ticket.id, None, ctx.now, None, None)
    return replace(outcome, status="merged", code="unauthorised", writes=(*outcome.writes, Put(attention)))
