"""There only while something plugged in needs a hand: what waits for it, which it is, what is wrong."""

from __future__ import annotations

from kitchen_tui.cells import fits, wrap
from kitchen_tui.widgets.lines import Lines, Piece, Row


class Trouble(Lines):
    """Set `says`, then `show`."""

    says = ""

    def rows(self, width: int, height: int) -> list[Row]:
        """One line, or two."""
        lines, _ = wrap(self.says, _room(width), max(height, 1))
        return [[Piece(f" {' ' if n else self.glyphs.stop} {line}", "tone-no-strong")] for n, line in enumerate(lines)]

    def is_long(self, width: int) -> bool:
        """Whether one line of a screen of this width is too short for it."""
        return not fits(self.says, _room(width))

    def _fill(self, row: Row) -> str:
        return "tone-no"


def _room(width: int) -> int:
    return max(width - 4, 1)
