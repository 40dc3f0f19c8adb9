"""Days that sold out: what was sold is a lower bound, and what would have been sold is more.

How much more is the mean of what would be expected on such a day, given that it is no less than what was sold, by a
normal curve as wide as the panel's other days are about what was usual. Only earlier days tell what was usual.
"""

from dataclasses import replace
from math import erfc, exp, pi, sqrt

import numpy as np
import pandas as pd

from forecasting.levels import LEAST, Levels, track
from forecasting.panel import Floats, Mask, Panel, place

_ROUNDS = 2
_FAR = 8.0
_NARROWEST, _WIDEST = 1.0, 25.0
"""Of the variance in units of the mean: 1 is pure chance."""
_MOST = 2.0
"""Times what was sold: no more is believed to have been missed."""


def sold_out_days(panel: Panel, history: pd.DataFrame) -> Mask:
    """By series and day; none where the sales have no such column."""
    if "sold_out" not in history:
        return np.zeros(panel.demand.shape, dtype=bool)
    return (place(panel, history, history["sold_out"]) > 0) & np.isfinite(panel.demand)


def lift(panel: Panel, sold_out: Mask) -> Panel:
    """The panel with what would have been sold on the days that sold out."""
    if not sold_out.any():
        return panel
    sold = panel.demand
    demand = np.where(sold_out, np.nan, sold)
    for _ in range(_ROUNDS):
        usual, deviation = _usual(replace(panel, demand=demand), sold, sold_out)
        missed = np.array([_beyond(behind) for behind in (sold[sold_out] - usual) / deviation])
        demand[sold_out] = np.clip(usual + deviation * missed, sold[sold_out], _MOST * sold[sold_out])
    return replace(panel, demand=demand)


def _usual(panel: Panel, sold: Floats, sold_out: Mask) -> tuple[Floats, Floats]:
    """What was usual on each day that sold out, and the standard deviation about it."""
    levels = track(panel)
    usual, plain = (_on(levels, panel, days) for days in (sold_out, np.isfinite(sold) & ~sold_out))
    off = (sold[np.isfinite(sold) & ~sold_out] - plain) ** 2
    there = np.isfinite(plain)
    variance = off[there].sum() / max(plain[there].sum(), LEAST)
    usual = np.where(np.isfinite(usual), usual, np.maximum(sold[sold_out], LEAST))
    return usual, np.sqrt(np.clip(variance, _NARROWEST, _WIDEST) * usual)


def _on(levels: Levels, panel: Panel, days: Mask) -> Floats:
    series, day = np.nonzero(days)
    return levels.usual(series, day, panel.weekday(day))


def _beyond(least: float) -> float:
    """The mean of a standard normal variable that is known to be no less than `least`."""
    if least > _FAR:
        return least + 1 / least
    return sqrt(2 / pi) * exp(-(least**2) / 2) / erfc(least / sqrt(2))
