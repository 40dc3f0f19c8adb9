"""How far off a forecast may be: quantiles from its own errors on days that were held out (split conformal).

An error is measured against a power of the forecast and the series' own unsteadiness, so that all series teach each
other; quantiles are then taken among held-out days of about the same volume. Seldom sold things are skewed, and their
median lies below their mean: that is learned in the same way.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.panel import Floats, Ints

QUANTILES = (0.1, 0.5, 0.9)
POWER = 0.6
"""Errors grow with this power of the volume: 0.5 for pure chance, 1.0 for errors in proportion."""
_LEAST = 0.05
_MEMORY = 60.0
_SERIES_COUNTS, _AHEAD_COUNTS = 60.0, 60.0
_WEEKS_UNSURE = 2.0
_NEIGHBOURS, _FEWEST, _POINTS = 0.25, 150, 25


@dataclass(frozen=True, slots=True)
class Held:
    """Days that were held out: what was expected, what was sold, in which series, how many days before the last one the
    forecast was made, and for how many days ahead."""

    expected: Floats
    sold: Floats
    series: Ints
    age: Ints
    ahead: Ints


def quantiles(expected: Floats, series: Ints, ahead: Ints, held: Held, all_series: int) -> Floats:
    """A row for each of `expected`, a column for each of `QUANTILES`, in units; never negative, never crossing."""
    if not len(held.sold):
        return _without_past(expected)
    weight = 0.5 ** (held.age / _MEMORY)
    error = (held.sold - held.expected) / np.maximum(held.expected, _LEAST) ** POWER
    unsteady = _unsteadiness(error, weight, held.series, all_series)
    error = error / unsteady[held.series]
    farther = _farther(error, weight, held.ahead, int(max(held.ahead.max(), ahead.max())))
    error = error / farther[held.ahead]
    found = _by_volume(np.log(np.maximum(held.expected, 1e-6)), error, weight, np.log(np.maximum(expected, 1e-6)))
    scale = unsteady[series] * farther[ahead] * np.maximum(expected, _LEAST) ** POWER * _unsure(held)
    return np.sort(np.maximum(expected[:, None] + scale[:, None] * found, 0.0), axis=1)


def _without_past(expected: Floats) -> Floats:
    """Pure chance (Poisson, by the normal), twice as wide: what nobody has seen may be anything."""
    wide = 2 * 1.2816 * np.sqrt(np.maximum(expected, _LEAST))
    return np.maximum(np.column_stack([expected - wide, expected, expected + wide]), 0.0)


def _unsteadiness(error: Floats, weight: Floats, series: Ints, all_series: int) -> Floats:
    """The root mean square error of each series, leaning on that of all where it has few days."""
    overall = float(np.average(error**2, weights=weight))
    days = np.bincount(series, weights=weight, minlength=all_series)
    own = np.bincount(series, weights=weight * error**2, minlength=all_series)
    return np.asarray(np.sqrt(np.maximum((own + _SERIES_COUNTS * overall) / (days + _SERIES_COUNTS), 1e-12)))


def _farther(error: Floats, weight: Floats, ahead: Ints, farthest: int) -> Floats:
    """For each number of days ahead how errors of so far a forecast stand to those of all, leaning on 1."""
    overall = float(np.average(error**2, weights=weight))
    days = np.bincount(ahead, weights=weight, minlength=farthest + 1)
    own = np.bincount(ahead, weights=weight * error**2, minlength=farthest + 1) / max(overall, 1e-12)
    return np.asarray(np.sqrt((own + _AHEAD_COUNTS) / (days + _AHEAD_COUNTS)))


def _unsure(held: Held) -> float:
    """How much wider, as few weeks of few series do not show what can happen; errors of one week are much alike."""
    weeks = len(np.unique(held.series * (held.age.max() // 7 + 1) + held.age // 7))
    return float(np.sqrt(1 + _WEEKS_UNSURE / weeks))


def _by_volume(volume: Floats, error: Floats, weight: Floats, asked: Floats) -> Floats:
    order = np.argsort(volume, kind="stable")
    volume, error, weight = volume[order], error[order], weight[order]
    near = min(len(volume), max(_FEWEST, int(_NEIGHBOURS * len(volume))))
    begins = np.clip(np.linspace(0, len(volume) - 1, _POINTS).astype(int) - near // 2, 0, len(volume) - near)
    begins = np.unique(begins)
    middle = np.array([np.median(volume[begin : begin + near]) for begin in begins])
    at = np.array([_weighted(error[begin : begin + near], weight[begin : begin + near]) for begin in begins])
    return np.column_stack([np.interp(asked, middle, at[:, column]) for column in range(len(QUANTILES))])


def _weighted(values: Floats, weight: Floats) -> Floats:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    return np.asarray(np.interp(np.array(QUANTILES) * reached[-1], reached - weight[order] / 2, values[order]))
