"""All-day counts: how many of each thing are still to be made here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kitchen_tui.cells import cut, fit
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Lines, Piece, Row

if TYPE_CHECKING:
    from kitchen_tui.board import Kind
    from kitchen_tui.widgets.glyphs import Glyphs


class AllDay(Lines):
    """Set `counts` and `stage`, then `show`."""

    counts: Mapping[Kind, int] = {}
    stage = ""

    def rows(self, width: int, height: int) -> list[Row]:
        """The largest counts first; what has no room is counted in the last line."""
        title = Piece(f"{_('ALL DAY')} {self.glyphs.dot} {_(self.stage).upper()}", "label")
        return [[title], [], *all_day_rows(self.counts, width, max(height - 2, 0), self.glyphs)]


def all_day_rows(counts: Mapping[Kind, int], width: int, most: int, glyphs: Glyphs) -> list[Row]:
    """One line a product, size and flavour."""
    left = sorted(((n, kind) for kind, n in counts.items() if n > 0), key=lambda it: (-it[0], str(it[1])))
    room = most if len(left) <= most else most - 1
    rows = [_row(n, kind, width, glyphs) for n, kind in left[: max(room, 0)]]
    if len(left) > room >= 0 and most > 0:
        rest = sum(n for n, _kind in left[room:])
        others = cut(f"{_('others')} {glyphs.dot} F7", width - 7)
        rows.append([Piece(f"{rest:>5}  ", "quiet"), Piece(others, "quiet", "all_day")])
    return rows


def _row(count: int, kind: Kind, width: int, glyphs: Glyphs) -> Row:
    product, size, flavour = kind
    of_it = f" {glyphs.dot} ".join(filter(None, (size, flavour)))
    names = max((width - 8) * 3 // 5, 8)
    return [
        Piece(f"{count:>5}  ", "strong"),
        Piece(f"{fit(product, names)} "),
        Piece(cut(of_it, max(width - 8 - names, 0)), "quiet"),
    ]
