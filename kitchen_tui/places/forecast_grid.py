"""The week grid drawn: a line for the store and one for each product, a column for each day, a cursor over both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from data.core.clock import plus_days
from kitchen_tui import regional
from kitchen_tui.cells import fit, wrap
from kitchen_tui.places.expected import figure, whole
from kitchen_tui.places.forecast_cells import CARD, cell_of, day_title, told
from kitchen_tui.places.forecast_columns import WEEK, Columns, columns_for
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.sparkline import sparkline

if TYPE_CHECKING:
    from data.forecasts.forecast import Forecast
    from kitchen_tui.widgets.glyphs import Glyphs

_CARD_FROM = 18
"""On so many lines all days of the chosen product are told beneath the grid."""
_LEAST_LINES = 5
"""Of the grid, that stay in sight beside such a card."""


class Line(NamedTuple):
    """A product, or all of the store where `product_id` is empty; `recent` is what sold week by week."""

    product_id: str
    title: str
    days: Mapping[str, Forecast]
    recent: Sequence[int | None] = ()


class Grid:
    """Set what it holds by `take`; the cursor stays on its product and day. The store's own line comes first."""

    def __init__(self, first: str, glyphs: Glyphs) -> None:
        """`first` is the first day of the week that is shown, and the chosen one."""
        self.first, self.day = first, first
        self.lines: Sequence[Line] = ()
        self.marked: Mapping[str, str] = {}
        """What is known of days, in words."""
        self._glyphs = glyphs
        self._at, self._top, self._offset = 0, 0, 0
        self._measured: tuple[str, int, int] | None = None
        self._wanted: str | None = None
        """The product to come back to from a week in which there is none."""

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.lines[self._at] if self._at < len(self.lines) else None

    @property
    def forecast(self) -> Forecast | None:
        """What is expected there on the chosen day."""
        return self.line.days.get(self.day) if self.line is not None else None

    @property
    def week(self) -> list[str]:
        """The days that are shown."""
        return [plus_days(self.first, n) for n in range(WEEK)]

    def take(self, lines: Sequence[Line]) -> None:
        """What there is now."""
        self._wanted = self.line.product_id if self.line is not None else self._wanted
        self.lines, self._measured = lines, None
        if self._wanted is None:
            self._at = min(1, max(len(lines) - 1, 0))
        elif not self.choose(self._wanted):
            self._at = max(min(self._at, len(lines) - 1), 0)

    def choose(self, product_id: str) -> bool:
        """The cursor to a product; whether it is here."""
        found = next((n for n, line in enumerate(self.lines) if line.product_id == product_id), None)
        self._at = self._at if found is None else found
        return found is not None

    def begin(self, first: str) -> None:
        """Another first day, and it is the chosen one."""
        self.first = self.day = first

    def next_of(self, product_ids: Sequence[str]) -> list[str]:
        """Of these products those that stand here, from the one behind the cursor on."""
        order = [line.product_id for line in (*self.lines[self._at + 1 :], *self.lines[: self._at + 1])]
        return [ident for ident in order if ident in product_ids]

    def step(self, lines: int) -> None:
        """Up and down."""
        self._at = max(0, min(self._at + lines, len(self.lines) - 1))

    def turn_to(self, day: str) -> bool:
        """The cursor to a day; whether another week is shown by that."""
        self.day, before = day, self.first
        while self.day < self.first:
            self.first = plus_days(self.first, -WEEK)
        while self.day >= plus_days(self.first, WEEK):
            self.first = plus_days(self.first, WEEK)
        return self.first != before

    def rows(self, width: int, height: int) -> list[Row]:
        """The days, the store, the products in sight; beneath them all that is known of the chosen one."""
        if not self.lines:
            told = _("There is no forecast from {day} on").format(day=regional.day(self.first))
            return [[Piece(f"  {fit(told, width - 2)}", "quiet")]]
        columns, days = self._columns(width)
        below = self._below(columns, days, width, height)
        room = max(height - len(below) - 1, 1)
        lines = self._in_sight(room)
        drawn = [self._head(columns, days), *(self._row(line, columns, days) for line in lines)]
        return [*drawn, *below][:height]

    def _columns(self, width: int) -> tuple[Columns, list[str]]:
        if self._measured is None or self._measured[0] != self.first:
            self._measured = (self.first, *self._widest())
        columns = columns_for(width, WEEK, *self._measured[1:])
        at = self.week.index(self.day)
        self._offset = max(min(self._offset, at, WEEK - columns.days), at - columns.days + 1, 0)
        return columns, self.week[self._offset : self._offset + columns.days]

    def _widest(self) -> tuple[int, int]:
        """The cells of the widest figure, alone and with what stands beside it: of all products, in sight or not, so
        that moving about does not move the columns."""
        cells = [cell_of(line.days.get(day), self._glyphs) for line in self.lines for day in self.week]
        plain = max((len(cell.text) for cell in cells), default=0)
        return plain, max((len(cell.text) + len(cell.aside) + 1 for cell in cells), default=0)

    def _in_sight(self, room: int) -> list[Line]:
        """The store's line stays above; the products are scrolled beneath it."""
        products = max(room - 1, 1)
        at = max(self._at - 1, 0)
        self._top = max(min(self._top, at, max(len(self.lines) - 1 - products, 0)), at - products + 1, 0)
        return [*self.lines[:1], *self.lines[1 + self._top : 1 + self._top + products]]

    def _head(self, columns: Columns, days: Sequence[str]) -> Row:
        row = [Piece(f"  {fit(_('Product'), columns.name)}", "label")]
        row += [Piece(f" {fit(_('8 weeks'), columns.recent)}", "label")] if columns.recent else []
        for day in days:
            mark = self._glyphs.soon if day in self.marked else " "
            title = f"{mark}{day_title(day, columns.day)}".rjust(columns.day + 1)
            row.append(Piece(title, "accent" if day == self.day else "label", f"day:{day}"))
        if columns.sums:
            titles = (_("7 days"), _("Last yr"))
            row += [Piece(f" {fit(title, columns.sums).rstrip():>{columns.sums}}", "label") for title in titles]
        return row

    def _row(self, line: Line, columns: Columns, days: Sequence[str]) -> Row:
        here = line is self.line
        does = f"look:{line.product_id}"
        title = line.title if line.product_id else _("The whole store")
        style = "chosen" if here else "text" if line.product_id else "strong"
        row = [Piece(f"{self._glyphs.here if here else ' '} {fit(title, columns.name)}", style, does)]
        if columns.recent:
            row.append(Piece(f" {sparkline(line.recent, columns.recent, self._glyphs)}", "quiet", does))
        for day in days:
            row += self._cell(line, day, columns, chosen=here and day == self.day)
        return [*row, *self._sums(line, columns)]

    def _cell(self, line: Line, day: str, columns: Columns, *, chosen: bool) -> Row:
        cell = cell_of(line.days.get(day), self._glyphs)
        does = f"cell:{day}:{line.product_id}"
        aside = f" {cell.aside}" if columns.asides and cell.aside else ""
        gap = columns.day - len(cell.text) - len(aside)
        text = fit(cell.text, columns.day) if gap < 0 else cell.text
        before = f"{self._glyphs.here if chosen else ' '}".rjust(max(gap, 0) + 1)
        if chosen:
            return [Piece(f"{before}{text}{aside}", "chosen", does)]
        return [
            Piece(before, "text", does),
            Piece(text, cell.style, does),
            *([Piece(aside, "quiet", does)] if aside else []),
        ]

    def _sums(self, line: Line, columns: Columns) -> Row:
        """Of all days of the week: what is expected, what sold a year before."""
        if not columns.sums:
            return []
        known = [line.days[day] for day in self.week if day in line.days]
        past = [one.last_year for one in known if one.last_year is not None]
        sold = whole(sum(past)) if past else ""
        expected = figure(sum(one.mean for one in known)) if known else ""
        return [Piece(f" {expected:>{columns.sums}}", "text"), Piece(f" {sold:>{columns.sums}}", "quiet")]

    def _below(self, columns: Columns, days: Sequence[str], width: int, height: int) -> list[Row]:
        """The chosen product's days, line by line, where there is room; else the chosen day in words."""
        line = self.line
        if line is None or height < _LEAST_LINES + 2:
            return []
        title = line.title if line.product_id else _("The whole store")
        about, words = told(self.forecast, title, self.day, self._glyphs)
        known = self.marked.get(self.day, "")
        head = f"{about} {self._glyphs.dot} {known}" if known else about
        rows: list[Row] = [[Piece(f"  {fit(head, width - 2)}", "accent")]]
        if height >= _CARD_FROM:
            rows = [[], *rows, *self._card(line, columns, days, height - _LEAST_LINES - 3)]
            words = f'"{self.forecast.reason}"' if self.forecast is not None and self.forecast.reason else ""
        most = 2 if height < _CARD_FROM else 1
        return [*rows, *([Piece(f"  {text}", "text")] for text in wrap(words, width - 2, most)[0])]

    def _card(self, line: Line, columns: Columns, days: Sequence[str], most: int) -> list[Row]:
        rows: list[Row] = []
        for one in CARD:
            texts = [one.text(line.days[day]) if day in line.days else "" for day in days]
            if not any(texts):
                continue
            gap = " " * (columns.recent + 1 if columns.recent else 0)
            row = [Piece(f"    {fit(_(one.title), columns.name - 2)}{gap}", "label")]
            for day, text in zip(days, texts, strict=True):
                row.append(Piece(f" {text:>{columns.day}}", "strong" if day == self.day else one.style))
            rows.append(row)
        return rows[:most]
