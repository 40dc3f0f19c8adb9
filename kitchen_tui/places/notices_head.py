"""How many notices of each kind are open; a click shows only these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from kitchen_tui.cells import cut, fit
from kitchen_tui.places.matters import ESCALATED, SOON
from kitchen_tui.places.words import on_one_line
from kitchen_tui.regional import number
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GROUPS: dict[str, tuple[str, ...]] = {
    "stop": ("stop",),
    "late": ("late", SOON),
    "stuck": (ESCALATED, "stuck"),
    "unassigned": ("unassigned",),
    "attention": ("attention",),
    "info": ("info",),
}
"""The kinds of notices that are looked at together."""
_SHORT = 5
"""Cells of a word where there is no room for it."""
_WORDS = {
    "stop": N_("stop"),
    "late": N_("late"),
    "stuck": N_("stuck"),
    "unassigned": N_("unassigned"),
    "attention": N_("attention"),
    "info": N_("info"),
}


def head(counts: Mapping[str, int], group: str, width: int, *, seen: bool) -> Row:
    """The true counts: a long list is cut, they are not. Where there is no room, what there is none of is left out."""
    if seen:
        return [Piece(f"  {fit(_('Acknowledged, the last first'), width - 2)}", "quiet")]
    shown = [(name, _(_WORDS[name]), counts.get(name, 0)) for name in GROUPS]
    if _cells(shown) >= width:
        shown = [(name, word, n) for name, word, n in shown if n or name == group]
    tight = _cells(shown) >= width
    gap = " " if _cells(shown) + len(shown) < width else ""
    row: list[Piece] = [Piece(" ")]
    for name, word, n in shown:
        style = "here" if name == group else "text" if n else "quiet"
        row.append(Piece(f" {number(n)} {cut(word, _SHORT) if tight else word}{gap}", style, f"group:{name}"))
    return on_one_line(row, width)


def _cells(shown: Sequence[tuple[str, str, int]]) -> int:
    return sum(cell_len(word) + len(number(n)) + 2 for _name, word, n in shown) + 1
