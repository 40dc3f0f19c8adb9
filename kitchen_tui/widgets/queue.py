"""The queue: one line a ticket, in the order in which they are to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.cells import cut, fit
from kitchen_tui.regional import day
from kitchen_tui.texts import N_, _, using
from kitchen_tui.widgets.due import LATE, LATER, SOON, Clock, window_text
from kitchen_tui.widgets.lines import Lines, Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import MouseScrollDown, MouseScrollUp

    from data.questions.queue import QueueLine
    from kitchen_tui.widgets.glyphs import Glyphs

_SIGN = 2
"""Cells of a sign without its word."""
_PRIORITIES = {3: N_("High"), 2: N_("Medium"), 1: N_("Low")}


class Columns(NamedTuple):
    """Cells of each column; one that is 0 is left out."""

    mark: int
    number: int
    product: int
    size: int
    flavour: int
    due: int
    window: int
    who: int
    customer: int


def columns(width: int) -> Columns:
    """What of a ticket has room on a line."""
    if width < 48:
        return _rest_to_product(width, Columns(2, 9, 0, 0, 0, 6, 0, 0, 0))
    if width < 70:
        return _rest_to_product(width, Columns(9, 9, 0, 6, 0, 10, 0, 0, 0))
    if width < 90:
        return _rest_to_product(width, Columns(11, 10, 0, 8, 0, 10, 11, 0, 0))
    if width < 140:
        return _rest_to_product(width, Columns(11, 10, 0, 11, 14, 11, 12, 9, 0))
    return _rest_to_product(width, Columns(12, 12, 0, 12, 24, 12, 13, 12, 18))


def _rest_to_product(width: int, given: Columns) -> Columns:
    gaps = sum(1 for cells in given if cells) + 1
    return given._replace(product=max(width - sum(given) - gaps, 4))


class Queue(Lines):
    """Set `lines`, `clock` and which line is looked at, then `show`; it scrolls by itself."""

    lines: Sequence[QueueLine] = ()
    clock: Clock | None = None
    chosen: int | None = None
    top = 0
    known = False
    nothing = ""
    """What is said where there is no line."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self._known: dict[tuple[QueueLine, bool], Row] = {}
        self._known_at: tuple[Clock | None, Columns, str] | None = None

    def rows(self, width: int, height: int) -> list[Row]:
        """The lines in sight."""
        if not self.lines:
            return [[], [Piece(f"  {_(self.nothing)}" if self.known else "", "quiet")]]
        self.top = max(0, min(self.top, len(self.lines) - height))
        in_sight = self.lines[self.top : self.top + height]
        asked = [(line, self.top + n == self.chosen) for n, line in enumerate(in_sight)]
        fields = columns(width)
        drawn_at = self.clock, fields, using()
        known = self._known if self._known_at == drawn_at else {}
        self._known = {key: known.get(key) or self._row(*key, fields) for key in asked}
        self._known_at = drawn_at
        return [self._known[key] for key in asked]

    def forget(self) -> None:
        """The lines are worded anew, too."""
        super().forget()
        self._known_at = None

    def scroll_by(self, lines: int) -> None:
        """Moves what is in sight."""
        self.top += lines
        self.show()

    def reveal(self, at: int) -> None:
        """Brings a line into sight."""
        height = max(self.size.height, 1)
        if at < self.top:
            self.top = at
        elif at >= self.top + height:
            self.top = at - height + 1

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel."""
        self.scroll_by(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel."""
        self.scroll_by(-3)

    def _row(self, line: QueueLine, chosen: bool, fields: Columns) -> Row:
        mark, mark_style = self._mark(line, fields.mark)
        struck = line.cancelled_at is not None
        base = "chosen" if chosen else "struck" if struck else "text"
        quiet = base if chosen or struck else "quiet"
        strong = base if chosen or struck else "strong"
        product = line.product if line.quantity == 1 else f"{line.quantity} {self.glyphs.times} {line.product}"
        due = day(line.due_date, self.clock.today() if self.clock else "")
        pieces = [
            (fields.number, number_of(line), strong),
            (fields.product, product, base),
            (fields.size, line.size or "", base),
            (fields.flavour, line.flavour or "", quiet),
            (fields.due, due, base),
            (fields.window, window_text(line), quiet),
            (fields.who, line.assignee_name or "", quiet),
            (fields.customer, line.customer or "", quiet),
        ]
        does = f"look:{line.id}"
        row = [Piece(f" {fit(mark, fields.mark)} ", "chosen" if chosen else mark_style, does)]
        for cells, text, style in pieces:
            if cells:
                row += _field(text, cells, style, does)
        return row

    def _mark(self, line: QueueLine, cells: int) -> tuple[str, str]:
        """The most urgent thing about a ticket: its sign, and its word where there is room."""
        glyphs = self.glyphs
        urgency = self.clock.urgency((line.due_date, line.window_from)) if self.clock else LATER
        if line.cancelled_at is not None:
            found = glyphs.cancelled, _("CANCELLED"), "late"
        elif line.changed:
            found = glyphs.changed, _("CHANGED"), "changed"
        elif urgency == LATE:
            found = glyphs.late, _("LATE"), "late"
        elif urgency == SOON:
            found = glyphs.soon, _("SOON"), "soon"
        else:
            sign = {3: glyphs.high, 2: glyphs.medium}.get(line.priority, glyphs.low)
            found = sign, priority_text(line), "quiet"
        sign, word, style = found
        return (sign if cells <= _SIGN else cut(f"{sign} {word}", cells)), style


def _field(text: str, cells: int, style: str, does: str) -> list[Piece]:
    """One field and the gap behind it; the gap is never struck out."""
    safe = fit(text, cells)
    if style != "struck":
        return [Piece(f"{safe} ", style, does)]
    inked = safe.rstrip()
    return [Piece(inked, style, does), Piece(" " * (len(safe) - len(inked) + 1), "text", does)]


def number_of(line: QueueLine) -> str:
    """What is called across the kitchen: `20002-A`."""
    return line.order_number + (f"-{line.suffix}" if line.suffix else "")


def marks_of(line: QueueLine) -> list[str]:
    """What else must be known before work begins, in English."""
    marks = [(line.test, N_("TEST")), (line.inventory_blocked, N_("INVENTORY")), (line.changed, N_("CHANGED"))]
    return [word for is_so, word in [*marks, (line.cancelled_at is not None, N_("CANCELLED"))] if is_so]


def priority_text(line: QueueLine) -> str:
    """High, Medium or Low."""
    word = _PRIORITIES.get(line.priority)
    return _(word) if word else ""
