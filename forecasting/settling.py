"""What was made becomes what is shown: each thing that is special about a day ahead has its say, and is a driver.

What events and prices do is put back, things out of season and new ones are set right, closed days sell nothing, and
what is ordered already is a floor.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.closings import closings
from forecasting.effects import together
from forecasting.known_orders import beyond_usual, ordered_ahead, usually_ordered
from forecasting.making import Made
from forecasting.newcomers import Newcomers, newcomers
from forecasting.panel import Floats, Names, Panel
from forecasting.seasons import season
from forecasting.situations import Situation, Told

_SEASON_WIDE, _UNSOLD_WIDE = 0.5, 0.8
"""Of what a season is expected to bring back, or a thing that was never sold to sell: a standard deviation."""
_TENTH = 1.2816
_LISTED = 28
"""Days since its first row in which a thing that was never sold is new, and not one that nobody wants."""


@dataclass(frozen=True, slots=True)
class Factor:
    """What each row is multiplied by."""

    code: str
    about: str
    factor: Floats


@dataclass(frozen=True, slots=True)
class Settled:
    """The forecast as it is shown, a row for each of `made.asked`.

    `drawn` is what was made times all `factors`. Where `instead` names a driver, `replaced` stands for it. What is
    `ordered` beyond that is added, and makes the `mean`; `spread` has a column for each of `spread.QUANTILES`.
    """

    mean: Floats
    spread: Floats
    drawn: Floats
    factors: tuple[Factor, ...]
    instead: Names
    replaced: Floats
    ordered: Floats


def settle(told: Told, now: Situation, made: Made) -> Settled:
    """See the module."""
    asked = made.asked
    new = newcomers(now.usual, made.known.levels, told.history)
    back = season(now.usual, now.rests, asked.series, asked.day)
    factors = (
        *(Factor(of.code, of.about, of.factor[asked.series, asked.day]) for of in now.effects),
        Factor("category", "", new.factor[asked.series]),
        Factor("season_over", "", back.factor),
    )
    product = together(now.usual, now.effects, told.horizon)[asked.series, asked.day]
    product = product * new.factor[asked.series] * back.factor
    drawn = np.nan_to_num(made.mean * product)
    wide = (made.spread - made.mean[:, None]) * (product * new.wider[asked.series])[:, None]
    spread = np.maximum(drawn[:, None] + np.nan_to_num(wide), 0.0)
    unsold = _unsold(told, now.usual, made, new)
    closed = closings(now.plain, told.history, told.calendar, told.holidays, told.horizon)[
        asked.series, asked.ahead - 1
    ]
    instead, replaced = np.full(len(drawn), "", dtype=object), drawn.copy()
    for code, there, units, about in (
        ("category", new.unsold[asked.series], unsold, _UNSOLD_WIDE),
        ("last_year", back.units > 0, back.units, _SEASON_WIDE),
        ("out_of_season", back.units == 0, back.units, 0.0),
        ("closed", closed, np.zeros(len(drawn)), 0.0),
    ):
        instead[there], replaced[there] = code, units[there]
        spread[there] = _about(units[there], about)
    ahead = ordered_ahead(now.plain, told.orders, told.horizon)[asked.series, asked.ahead - 1]
    ordered = beyond_usual(replaced, ahead, usually_ordered(now.plain, told.history)[asked.series])
    spread = np.maximum(spread + ordered[:, None], ahead[:, None])
    return Settled(replaced + ordered, spread, drawn, factors, instead, replaced, ordered)


def _unsold(told: Told, panel: Panel, made: Made, new: Newcomers) -> Floats:
    """What is expected of things that were never sold: what others of their kind sell, if they are new."""
    first = told.history.groupby(["store", "item"])["date"].min()
    since = np.array([(panel.dates()[-1] - first[key]).days for key in zip(panel.stores, panel.items, strict=True)])
    level = np.where(since < _LISTED, np.nan_to_num(new.kind), 0.0)
    asked = made.asked
    shape = made.known.levels.profile[asked.series, asked.eve, panel.weekday(asked.day)]
    return np.asarray(level[asked.series] * shape)


def _about(units: Floats, wide: float) -> Floats:
    """An interval of pure chance and of a standard deviation in proportion; of nothing, nothing."""
    off = np.where(units > 0, _TENTH * np.sqrt(units + (wide * units) ** 2), 0.0)
    return np.maximum(np.column_stack([units - off, units, units + off]), 0.0)
