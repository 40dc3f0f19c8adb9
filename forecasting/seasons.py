"""Things that are sold in their season only: while one rests its level is not forgotten, and last year says what comes.

A series rests once it has not sold for four weeks of open days, and that cannot be chance, by how often it sold before.
From then on its days tell nothing: neither that it sells little, nor that it sells less than last season.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecasting.panel import Floats, Ints, Mask, Panel

REST = 28
"""Open days without a sale."""
_NO_CHANCE = 7.0
"""The logarithm of how unlikely so many days without a sale must be."""
_MEMORY = 28.0
_YEAR = 364
_NEAR, _AROUND, _OVER, _BEFORE = range(-1, 2), range(-3, 4), range(14), range(-2, 0)
"""Days about the same date of last year: whether it was in season, how much it sold, whether its season was over, and
the days before, which tell where it was closed. Seasons keep to dates, not to weekdays: Christmas Eve is the 24th."""
_ENDED = 0.1
"""Of what would be expected, once last year's season was over by then."""


def resting(panel: Panel) -> Mask:
    """By series and day: whether it rests, as was known on that evening."""
    found = np.zeros(panel.demand.shape, dtype=bool)
    often, seen, idle = (np.zeros(panel.series) for _ in range(3))
    for day in range(panel.days):
        sold = panel.demand[:, day]
        known, sells = np.isfinite(sold), sold > 0
        idle = np.where(sells, 0, idle + known)
        seen += known
        gain = np.maximum(1 - 0.5 ** (1 / _MEMORY), 1 / (seen + 1))
        # How often it sold before the pause, not in it.
        often = np.where(known & (idle < REST / 2), often + gain * (sells - often), often)
        unlikely = -idle * np.log1p(-np.clip(often, 0, 0.99))
        found[:, day] = (idle >= REST) & (unlikely > _NO_CHANCE)
    return found


def forget_rests(panel: Panel, rests: Mask) -> Panel:
    """The panel with the days of rest unknown."""
    return replace(panel, demand=np.where(rests, np.nan, panel.demand))


@dataclass(frozen=True, slots=True)
class Season:
    """For each row: `units` that a resting series is expected to sell (NaN: it does not rest), and a `factor` on what
    is expected of one that does not."""

    units: Floats
    factor: Floats


def season(panel: Panel, rests: Mask, series: Ints, day: Ints) -> Season:
    """What last year's season says of each row; `panel` knows the days of rest."""
    asleep = rests[:, -1][series]
    slept = replace(panel, demand=np.where(rests, 0.0, panel.demand))
    sold = np.nan_to_num(_last_year(panel, series, day, _AROUND)) * _growth(panel)[series]
    units = np.where(_last_year(slept, series, day, _NEAR) > 0, sold, 0.0)
    seasonal = (rests[:, -_YEAR:].sum(axis=1) >= 2 * REST)[series]
    ended = seasonal & ~asleep & _over(slept, series, day)
    return Season(np.where(asleep, units, np.nan), np.where(ended, _ENDED, 1.0))


def _over(panel: Panel, series: Ints, day: Ints) -> Mask:
    """Whether nothing was sold any more from that date on; where it was closed that day, from the days before it."""
    gone = _last_year(panel, series, day, _OVER) == 0
    closed = np.isnan(_last_year(panel, series, day, range(1)))
    return np.asarray(gone & ~(closed & (_last_year(panel, series, day, _BEFORE) > 0)))


def _last_year(panel: Panel, series: Ints, day: Ints, shifts: range) -> Floats:
    """The mean of the days about the same date a year before; NaN where none of them is known."""
    dates = panel.start + pd.to_timedelta(day, unit="D")
    at = day[:, None] - (dates - (dates - pd.DateOffset(years=1))).days.to_numpy()[:, None] + np.array(shifts)
    inside = (at >= 0) & (at < panel.days)
    sold = np.where(inside, panel.demand[series[:, None], np.clip(at, 0, panel.days - 1)], np.nan)
    known = np.isfinite(sold)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, sold, 0).sum(axis=1) / np.maximum(count, 1), np.nan)


def _growth(panel: Panel) -> Floats:
    """Of each series' store: the last four weeks to the same weeks of the year before, within a half and double."""
    grown = np.ones(panel.series)
    if panel.days < _YEAR + REST:
        return grown
    for store in np.unique(panel.stores):
        mine = panel.stores == store
        sold = np.nansum(panel.demand[mine], axis=0)
        was = sold[panel.days - _YEAR - REST : panel.days - _YEAR].sum()
        grown[mine] = np.clip(sold[-REST:].sum() / was, 0.5, 2.0) if was > 0 else 1.0
    return grown
