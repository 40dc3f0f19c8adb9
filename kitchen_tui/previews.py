"""A ticket's label as text on a screen, on the paper that it would be printed on here."""

from __future__ import annotations

from data.kitchen.stages import COMPLETE, PACKING
from data.kitchen.ticket import Ticket
from data.questions.labels import printers_of
from data.store.database import StoredRows
from hardware.label.preview import preview
from hardware.label.profile import PROFILES
from kitchen_tui.desk import Desk
from kitchen_tui.labels import label_of

_USUAL = "label-2.25x1.25-203"
"""Where no printer is set up: the smallest label shows what will be shortened."""


def drawn_label(desk: Desk, ticket_id: str, cells: int) -> tuple[str, str, list[str]]:
    """The code, the name of the paper, and the lines of the drawing, at most `cells` wide."""
    ticket = StoredRows(desk.database).get(Ticket, ticket_id)
    if ticket is None:
        return "", "", ["This ticket is not here any more"]
    kind = "packing" if ticket.stage in (PACKING, COMPLETE) else "ticket"
    printer = next((p for p in printers_of(desk.database, desk.terminal.id).values() if p.takes(kind)), None)
    profile = PROFILES.get(printer.profile if printer is not None else _USUAL, PROFILES[_USUAL])
    label = label_of(ticket, kind, desk.stores[ticket.store_id], ticket.prints)
    return ticket.code, profile.name, preview(label, profile, cells)
