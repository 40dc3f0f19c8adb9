"""Forecasting again with a driver's cause taken away, by the same model: what it would say if that were as usual."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from forecasting.drivers import driver_of
from forecasting.levels import LEAST
from forecasting.making import Made
from forecasting.panel import Floats

_AS_USUAL: Mapping[str, float] = MappingProxyType(
    {"days": 1.0, "trend": 0.0, "lately": 1.0, "last_year": np.nan, "holiday": 0.0}
)
"""What the features of a driver are when there is nothing special about it: ratios to what is usual, mostly."""
_LOGARITHMS = ("quick",)
_DAYS_OF_YEAR = tuple(range(15, 365, 30))
_DAYS_OF_MONTH = tuple(range(2, 30, 4))


def without(made: Made, driver: str) -> Floats:
    """The `mean` of each row, were it not for the cause of a learned driver (`drivers.driver_of`).

    Without its weekday a day is the average of the weekdays on which its series is sold, without its season that of a
    year; without a fact it is a day on which that is as on most.
    """
    if driver == "weekday":
        return _on_any_weekday(made)
    columns = [column for column, name in enumerate(made.names) if driver_of(name) == driver]
    if driver == "season":
        return _mean_over(made, columns, _DAYS_OF_YEAR)
    if driver == "month":
        return _mean_over(made, columns, _DAYS_OF_MONTH)
    changed = made.matrix.copy()
    for column in columns:
        changed[:, column] = _as_usual(made, driver, column)
    return _with(made, changed)


def _with(made: Made, matrix: Floats) -> Floats:
    return np.asarray(made.mean + made.share[0] * made.usual * (made.learned.ratios(matrix) - made.ratio))


def _as_usual(made: Made, driver: str, column: int) -> float:
    if made.names[column] in _LOGARITHMS:
        return 0.0
    if driver in _AS_USUAL:
        return _AS_USUAL[driver]
    known = made.past.matrix[:, column]
    known = known[np.isfinite(known)]
    return float(np.median(known)) if len(known) else np.nan


def _mean_over(made: Made, columns: list[int], values: tuple[int, ...]) -> Floats:
    found = np.zeros(len(made.mean))
    for value in values:
        changed = made.matrix.copy()
        changed[:, columns] = value
        found += _with(made, changed)
    return found / len(values)


def _on_any_weekday(made: Made) -> Floats:
    known, asked = made.known, made.asked
    profile = known.levels.profile[asked.series, asked.eve]
    own = np.maximum(profile[np.arange(len(profile)), known.panel.weekday(asked.day)], LEAST)
    at = {name: column for column, name in enumerate(made.names)}
    found, weight = np.zeros(len(made.mean)), np.zeros(len(made.mean))
    sold_on = made.weekdays[asked.series]
    for weekday in range(7):
        changed = made.matrix.copy()
        changed[:, at["weekday"]] = weekday
        changed[:, at["profile"]] = profile[:, weekday]
        changed[:, at["profile_after"]] = profile[:, (weekday + 1) % 7]
        changed[:, at["profile_before"]] = profile[:, (weekday - 1) % 7]
        found += sold_on[:, weekday] * _with(made, changed) * profile[:, weekday] / own
        weight += sold_on[:, weekday]
    return np.asarray(found / np.maximum(weight, LEAST))
