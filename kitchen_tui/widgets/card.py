"""The ticket in the hand, or the next one to do: what must be read from two metres, and no more than fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from kitchen_tui.cells import cut, fits, wrap
from kitchen_tui.regional import day
from kitchen_tui.texts import _
from kitchen_tui.widgets.digits import large
from kitchen_tui.widgets.due import LATE, SOON, Clock, window_text
from kitchen_tui.widgets.facts import Fact, facts_of, fitted
from kitchen_tui.widgets.lines import Lines, Piece, Row
from kitchen_tui.widgets.queue import marks_of, number_of, priority_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.queue import QueueLine
    from kitchen_tui.checklist import Checklist

_ROOMY = 70
"""From this width on the due date stands beside the number."""
_DUE_CELLS, _NAME_CELLS = 24, 24


class Card(Lines):
    """Set `line`, `title` and `clock`, then `show`; `whole` tells whether all of the ticket was seen."""

    line: QueueLine | None = None
    title = ""
    clock: Clock | None = None
    checklist: Checklist | None = None
    whole = True

    def rows(self, width: int, height: int) -> list[Row]:
        """The name of the ticket, then as many facts as fit."""
        line, clock = self.line, self.clock
        if line is None or clock is None:
            return [[Piece(_(self.title), "label")]]
        roomy = width >= _ROOMY and height >= 9
        rows: list[Row] = []
        # From the most generous to the tightest: the first that shows all of the ticket.
        for air, large_number in ((1, True), (0, True), (0, False)) if roomy else ((0, False),):
            self.whole = True
            if roomy:
                head = self._roomy(line, clock, width, height, air, large_number)
            else:
                head = self._narrow(line, clock, width, height)
            facts, whole = fitted(self._facts(line), width, max(height - len(head), 0), air)
            self.whole = self.whole and whole
            rows = [*head, *facts]
            if self.whole:
                return rows
        return self._with_mark(rows[:height], width)

    def _facts(self, line: QueueLine) -> list[Fact]:
        if self.checklist is not None and self.checklist.is_of(line):
            return self.checklist.facts(line, self.glyphs)
        return facts_of(line, self.glyphs)

    def _roomy(self, line: QueueLine, clock: Clock, width: int, height: int, air: int, large_number: bool) -> list[Row]:
        """Number, name and due date beside each other, with blank lines around them where there is `air`."""
        number = cut(number_of(line), width)
        rows_drawn = (5 if height >= 17 else 3) if large_number else 0
        drawn = large(number, width - _DUE_CELLS - 4, rows_drawn, self.glyphs)
        drawn = drawn or (f" {cut(number, width // 2)} ",)
        size = cell_len(drawn[0])
        due_cells = min(_DUE_CELLS, max(width - size - 4, 0))
        middle = width - size - due_cells - 8
        beside = middle >= _NAME_CELLS
        name = self._product(line, middle if beside else width, 3 if len(drawn) > 3 else 2)
        ids: Row = [Piece(cut(f"{line.human_id} {self.glyphs.dot} {line.code}", middle if beside else width), "quiet")]
        block: list[Row] = [[Piece(dots, "number" if len(drawn) > 1 else "title")] for dots in drawn]
        columns: list[list[Row]] = [block, [*name, ids] if beside else [], self._due(line, clock, due_cells)]
        rows = _side_by_side(columns, (size + 4, width - size - 4 - due_cells, due_cells))
        blank: list[Row] = [[]] * air
        return [self._title(line), *blank, *rows, *([] if beside else [*blank, *name, ids]), *blank]

    def _narrow(self, line: QueueLine, clock: Clock, width: int, height: int) -> list[Row]:
        """Number and due date above the name."""
        number, due = f" {cut(number_of(line), width - 2)} ", (line.due_date, line.window_from)
        style = {LATE: "late", SOON: "soon"}.get(clock.urgency(due), "strong")
        when = f"  {day(line.due_date, clock.today())} {cut(window_text(line), width)}".rstrip()
        countdown = clock.countdown(due)
        left = width - cell_len(number)
        together = cell_len(when) + 2 + cell_len(countdown) <= left
        space = " " * (left - cell_len(countdown) - (cell_len(when) if together else 0))
        top = [Piece(number, "title"), Piece(when if together else "", style), Piece(space), Piece(countdown, style)]
        rows: list[Row] = [top, *([] if together else [[Piece(self._fit(when.strip(), width), style)]])]
        marks = self._marks(line)
        return [*rows, *([marks] if marks else []), *self._product(line, width, 2 if height >= 8 else 1)]

    def _fit(self, text: str, cells: int) -> str:
        """The text in that many cells; the card is not whole any more when it had to be cut."""
        self.whole = self.whole and fits(text, cells)
        return cut(text, cells)

    def _title(self, line: QueueLine) -> list[Piece]:
        sign = {3: self.glyphs.high, 2: self.glyphs.medium}.get(line.priority, self.glyphs.low)
        priority = Piece(f"   {sign} {priority_text(line)}   ", "quiet")
        return [Piece(_(self.title), "label"), priority, *self._marks(line)]

    def _marks(self, line: QueueLine) -> list[Piece]:
        found: list[Piece] = []
        for word in marks_of(line):
            found += [Piece(f" {_(word)} ", "mark"), Piece(" ")]
        return found

    def _due(self, line: QueueLine, clock: Clock, cells: int) -> list[Row]:
        """The day, the window, how long there is still, how urgent that makes it."""
        due = (line.due_date, line.window_from)
        urgency = clock.urgency(due)
        style = {LATE: "late", SOON: "soon"}.get(urgency, "strong")
        sign = {LATE: f"{self.glyphs.late} ", SOON: f"{self.glyphs.soon} "}.get(urgency, "")
        texts = (
            (day(line.due_date, clock.today()), style),
            (window_text(line), style),
            (f"{sign}{clock.countdown(due)}", style if urgency else "accent"),
        )
        rows: list[Row] = []
        for text, name in texts:
            lines, all_of_it = wrap(text, cells, 2)
            self.whole = self.whole and all_of_it
            rows += [[Piece(line_of_it, name)] for line_of_it in lines]
        return rows

    def _product(self, line: QueueLine, width: int, most: int) -> list[Row]:
        batch = f"{line.quantity} {self.glyphs.times} " if line.quantity != 1 else ""
        dot = f" {self.glyphs.dot} "
        names, all_of_it = wrap(batch + line.product, width, most)
        kind = dot.join(filter(None, (line.size, line.flavour)))
        kinds, whole_kind = wrap(kind, width, most)
        self.whole = self.whole and all_of_it and whole_kind
        return [*([Piece(name, "strong")] for name in names), *([Piece(text)] for text in kinds)]

    def _with_mark(self, rows: list[Row], width: int) -> list[Row]:
        mark = f" {self.glyphs.cut}{_('more')} F12"
        last = "".join(piece.text for piece in rows[-1]) if rows else ""
        room = width - cell_len(mark)
        kept: list[Piece] = []
        for piece in rows[-1] if rows else ():
            taken = sum(cell_len(p.text) for p in kept)
            kept.append(piece._replace(text=cut(piece.text, room - taken) if cell_len(last) > room else piece.text))
        space = " " * max(room - sum(cell_len(p.text) for p in kept), 0)
        return [*rows[:-1], [*kept, Piece(space), Piece(mark, "accent", "more")]]


def _side_by_side(columns: Sequence[Sequence[Row]], widths: Sequence[int]) -> list[Row]:
    """Blocks of rows beside each other, each as wide as it is told."""
    rows: list[Row] = []
    for n in range(max(map(len, columns))):
        row: list[Piece] = []
        for column, cells in zip(columns, widths, strict=True):
            pieces = column[n] if n < len(column) else ()
            taken = sum(cell_len(piece.text) for piece in pieces)
            row += [*pieces, Piece(" " * max(cells - taken, 0))]
        rows.append(row)
    return rows
