"""One day of one product in the week grid: what is expected, or what a person will bake, or what was sold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui import regional
from kitchen_tui.places.expected import between, figure, whole
from kitchen_tui.texts import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.forecasts.forecast import Forecast
    from kitchen_tui.widgets.glyphs import Glyphs

_DAY_NAME = 2
"""Cells of a weekday where there is room for no more."""


class Cell(NamedTuple):
    """Its figure, and beside it, where there is room, what the figure is to be seen with."""

    text: str
    aside: str
    style: str


def cell_of(forecast: Forecast | None, glyphs: Glyphs) -> Cell:
    """A plan stands in the place of what was expected, and what was sold in the place of both; each has its sign."""
    if forecast is None:
        return Cell(glyphs.dot, "", "quiet")
    if forecast.actual is not None:
        return Cell(f"{glyphs.sold}{whole(forecast.actual)}", f"({figure(forecast.mean)})", "text")
    span = f"({between(forecast.p10, forecast.p90)})"
    if forecast.planned is not None:
        return Cell(f"{glyphs.changed}{whole(forecast.planned)}", span, "changed")
    return Cell(figure(forecast.mean), span, "strong")


def day_title(day: str, cells: int) -> str:
    """The name of a day at the head of its column: `Sat 28 Nov`, `Sat 28`, `Sa`."""
    full = regional.day(day)
    if len(full) <= cells:
        return full
    name = full.split()[0].strip(",.")
    short = f"{name} {int(day[-2:])}"
    return short if len(short) <= cells else name[: max(cells, _DAY_NAME)]


class CardLine(NamedTuple):
    """A line about all days of a product; `text` answers what stands at a day, or nothing."""

    title: str
    text: Callable[[Forecast], str]
    style: str = "quiet"


CARD = (
    CardLine(N_("expected"), lambda one: figure(one.mean), "text"),
    CardLine(N_("8 days in 10"), lambda one: between(one.p10, one.p90)),
    CardLine(N_("last year"), lambda one: "" if one.last_year is None else whole(one.last_year)),
    CardLine(N_("ordered already"), lambda one: whole(one.known) if one.known else ""),
    CardLine(N_("you will bake"), lambda one: "" if one.planned is None else whole(one.planned), "changed"),
    CardLine(N_("sold"), lambda one: "" if one.actual is None else whole(one.actual), "strong"),
)
"""All that is known of the days of one product, the most telling first."""


def told(forecast: Forecast | None, title: str, day: str, glyphs: Glyphs) -> list[str]:
    """The chosen day in words: what it is about, then what is known of it."""
    about = f"{title}, {regional.day(day)}"
    if forecast is None:
        return [about, _("no forecast for this day")]
    words = [
        _("expected {figure}").format(figure=figure(forecast.mean)),
        _("8 days in 10: {span}").format(span=between(forecast.p10, forecast.p90)),
    ]
    if forecast.actual is not None:
        words.insert(0, _("sold {figure}").format(figure=whole(forecast.actual)))
    if forecast.planned is not None:
        words.insert(0, _("you will bake {figure}").format(figure=whole(forecast.planned)))
    if forecast.last_year is not None:
        words.append(_("last year {figure}").format(figure=whole(forecast.last_year)))
    if forecast.known:
        words.append(_("ordered already {figure}").format(figure=whole(forecast.known)))
    words += [f'"{forecast.reason}"'] if forecast.reason else []
    return [about, f" {glyphs.dot} ".join(words)]
