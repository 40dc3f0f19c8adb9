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
_SHORTEST = 4
"""Cells that are left of a name where there is no room for it."""


def head(
    counts: Sequence[StageCount], stage: str, width: int, glyphs: Glyphs, chosen: str, marked: int, note: str
) -> list[Row]:
    """Two lines. A click on a station shows its tickets."""
    return [_stations(counts, stage, width), _next(width, glyphs, chosen, marked, note)]


def _stations(counts: Sequence[StageCount], stage: str, width: int) -> Row:
    free = {count.stage: count.unassigned for count in counts}
    names = [("", _("All"), sum(free.values())), *((name, _(name), free.get(name, 0)) for name in STATIONS)]
    longest = _longest([cell_len(name) for _stage, name, _n in names], [len(number(n)) for *_name, n in names], width)
    cells = sum(min(cell_len(name), longest) + len(number(n)) + 2 for _stage, name, n in names)
    gap = " " if cells + 2 * len(names) < width else ""
    row: list[Piece] = [Piece(" " if cells < width else "")]
    for at, name, n in names:
        word = cut(name, longest)
        style = "here" if at == stage else "text" if n else "quiet"
        row += [Piece(f" {number(n)} {word}{gap}", style, f"stage:{at or ' '}"), Piece(gap)]
    return on_one_line(row, width)


def _longest(names: Sequence[int], counts: Sequence[int], width: int) -> int:
    """How long a name may be so that all of them fit beside their numbers: no more is cut than there must be."""
    room = width - sum(counts) - 2 * len(counts)
    whole = max(names)
    fitting = (most for most in range(whole, _SHORTEST, -1) if sum(min(cells, most) for cells in names) <= room)
    return next(fitting, _SHORTEST)


def _next(width: int, glyphs: Glyphs, chosen: str, marked: int, note: str) -> Row:
    """What a badge would get now."""
    if not chosen:
        return []
    what = ngettext("{n} marked ticket", "{n} marked tickets", marked).format(n=marked) if marked else chosen
    said = _("Scan a badge for {what}").format(what=what)
    with_note = f' {glyphs.dot} "{note}"' if note else ""
    return [Piece(f"  {cut(said + with_note, width - 2)}", "accent" if marked or note else "quiet")]
