"""What a forecast of one series for one day may look at, as it was known at its origin (the last day that is known).

Each is a ratio to what is usual, or a fact of the calendar: so that a large store and a small one can be learned from
together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.levels import LEAST, Levels, level_of
from forecasting.panel import Floats, Ints, Panel

YEAR = 364
"""Days: the same weekday a year before."""
_QUICK, _SLOW = 4.0, 60.0
_HIGHEST = 4.0
_BEGINNING = 28


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that features are read from. Days are counted from the panel's first; those ahead are included in
    `holidays` (one more on either side) and in `facts`."""

    panel: Panel
    levels: Levels
    quick: Floats
    slow: Floats
    holidays: Floats
    facts: Mapping[str, Floats]
    """Columns that are known for the days ahead as well, each series by day."""
    dates: pd.DatetimeIndex


def know(panel: Panel, levels: Levels, holidays: Floats, facts: Mapping[str, Floats], horizon: int) -> Known:
    """See `Known`."""
    quick, slow = (level_of(panel, levels.profile, half_life) for half_life in (_QUICK, _SLOW))
    return Known(panel, levels, quick, slow, holidays, facts, panel.dates(horizon))


@dataclass(frozen=True, slots=True)
class Rows:
    """Forecasts to make or to learn from: `series`, `origin` and days `ahead` (1 is the day after the origin)."""

    series: Ints
    origin: Ints
    ahead: Ints

    @property
    def day(self) -> Ints:
        """The day that is forecast."""
        return self.origin + self.ahead

    @property
    def eve(self) -> Ints:
        """Where `Levels` holds what was known at the origin."""
        return self.origin + 1

    def of(self, chosen: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> "Rows":
        """Some of them."""
        return Rows(self.series[chosen], self.origin[chosen], self.ahead[chosen])


def usual(known: Known, rows: Rows) -> Floats:
    """Units that were usual for such a weekday at the origin."""
    return known.levels.usual(rows.series, rows.eve, known.panel.weekday(rows.day))


def features(known: Known, rows: Rows) -> tuple[tuple[str, ...], Floats]:
    """Names, and a matrix with a column for each."""
    columns = {**_recent(known, rows), **_same_weekday(known, rows), **_last_year(known, rows)}
    columns |= {**_calendar(known, rows), **_itself(known, rows)}
    columns |= {f"fact_{name}": values[rows.series, rows.day] for name, values in known.facts.items()}
    return tuple(columns), np.column_stack(list(columns.values()))


def _recent(known: Known, rows: Rows) -> dict[str, Floats]:
    level = known.levels.level[rows.series, rows.eve]
    before = known.levels.level[rows.series, np.maximum(rows.eve - 28, 0)]
    found = {
        "quick": _log_ratio(known.quick[rows.series, rows.eve], level),
        "slow": _log_ratio(known.slow[rows.series, rows.eve], level),
        "trend": _log_ratio(level, before),
    }
    for back in range(3):
        day = np.maximum(rows.origin - back, 0)
        found[f"day_{back + 1}"] = _against_usual(known, rows.series, day, day)
    return found


def _same_weekday(known: Known, rows: Rows) -> dict[str, Floats]:
    base = usual(known, rows)
    found = {}
    for week in range(1, 5):
        day = rows.day - 7 * np.maximum(week + (rows.ahead - 1) // 7, 1)
        found[f"week_{week}"] = _ratio(_sold(known, rows.series, day), base)
    return found


def _last_year(known: Known, rows: Rows) -> dict[str, Floats]:
    day, eve = rows.day - YEAR, rows.eve - YEAR
    near = [_against_usual(known, rows.series, day + shift, eve) for shift in range(-10, 11)]
    with np.errstate(all="ignore"):
        return {
            "year": near[10],
            "year_week": _mean(near[7:14]),
            "year_three_weeks": _mean(near),
        }


def _calendar(known: Known, rows: Rows) -> dict[str, Floats]:
    day, dates = rows.day, known.dates[rows.day]
    return {
        "weekday": known.panel.weekday(day).astype(float),
        "day_of_year": dates.day_of_year.to_numpy(dtype=float),
        "day_of_month": dates.day.to_numpy(dtype=float),
        "holiday": known.holidays[day + 1],
        "holiday_after": known.holidays[day + 2],
        "holiday_before": known.holidays[day],
        "ahead": rows.ahead.astype(float),
    }


def _itself(known: Known, rows: Rows) -> dict[str, Floats]:
    weekday = known.panel.weekday(rows.day)
    profile = known.levels.profile
    return {
        "size": np.log(np.maximum(known.levels.level[rows.series, rows.eve], LEAST)),
        "profile": profile[rows.series, rows.eve, weekday],
        "profile_after": profile[rows.series, rows.eve, (weekday + 1) % 7],
        "profile_before": profile[rows.series, rows.eve, (weekday - 1) % 7],
        "series": _numbers(known.panel)[rows.series],
    }


def _numbers(panel: Panel) -> Floats:
    """A number for each series, by which it is told from others: how it began, not what it is called."""
    day = np.arange(panel.days)
    first = (day >= panel.born[:, None]) & (day < panel.born[:, None] + _BEGINNING)
    began = np.where(first, np.nan_to_num(panel.demand), 0.0).sum(axis=1)
    return np.argsort(np.argsort(began, kind="stable"), kind="stable").astype(float)


def _sold(known: Known, series: Ints, day: Ints) -> Floats:
    there = (day >= 0) & (day < known.panel.days)
    return np.where(there, known.panel.demand[series, np.clip(day, 0, known.panel.days - 1)], np.nan)


def _against_usual(known: Known, series: Ints, day: Ints, eve: Ints) -> Floats:
    """What was sold on a day, as a ratio to what was usual on another day's eve; NaN where either is not known."""
    was_usual = known.levels.usual(series, np.clip(eve, 0, known.panel.days), known.panel.weekday(day))
    return np.where(eve >= 0, _ratio(_sold(known, series, day), was_usual), np.nan)


def _ratio(sold: Floats, base: Floats) -> Floats:
    return np.clip(sold / np.maximum(base, LEAST), 0, _HIGHEST)


def _log_ratio(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(one, LEAST)) - np.log(np.maximum(other, LEAST)))


def _mean(columns: list[Floats]) -> Floats:
    stacked = np.stack(columns)
    known = np.isfinite(stacked)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, stacked, 0).sum(axis=0) / np.maximum(count, 1), np.nan)
