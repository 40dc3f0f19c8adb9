"""A list with a cursor: columns give way to the width, only lines in sight are drawn, more is asked for in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from kitchen_tui.cells import fit
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from kitchen_tui.widgets.glyphs import Glyphs

T = TypeVar("T")

PAGE = 200
NEAR = 60
"""With fewer lines than this below the cursor, the next page is asked for."""


class Field(NamedTuple):
    """One cell of a line: its text and its style."""

    text: str
    style: str = "text"


class Column(NamedTuple):
    """`title` in English, marked by N_. It has `cells`, and what is left over goes to those that `grow`. When there is
    not room for all, the columns with the highest `spare` go first; 0 never goes."""

    title: str
    cells: int
    spare: int = 0
    grow: bool = False
    right: bool = False


class Listing(Generic[T]):
    """Set what it holds by `take`; the cursor stays on the item of the same key."""

    def __init__(
        self,
        columns: Sequence[Column],
        fields: Callable[[T], Sequence[Field]],
        key: Callable[[T], str],
        *,
        empty: str = "",
        headed: bool = True,
    ) -> None:
        """`fields` answers one field a column; `key` is what an item is known by; `empty` (N_) stands for no items."""
        self.columns, self._fields, self._key = tuple(columns), fields, key
        self._empty, self._headed = empty, headed
        self.items: list[T] = []
        self.known = False
        self.whole = True
        self.at = 0
        self.top = 0
        self._height = 1

    @property
    def chosen(self) -> T | None:
        """The item under the cursor."""
        return self.items[self.at] if 0 <= self.at < len(self.items) else None

    def take(self, items: Sequence[T], *, whole: bool = True) -> None:
        """What there is now; `whole` False when a longer list was cut. The cursor stays where it was, or near."""
        before = self._key(self.chosen) if self.chosen is not None else None
        self.items, self.known, self.whole = list(items), True, whole
        found = next((n for n, item in enumerate(self.items) if self._key(item) == before), None)
        self.at = max(0, min(self.at if found is None else found, len(self.items) - 1))

    @property
    def limit(self) -> int:
        """How many to ask for: what is there, in whole pages, and one more when the cursor comes near the end."""
        pages = -(-max(len(self.items), 1) // PAGE)
        return PAGE * (pages + (not self.whole and len(self.items) - self.at < NEAR))

    @property
    def wants_more(self) -> bool:
        """Whether `limit` has grown beyond what is here."""
        return not self.whole and self.limit > len(self.items)

    def choose(self, key: str) -> bool:
        """The cursor to the item with this key; whether it is here."""
        found = next((n for n, item in enumerate(self.items) if self._key(item) == key), None)
        self.at = self.at if found is None else found
        return found is not None

    def step(self, lines: int) -> None:
        """Moves the cursor."""
        self.at = max(0, min(self.at + lines, len(self.items) - 1))

    def page(self, pages: int) -> None:
        """Moves it by what is in sight."""
        self.step(pages * max(self._height - 1, 1))

    def rows(self, width: int, height: int, glyphs: Glyphs) -> list[Row]:
        """A line of titles, then the lines in sight; a click on one does `look:<key>`."""
        shown = self._columns_in(width)
        head: list[Row] = [self._head(shown)] if self._headed and height > 2 else []
        self._height = room = max(height - len(head), 1)
        if not self.items:
            return [*head, [], [Piece(f"  {_(self._empty)}" if self.known and self._empty else "", "quiet")]][:height]
        self.top = max(0, min(self.top, self.at, len(self.items) - 1))
        self.top = max(self.top, self.at - room + 1, 0)
        self.top = max(0, min(self.top, len(self.items) - room))
        in_sight = self.items[self.top : self.top + room]
        lines = [self._row(item, self.top + n == self.at, shown, glyphs) for n, item in enumerate(in_sight)]
        return [*head, *lines]

    def _columns_in(self, width: int) -> list[tuple[int, Column, int]]:
        """Those that have room: place, column, cells."""
        shown = list(enumerate(self.columns))
        while sum(c.cells + 1 for _n, c in shown) + 2 > width and any(c.spare for _n, c in shown):
            least = max((c.spare for _n, c in shown))
            shown = [(n, c) for n, c in shown if c.spare != least]
        left = max(width - 2 - sum(c.cells + 1 for _n, c in shown), 0)
        growing = sum(c.grow for _n, c in shown)
        found = []
        for n, column in shown:
            more = left // growing if column.grow else 0
            left, growing = left - more, growing - column.grow
            found.append((n, column, column.cells + more))
        return found

    def _head(self, shown: Sequence[tuple[int, Column, int]]) -> Row:
        texts = (_placed(_(column.title), cells, right=column.right) for _n, column, cells in shown)
        return [Piece("  " + "".join(f"{text} " for text in texts), "label")]

    def _row(self, item: T, chosen: bool, shown: Sequence[tuple[int, Column, int]], glyphs: Glyphs) -> Row:
        fields, does = self._fields(item), f"look:{self._key(item)}"
        row = [Piece(f"{glyphs.here if chosen else ' '} ", "chosen" if chosen else "text", does)]
        for n, column, cells in shown:
            text, style = fields[n]
            placed = _placed(text, cells, right=column.right)
            inked = placed.rstrip() if style == "struck" and not chosen else placed
            row.append(Piece(inked, "chosen" if chosen else style, does))
            row.append(Piece(" " * (len(placed) - len(inked) + 1), "chosen" if chosen else "text", does))
        return row


def _placed(text: str, cells: int, *, right: bool) -> str:
    placed = fit(text, cells)
    inked = placed.rstrip()
    return " " * (len(placed) - len(inked)) + inked if right else placed
