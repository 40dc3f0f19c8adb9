"""How wide the columns of a list are: no text is cut beside cells that stand empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kitchen_tui.places.listing import Column

_AROUND = 2
"""Cells before the first column; each has one more behind it."""


def shown_in(columns: Sequence[Column], width: int) -> list[int]:
    """The places of those that have room."""
    shown = list(range(len(columns)))
    while sum(columns[n].cells + 1 for n in shown) + _AROUND > width and any(columns[n].spare for n in shown):
        least = max(columns[n].spare for n in shown)
        shown = [n for n in shown if columns[n].spare != least]
    return shown


def widths(columns: Sequence[Column], needs: Sequence[int], width: int) -> dict[int, int]:
    """The cells of each column that has room, by its place; `needs` are the cells that the texts of each take."""
    shown = shown_in(columns, width)
    cells = {n: columns[n].cells for n in shown}
    left = max(width - _AROUND - sum(cells.values()) - len(cells), 0)
    if sum(_lacks(cells, needs).values()) > left:
        for n in shown:
            unused = max(cells[n] - needs[n], 0)
            cells[n], left = cells[n] - unused, left + unused
    left = _fill(cells, needs, left)
    growing = [n for n in shown if columns[n].grow]
    for at, n in enumerate(growing):
        more = left // (len(growing) - at)
        cells[n], left = cells[n] + more, left - more
    return cells


def _lacks(cells: Mapping[int, int], needs: Sequence[int]) -> dict[int, int]:
    return {n: needs[n] - has for n, has in cells.items() if needs[n] > has}


def _fill(cells: dict[int, int], needs: Sequence[int], left: int) -> int:
    """Gives what is left to those that lack, the same to each until it has enough; answers what is left then."""
    lacks = sorted(_lacks(cells, needs).items(), key=lambda lack: lack[1])
    for at, (n, lack) in enumerate(lacks):
        more = min(lack, left // (len(lacks) - at))
        cells[n], left = cells[n] + more, left - more
    return left
