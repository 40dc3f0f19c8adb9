"""A line that is there only while something plugged in needs a hand: which, what is wrong, what waits for it."""

from __future__ import annotations

from kitchen_tui.cells import cut
from kitchen_tui.widgets.lines import Lines, Piece, Row


class Trouble(Lines):
    """Set `says`, then `show`."""

    says = ""

    def rows(self, width: int, height: int) -> list[Row]:
        """One line."""
        return [[Piece(f" {self.glyphs.stop} {cut(self.says, max(width - 4, 1))}", "tone-no-strong")]]

    def _fill(self, row: Row) -> str:
        return "tone-no"
