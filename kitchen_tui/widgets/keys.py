"""The line of keys; each can be clicked too."""

from __future__ import annotations

from kitchen_tui.deeds import DEEDS
from kitchen_tui.widgets.lines import Lines, Piece, Row


class Keys(Lines):
    """As many keys as fit, in the order of the table."""

    def rows(self, width: int, height: int) -> list[Row]:
        """One line."""
        row: list[Piece] = [Piece(" ")]
        taken = 1
        for deed in DEEDS:
            size = len(deed.shown) + len(deed.label) + 3
            if deed.label and taken + size <= width:
                row += [Piece(deed.shown, "key", deed.name), Piece(f" {deed.label}  ", "quiet", deed.name)]
                taken += size
        return [row]
