"""What a place lists, as values: for a file or for paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.texts import N_

if TYPE_CHECKING:
    from kitchen_tui.sight import Sight

Cell = str | int | None
DUE = N_("Due")
"""The column of days, YYYY-MM-DD: on paper they are written for people."""


class Sheet(NamedTuple):
    """`rows` asks for all of the list, on the library's thread: a list on the screen holds its first pages only."""

    name: str
    """Of the file, lower case words joined by a dash."""
    title: str
    columns: tuple[str, ...]
    rows: Callable[[Sight], Sequence[Sequence[Cell]]]
