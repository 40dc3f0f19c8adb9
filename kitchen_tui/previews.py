"""A ticket's label as text on a screen, on the paper that it would be printed on here."""

from __future__ import annotations

from data.kitchen.stages import COMPLETE, PACKING
from data.kitchen.ticket import Ticket
from data.questions.labels import printers_of
from data.store.database import StoredRows
from data.store.label_queue import sends_of
from hardware.label.description import PACKING as PACKING_LABEL
from hardware.label.description import TICKET, LabelText
from hardware.label.preview import preview
from hardware.label.profile import PROFILES, NotPrintable
from kitchen_tui.desk import Desk
from kitchen_tui.labels import label_of
from kitchen_tui.paper import first_choice, profile_of

_WIDEST = 72
"""Cells: a label is no banner."""
_USUAL = "label-2.25x1.25-203"
"""Where no printer is set up: the smallest label shows what will be shortened."""


def drawn_label(desk: Desk, ticket_id: str, cells: int) -> tuple[str, str, list[str]]:
    """The code, the name of the paper, and the lines of the drawing, at most `cells` wide."""
    ticket = StoredRows(desk.database).get(Ticket, ticket_id)
    if ticket is None:
        return "", "", ["This ticket is not here any more"]
    kind = PACKING_LABEL if ticket.stage in (PACKING, COMPLETE) else TICKET
    here = printers_of(desk.database, desk.terminal.id)
    chosen = first_choice(None, kind, list(here.values()))
    try:
        profile = PROFILES[_USUAL] if chosen is None else profile_of(here[chosen])
    except NotPrintable as trouble:
        return ticket.code, "", [trouble.says]
    return ticket.code, profile.name, preview(next_label(desk, ticket, kind), profile, min(cells, _WIDEST))


def next_label(desk: Desk, ticket: Ticket, kind: str) -> LabelText:
    """The label of a kind that would be printed now, marked as the copy that it would be."""
    asked = ticket.prints if kind == TICKET else 0
    copies = max(asked, sends_of(desk.database, ticket.id, kind))
    return label_of(ticket, kind, desk.stores[ticket.store_id], copies)
