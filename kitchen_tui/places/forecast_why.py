"""Why a forecast is what it is, over the week grid: the waterfall, how sure it is, and what a person said to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.cells import cut, fit, wrap
from kitchen_tui.places.expected import figure, rounded, whole
from kitchen_tui.places.waterfall import waterfall, waterfall_rows
from kitchen_tui.texts import _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.forecasts.forecast import Forecast
    from data.questions.forecasts import Explained
    from kitchen_tui.widgets.glyphs import Glyphs

_MOST = 2
"""Lines for one sentence beneath the chart."""


class Why:
    """One product on one day; what is known of it is taken when it was looked up."""

    def __init__(self, title: str, glyphs: Glyphs) -> None:
        """`title` is what is forecast."""
        self.title, self._glyphs = title, glyphs
        self.explained: Explained | None = None
        self.known = False
        self._top = 0

    def take(self, explained: Explained | None) -> None:
        """The figure with its reasons; None where there is no such forecast."""
        self.explained, self.known = explained, True

    def step(self, lines: int) -> None:
        """Where there is not room for all of it."""
        self._top = max(self._top + lines, 0)

    def rows(self, width: int, height: int) -> list[Row]:
        """What it is about stays above; where the chart is longer than the screen, it is gone through."""
        if self.explained is None:
            told = _("no forecast for this day") if self.known else ""
            return [[Piece(f"  {fit(told, width - 2)}", "quiet")]]
        one = self.explained.forecast
        about = f"  {cut(self.title, max(width - 24, 8))}, {regional.day(one.date)}"
        body = [*self._chart(self.explained, width), [], *self._beneath(one, width)]
        room = max(height - 2, 1)
        self._top = min(self._top, max(len(body) - room, 0))
        more = f"  {self._glyphs.dot} {_('Up and Down: the rest')}" if len(body) > room else ""
        head: list[Row] = [[Piece(cut(about, width), "accent"), Piece(more, "quiet")], []]
        return [*head, *body[self._top : self._top + room]][:height]

    def _chart(self, known: Explained, width: int) -> list[Row]:
        drivers = [(driver.says, driver.quantity) for driver in known.drivers]
        chart = waterfall(known.base, drivers, known.rest, known.forecast.mean)
        rows = waterfall_rows(chart, width, self._glyphs)
        if drivers or known.rest:
            return rows
        told = _("Why is not known: this forecast came without its reasons")
        return [*([Piece(f"  {line}", "quiet")] for line in wrap(told, width - 2, _MOST)[0]), *rows[-1:]]

    def _beneath(self, one: Forecast, width: int) -> list[Row]:
        told = [
            _("8 days in 10 end between {low} and {high}, as many below {middle} as above it").format(
                low=whole(one.p10), high=whole(one.p90), middle=figure(one.p50)
            )
        ]
        if one.known:
            words = ngettext(
                "{n} is ordered already: it cannot be less",
                "{n} are ordered already: it cannot be less",
                rounded(one.known, 0),
            )
            told.append(words.format(n=whole(one.known)))
        if one.last_year is not None:
            told.append(_("A year ago, on the same weekday: {n}").format(n=whole(one.last_year)))
        if one.planned is not None:
            told.append(_("You will bake {n} instead").format(n=whole(one.planned)))
        if one.actual is not None:
            told.append(_("Sold: {n}").format(n=whole(one.actual)))
        told += [f'"{one.reason}"'] if one.reason else []
        return [[Piece(f"  {line}", "text")] for text in told for line in wrap(text, width - 2, _MOST)[0]]
