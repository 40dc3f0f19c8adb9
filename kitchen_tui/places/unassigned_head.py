"""What stands above the unassigned tickets: how many wait at each station, and what a badge's scan would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from data.kitchen.stages import STATIONS
from kitchen_tui.cells import cut
from kitchen_tui.places.words import on_one_line
from kitchen_tui.regional import number
from kitchen_tui.texts import _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.counts import StageCount
    from kitchen_tui.widgets.glyphs import Glyphs

STAGES = ("", *STATIONS)
"""All stations first."""
_SHORT = 6
"""Cells of a name where there is no room for it."""


def head(
    counts: Sequence[StageCount], stage: str, width: int, glyphs: Glyphs, chosen: str, marked: int, note: str
) -> list[Row]:
    """Two lines. A click on a station shows its tickets."""
    return [_stations(counts, stage, width), _next(width, glyphs, chosen, marked, note)]


def _stations(counts: Sequence[StageCount], stage: str, width: int) -> Row:
    free = {count.stage: count.unassigned for count in counts}
    names = [("", _("All"), sum(free.values())), *((name, _(name), free.get(name, 0)) for name in STATIONS)]
    cells = sum(cell_len(name) + len(number(n)) + 2 for _stage, name, n in names)
    gap, tight = " " if cells + 2 * len(names) < width else "", cells >= width
    row: list[Piece] = [Piece(" ")]
    for at, name, n in names:
        word = cut(name, _SHORT) if tight else name
        style = "here" if at == stage else "text" if n else "quiet"
        row += [Piece(f" {number(n)} {word}{gap}", style, f"stage:{at or ' '}"), Piece(gap)]
    return on_one_line(row, width)


def _next(width: int, glyphs: Glyphs, chosen: str, marked: int, note: str) -> Row:
    """What a badge would get now."""
    if not chosen:
        return []
    what = ngettext("{n} marked ticket", "{n} marked tickets", marked).format(n=marked) if marked else chosen
    said = _("Scan a badge for {what}").format(what=what)
    with_note = f' {glyphs.dot} "{note}"' if note else ""
    return [Piece(f"  {cut(said + with_note, width - 2)}", "accent" if marked or note else "quiet")]
