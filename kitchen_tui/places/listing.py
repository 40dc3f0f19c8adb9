"""A list with a cursor: columns give way to the width, only lines in sight are drawn, more is asked for in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from rich.cells import cell_len

from kitchen_tui.cells import fit, shown
from kitchen_tui.places.column_widths import widths
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from kitchen_tui.widgets.glyphs import Glyphs

T = TypeVar("T")

PAGE = 200
NEAR = 60
"""With fewer lines than this below the cursor, the next page is asked for."""
_LONGEST = 80
"""So many characters of a text have a say in the width of its column."""


class Field(NamedTuple):
    """One cell of a line: its text and its style."""

    text: str
    style: str = "text"


class Column(NamedTuple):
    """`title` in English, marked by N_. It has `cells`; what is left over goes to those whose texts need more, then to
    those that `grow`. When there is not room for all, the columns with the highest `spare` go first; 0 never goes.
    What the texts of one leave empty is lent to those whose texts would be cut."""

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
        self._sought = ""
        self._height = 1
        self._needs: list[int] = []
        """The cells that the texts of each column take."""

    @property
    def chosen(self) -> T | None:
        """The item under the cursor."""
        return self.items[self.at] if 0 <= self.at < len(self.items) else None

    def take(self, items: Sequence[T], *, whole: bool = True) -> None:
        """What there is now; `whole` False when a longer list was cut. The cursor goes to what is sought; else it stays
        where it was, or near."""
        before = self._key(self.chosen) if self.chosen is not None else ""
        self.items, self.known, self.whole, self._needs = list(items), True, whole, []
        if self._to(self._sought):
            self._sought = ""
        elif not self._to(before):
            self.at = max(0, min(self.at, len(self.items) - 1))

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
        self._sought = ""
        return self._to(key)

    def seek(self, key: str) -> None:
        """What was added just now: the cursor goes there when it is here, if no hand moved it meanwhile."""
        self._sought = key

    def step(self, lines: int) -> None:
        """Moves the cursor."""
        self._sought = ""
        self.at = max(0, min(self.at + lines, len(self.items) - 1))

    def page(self, pages: int) -> None:
        """Moves it by what is in sight."""
        self.step(pages * max(self._height - 1, 1))

    def rows(self, width: int, height: int, glyphs: Glyphs) -> list[Row]:
        """A line of titles, then the lines in sight; a click on one does `look:<key>`."""
        headed = self._headed and height > 2
        self._height = room = max(height - headed, 1)
        if not self.items:
            head = [self._head(self._cells(width))] if headed else []
            return [*head, [], [Piece(f"  {_(self._empty)}" if self.known and self._empty else "", "quiet")]][:height]
        self.top = max(0, min(self.top, self.at, len(self.items) - 1))
        self.top = max(self.top, self.at - room + 1, 0)
        self.top = max(0, min(self.top, len(self.items) - room))
        in_sight = self.items[self.top : self.top + room]
        fields = [self._fields(item) for item in in_sight]
        self._measure(fields)
        cells = self._cells(width)
        found = [self._head(cells)] if headed else []
        for n, (item, its) in enumerate(zip(in_sight, fields, strict=True), self.top):
            found.append(self._row(its, f"look:{self._key(item)}", n == self.at, cells, glyphs))
        return found

    def cells_of(self, column: int, width: int) -> int:
        """The cells that a column has where it has room."""
        if self.items and not self._needs:
            self._measure(())
        return self._cells(width).get(column, 0)

    def _to(self, key: str) -> bool:
        found = next((n for n, item in enumerate(self.items) if key and self._key(item) == key), None)
        self.at = self.at if found is None else found
        return found is not None

    def _measure(self, in_sight: Sequence[Sequence[Field]]) -> None:
        """Of the first page once, that moving about does not move the columns; and of what is in sight."""
        measured = [*in_sight, *([] if self._needs else map(self._fields, self.items[:PAGE]))]
        texts = zip(*measured, strict=True)
        needs = [max(cell_len(shown(field.text[:_LONGEST])) for field in column) for column in texts]
        self._needs = [max(pair) for pair in zip(needs, self._needs or self._titles(), strict=True)]

    def _titles(self) -> list[int]:
        return [cell_len(_(column.title)) if self._headed else 0 for column in self.columns]

    def _cells(self, width: int) -> dict[int, int]:
        return widths(self.columns, self._needs or self._titles(), width)

    def _head(self, cells: Mapping[int, int]) -> Row:
        columns = self.columns
        texts = (_placed(_(columns[n].title), has, right=columns[n].right) for n, has in cells.items())
        return [Piece("  " + "".join(f"{text} " for text in texts), "label")]

    def _row(self, fields: Sequence[Field], does: str, chosen: bool, cells: Mapping[int, int], glyphs: Glyphs) -> Row:
        row = [Piece(f"{glyphs.here if chosen else ' '} ", "chosen" if chosen else "text", does)]
        for n, has in cells.items():
            text, style = fields[n]
            placed = _placed(text, has, right=self.columns[n].right)
            inked = placed.rstrip() if style == "struck" and not chosen else placed
            row.append(Piece(inked, "chosen" if chosen else style, does))
            row.append(Piece(" " * (len(placed) - len(inked) + 1), "chosen" if chosen else "text", does))
        return row


def _placed(text: str, cells: int, *, right: bool) -> str:
    placed = fit(text, cells)
    inked = placed.rstrip()
    return " " * (len(placed) - len(inked)) + inked if right else placed
