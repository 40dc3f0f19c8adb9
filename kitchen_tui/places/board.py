"""Board: a wall screen for everybody. How much waits at each station, what is late or will be, what is due when, and
how many of each thing are still to be made. No customer's name stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len

from data.core.clock import plus_days
from kitchen_tui.exporting.bake_list import bake_sheet
from kitchen_tui.places.board_parts import days, due_first, hours, things, urgency, urgency_in_short
from kitchen_tui.places.place import Place
from kitchen_tui.places.stations import stations
from kitchen_tui.texts import N_
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.board import DueAt, DueNext
    from data.questions.counts import AllDay, StageCount
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.places.sheet import Sheet
    from kitchen_tui.sight import Sight

_DAYS_AHEAD = 6
_THINGS = 500
_NEXT = 40
_WIDE, _ROOMY = 140, 90
"""From so many cells on three columns, or two."""
_GAP, _DUE_FIRST = 3, 40
"""Cells between columns; of what is due first."""


class Board(Place):
    """Arrows move the all-day counts, nothing else."""

    title: ClassVar[str] = N_("Board")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.counts: Sequence[StageCount] = ()
        self.due: Sequence[DueAt] = ()
        self.next: Sequence[DueNext] = ()
        self.things: Sequence[AllDay] = ()
        self.top = 0

    def questions(self) -> Mapping[str, Question]:
        """Counts of the store, all from the index of what is open."""

        def counts(sight: Sight) -> Any:
            from data.questions.counts import stage_counts

            return stage_counts(sight.database, sight.store.id)

        def due(sight: Sight) -> Any:
            from data.questions.board import due_at_stations

            return due_at_stations(sight.database, sight.store.id, plus_days(sight.today(), _DAYS_AHEAD))

        def first(sight: Sight) -> Any:
            from data.questions.board import due_next

            return due_next(sight.database, sight.store.id, sight.today(), _NEXT)

        def all_day(sight: Sight) -> Any:
            from data.questions.counts import all_day

            return all_day(sight.database, sight.store.id, limit=_THINGS)

        return {"counts": counts, "due": due, "next": first, "things": all_day}

    def told(self, name: str, value: Any) -> None:
        """One part."""
        setattr(self, name, value)

    def step(self, lines: int) -> None:
        """Through the all-day counts."""
        self.top = max(0, min(self.top + lines, len(self.things) - 1))

    def sheet(self) -> Sheet:
        """The bake list of today."""
        return bake_sheet(self.room.clock.today())

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """Stations on top, the rest beneath in as many columns as there is room for."""
        glyphs, clock = self.room.glyphs, self.room.clock
        roomy = width >= _ROOMY
        large_rows = 5 if height >= 34 else 3
        head = [*stations(self.counts, width, large_rows, glyphs), *([[]] if roomy else [])]
        left = height - len(head)
        if not roomy:
            warned = urgency_in_short(self.due, clock, width, glyphs)
            return [*head, warned, [], *things(self.things, self.top, width, max(left - 2, 0), glyphs)][:height]
        wide = width >= _WIDE
        first = width * 2 // 5 if wide else width // 2
        last = width - first - (_DUE_FIRST if wide else 0) - 2 * _GAP
        times = [*urgency(self.due, clock, first, glyphs), [], *hours(self.due, clock, first, glyphs), []]
        parts = [(first, [*times, *days(self.due, clock, _DAYS_AHEAD, first, glyphs)])]
        if wide:
            parts.append((_DUE_FIRST, due_first(self.next, clock, _DUE_FIRST, left)))
        parts.append((last, things(self.things, self.top, last, left, glyphs)))
        return [*head, *_beside(parts, left)][:height]


def _beside(parts: Sequence[tuple[int, Sequence[Row]]], height: int) -> list[Row]:
    """Columns side by side, each of its own width."""
    rows: list[Row] = []
    for n in range(min(height, max(len(lines) for _cells, lines in parts))):
        row: list[Piece] = []
        for cells, lines in parts:
            pieces = list(lines[n]) if n < len(lines) else []
            used = sum(cell_len(piece.text) for piece in pieces)
            row += [*pieces, Piece(" " * max(cells + _GAP - used, 0))]
        rows.append(row[:-1])
    return rows
