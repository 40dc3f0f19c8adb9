"""A line of small columns: how a quantity went, in as many cells as there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kitchen_tui.widgets.glyphs import Glyphs


def sparkline(values: Sequence[int | None], cells: int, glyphs: Glyphs) -> str:
    """The last `cells` of `values`, none of them negative, as columns up to the highest; what is not known is blank."""
    shown = list(values)[-cells:] if cells > 0 else []
    highest = max((value for value in shown if value is not None), default=0)
    columns = "".join(" " if value is None else _column(value, highest, glyphs.heights) for value in shown)
    return columns.rjust(max(cells, 0))


def _column(value: int, highest: int, heights: str) -> str:
    """Nothing at all is the lowest column, and only nothing is."""
    if value <= 0 or highest <= 0:
        return heights[0]
    return heights[max(-(-value * (len(heights) - 1) // highest), 1)]
