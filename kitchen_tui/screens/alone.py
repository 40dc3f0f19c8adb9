"""What a place says whose things others rely on, at a terminal that has not heard its hub for a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.cells import wrap
from kitchen_tui.texts import sentence
from kitchen_tui.widgets.lines import Piece

if TYPE_CHECKING:
    from kitchen_tui.widgets.lines import Row

_PLACES = frozenset(("products", "settings", "shops", "staff", "stock"))
_MOST_LINES = 4


def read_only(place: str, width: int) -> list[Row]:
    """Why nothing can be changed here, and until when; no row at a place where everything goes on."""
    if place not in _PLACES:
        return []
    from data.replica.issue import HUB_NOT_HEARD

    return [[Piece(f"  {line}", "late")] for line in wrap(sentence(HUB_NOT_HEARD), width - 4, _MOST_LINES)[0]]
