"""Board: a wall screen for everybody. How much waits at each station, what is late or will be, what is due when, and
how many of each thing are still to be made. No customer's name stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from data.core.clock import plus_days
from kitchen_tui.places.board_parts import days, due_first, hours, things, urgency, urgency_in_short
from kitchen_tui.places.place import Place
from kitchen_tui.places.stations import stations
from kitchen_tui.texts import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.board import DueAt, DueNext
    from data.questions.counts import AllDay, StageCount
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight
    from kitchen_tui.widgets.lines import Piece, Row

_DAYS_AHEAD = 6
_THINGS = 500
_NEXT = 40
_WIDE, _ROOMY = 140, 90
"""From so many cells on three columns, or two."""
_GAP = 3


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
        columns = 3 if width >= _WIDE else 2
        each = (width - _GAP * (columns - 1)) // columns
        times = [*urgency(self.due, clock, each, glyphs), [], *hours(self.due, clock, each, glyphs), []]
        parts = [
            [*times, *days(self.due, clock, _DAYS_AHEAD, each, glyphs)],
            things(self.things, self.top, each, left, glyphs),
        ]
        if columns == 3:
            parts.insert(1, due_first(self.next, clock, each, left))
        return [*head, *_beside(parts, each, left)][:height]


def _beside(parts: Sequence[Sequence[Row]], each: int, height: int) -> list[Row]:
    """Columns side by side."""
    from rich.cells import cell_len

    from kitchen_tui.widgets.lines import Piece

    rows: list[Row] = []
    for n in range(min(height, max(len(part) for part in parts))):
        row: list[Piece] = []
        for at, part in enumerate(parts):
            pieces = list(part[n]) if n < len(part) else []
            used = sum(cell_len(piece.text) for piece in pieces)
            gap = 0 if at == len(parts) - 1 else _GAP
            row += [*pieces, Piece(" " * max(each - used + gap, 0))]
        rows.append(row)
    return rows
