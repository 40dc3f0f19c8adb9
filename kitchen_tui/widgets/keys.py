"""The line of keys; each can be clicked too."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from kitchen_tui.deeds import DEEDS, Deed
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Lines, Piece, Row

_SPARED_FIRST = (
    "back",
    "palette",
    "take",
    "all_day",
    "mine",
    "label",
    "unassigned",
    "sign_out",
    "undo",
    "more",
    "help",
)
"""Which keys give way when there is no room for all."""
_EVERYWHERE = ("palette", "help", "back")
"""Which keys stand at the end of the line at every place."""
_UNDER = ("back",)
"""Which of them work while a form or the palette lies over it, which tells its own."""


class Keys(Lines):
    """As many keys as fit; set `stage`, then `show`."""

    stage = ""
    deeds: Sequence[Deed] | None = None
    """What can be done at a place, when one is open."""
    covered = False
    """Whether a form or the palette lies over everything."""

    def rows(self, width: int, height: int) -> list[Row]:
        """One line, in the order of the table."""
        if self.deeds is not None:
            return [self._of_a_place(self.deeds, width)]
        deeds = [deed for deed in DEEDS if deed.label and deed.at in ("", self.stage)]
        for name in _SPARED_FIRST:
            if sum(_cells(deed) for deed in deeds) < width:
                break
            deeds = [deed for deed in deeds if deed.name != name]
        row = [Piece(" ")]
        for deed in deeds:
            row += [Piece(deed.key, "key", deed.name), Piece(f" {_(deed.label)}  ", "quiet", deed.name)]
        return [row]

    def _of_a_place(self, deeds: Sequence[Deed], width: int) -> Row:
        """Its own keys from the left, as many as fit; how to get away always."""
        ours = [deed for deed in DEEDS if deed.name in (_UNDER if self.covered else _EVERYWHERE)]
        end = sum(_cells(deed) for deed in ours)
        row, used = [Piece(" ")], 1
        for deed in (deed for deed in deeds if deed.label):
            cells = _cells(deed)
            if used + cells + end > width:
                break
            row += [Piece(deed.key, "key", deed.name), Piece(f" {_(deed.label)}  ", "quiet", deed.name)]
            used += cells
        row.append(Piece(" " * max(width - used - end, 0)))
        for deed in ours:
            row += [Piece(deed.key, "key", deed.name), Piece(f" {_(deed.label)}  ", "quiet", deed.name)]
        return row


def _cells(deed: Deed) -> int:
    return cell_len(deed.key) + cell_len(_(deed.label)) + 3
