"""What a ticket's label says: the ticket's own words, in the order and the spelling of days of this house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.packed import unpack
from hardware.label.description import LabelText
from kitchen_tui.regional import plain_day, plain_span

if TYPE_CHECKING:
    from data.kitchen.ticket import Ticket
    from data.organization.store import Store


def label_of(ticket: Ticket, kind: str, store: Store, reprint: int) -> LabelText:
    """The label of `kind` ("ticket" or "packing"); `reprint` n > 0 marks a copy."""
    return LabelText(
        kind=kind,
        code=ticket.code,
        human_id=ticket.human_id,
        customer=ticket.customer or "",
        due=plain_day(ticket.due_date, "") if ticket.due_date else "",
        window=ticket.due_window or ""
        if ticket.window_from is None
        else plain_span(ticket.window_from, ticket.window_to),
        product=ticket.product,
        size=ticket.size or "",
        flavour=ticket.flavour or "",
        writing=ticket.writing or "",
        accessories=tuple(f"{quantity} x {title}" for title, quantity in unpack(ticket.accessories)),
        allergens=ticket.allergens or "",
        notes=ticket.notes or "",
        kept=tuple(f"{name}: {value}" for name, value in unpack(ticket.kept)),
        quantity=ticket.quantity,
        method=ticket.method or "",
        store=store.name,
        reprint=reprint,
        test=ticket.test,
    )
