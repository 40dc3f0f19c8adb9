"""The forecast and what to bake, for a file or for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.places.expected import rounded
from kitchen_tui.places.forecast_baking import plan_of
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.texts import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.forecasts.forecast import Forecast
    from data.questions.forecasts import Bake
    from kitchen_tui.sight import Sight

_TWO_WEEKS = 14
_BAKING = (N_("Bake"), N_("Product"), N_("Forecast"), N_("Ordered"), N_("Your plan"))
_WEEK = (
    *(N_("Product"), N_("Day"), N_("Forecast"), N_("At least"), N_("At most")),
    *(N_("Your plan"), N_("Why"), N_("Ordered"), N_("Last year"), N_("Sold")),
)


def baking_sheet(day: str) -> Sheet:
    """What to bake on a day: whole pieces only."""

    def rows(sight: Sight) -> Sequence[Sequence[Cell]]:
        from data.questions.forecasts import to_bake

        return [_baked(line) for line in to_bake(sight.database, sight.store.id, day)]

    return Sheet("to-bake", _("Bake for {day}").format(day=regional.day(day)), _BAKING, rows)


def week_sheet(first: str) -> Sheet:
    """Two weeks from a day on, the store and then each product; quantities to the nearest whole piece."""

    def rows(sight: Sight) -> Sequence[Sequence[Cell]]:
        from data.questions.forecasts import week_of

        week = week_of(sight.database, sight.store.id, first, _TWO_WEEKS)
        lines = [*([week.total] if week.total is not None else []), *week.lines]
        return [_expected(day) for line in lines for day in line.days if day is not None]

    return Sheet("forecast", _("Forecast from {day} on").format(day=regional.day(first)), _WEEK, rows)


def _baked(line: Bake) -> list[Cell]:
    known = rounded(line.known, 0) if line.known else None
    return [line.pieces, line.item, rounded(line.forecast, 0), known, plan_of(line)]


def _expected(one: Forecast) -> list[Cell]:
    item = one.item if one.product_id else _("The whole store")
    figures = (one.planned, one.known or None, one.last_year, one.actual)
    planned, known, last_year, actual = (None if figure is None else rounded(figure, 0) for figure in figures)
    foreseen = [rounded(figure, 0) for figure in (one.mean, one.p10, one.p90)]
    return [item, one.date, *foreseen, planned, one.reason or "", known, last_year, actual]
