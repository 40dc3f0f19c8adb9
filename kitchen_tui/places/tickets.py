"""Open tickets as lines of a list: what is most urgent, its number, what to make, by when, where and whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.places.listing import Column, Field
from kitchen_tui.regional import day
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.due import LATE, SOON, window_text
from kitchen_tui.widgets.queue import number_of, priority_text

if TYPE_CHECKING:
    from data.questions.queue import QueueLine
    from kitchen_tui.places.place import Room
    from kitchen_tui.places.sheet import Cell

STATE, NUMBER = Column(N_("State"), 11, spare=1), Column(N_("Number"), 10)
PRODUCT = Column(N_("Product"), 16, grow=True)
SIZE, FLAVOUR = Column(N_("Size"), 11, spare=4), Column(N_("Flavour"), 14, spare=7)
DUE, WINDOW = Column(N_("Due"), 10, spare=2), Column(N_("Window"), 12, spare=5)
STATION, WHO = Column(N_("Station"), 10, spare=3), Column(N_("Who"), 11, spare=6)
CUSTOMER = Column(N_("Customer"), 18, spare=8)

SHEET_COLUMNS = (N_("Number"), N_("Product"), N_("Size"), N_("Flavour"), N_("Writing"), N_("Due"), N_("Window"))
"""Of what is listed for a file or paper; `sheet_cells` fills them."""


def state(line: QueueLine, room: Room) -> Field:
    """The most urgent thing about a ticket: its sign and its word."""
    glyphs = room.glyphs
    urgency = room.clock.urgency((line.due_date, line.window_from))
    if line.cancelled_at is not None:
        return Field(f"{glyphs.cancelled} {_('CANCELLED')}", "late")
    if line.changed:
        return Field(f"{glyphs.changed} {_('CHANGED')}", "changed")
    if urgency == LATE:
        return Field(f"{glyphs.late} {_('LATE')}", "late")
    if urgency == SOON:
        return Field(f"{glyphs.soon} {_('SOON')}", "soon")
    sign = {3: glyphs.high, 2: glyphs.medium}.get(line.priority, glyphs.low)
    return Field(f"{sign} {priority_text(line)}", "quiet")


def number(line: QueueLine) -> Field:
    """What is called across the kitchen."""
    return Field(number_of(line), "struck" if line.cancelled_at is not None else "strong")


def product(line: QueueLine, room: Room) -> Field:
    """What it is, and how many when it is not one."""
    text = line.product if line.quantity == 1 else f"{line.quantity} {room.glyphs.times} {line.product}"
    return Field(text, "struck" if line.cancelled_at is not None else "text")


def due(line: QueueLine, room: Room) -> Field:
    """Its day."""
    return Field(day(line.due_date, room.clock.today()))


def window(line: QueueLine) -> Field:
    """From when to when."""
    return Field(window_text(line), "quiet")


def sheet_cells(line: QueueLine) -> list[Cell]:
    """A ticket as cells; days are written as the calendar has them, for spreadsheets."""
    writing = line.writing
    return [number_of(line), line.product, line.size, line.flavour, writing, line.due_date, window_text(line)]
