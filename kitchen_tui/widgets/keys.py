"""The line of keys; each can be clicked too."""

from __future__ import annotations

from kitchen_tui.deeds import DEEDS
from kitchen_tui.widgets.lines import Lines, Piece, Row

_SPARED_FIRST = ("take", "all_day", "mine", "label", "unassigned", "sign_out", "undo", "more", "help")
"""Which keys give way when there is no room for all."""


class Keys(Lines):
    """As many keys as fit; set `stage`, then `show`."""

    stage = ""

    def rows(self, width: int, height: int) -> list[Row]:
        """One line, in the order of the table."""
        deeds = [deed for deed in DEEDS if deed.label and deed.at in ("", self.stage)]
        for name in _SPARED_FIRST:
            if sum(len(deed.shown) + len(deed.label) + 3 for deed in deeds) < width:
                break
            deeds = [deed for deed in deeds if deed.name != name]
        row = [Piece(" ")]
        for deed in deeds:
            row += [Piece(deed.shown, "key", deed.name), Piece(f" {deed.label}  ", "quiet", deed.name)]
        return [row]
