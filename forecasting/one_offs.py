"""Single orders that will not come again: 300 on one day of an item that sells 10.

A day is one where an item sold far more than on all but one of its days before it, while its store did not: such a day
tells nothing of the next. Two days like that are believed, so that a jump that stays is followed from its third day.
The first days of a season are none of them.
"""

from dataclasses import replace

import numpy as np

from forecasting.panel import Floats, Mask, Panel
from forecasting.seasons import REST

_BEFORE, _FEWEST = 56, 14
"""Known days before a day that it is compared with."""
_TIMES, _PIECES = 3.0, 10.0
"""More than so many times the second best of those days, and so many pieces."""
_STORE = 1.8
"""Of the store's other items: where they sold so many times their usual, it was the day and not an order."""


def forget_one_offs(panel: Panel, expected: Mask) -> Panel:
    """The panel with such days unknown.

    Args:
        panel: sales of the past.
        expected: days on which more than usual is no wonder: around holidays, and of events.
    """
    demand = panel.demand.copy()
    for series, day in zip(*np.nonzero(_candidates(demand) & ~expected), strict=True):
        if _alone(panel.demand[series], day) and not _whole_store(panel, series, day):
            demand[series, day] = np.nan
    return replace(panel, demand=demand)


def _candidates(demand: Floats) -> Mask:
    """Days that sold far more than the lesser of the two known days before: all others are ruled out by it."""
    found = np.zeros(demand.shape, dtype=bool)
    last = np.zeros((2, len(demand)))
    for day in range(demand.shape[1]):
        sold = demand[:, day]
        known = np.isfinite(sold)
        found[:, day] = known & (sold > _TIMES * last.min(axis=0) + _PIECES)
        last = np.where(known, np.stack([sold, last[0]]), last)
    return found


def _alone(demand: Floats, day: int) -> bool:
    before = demand[:day]
    before = before[np.isfinite(before)][-_BEFORE:]
    if len(before) < _FEWEST or not before[-REST:].any():
        return False
    return bool(demand[day] > _TIMES * np.sort(before)[-2] + _PIECES)


def _whole_store(panel: Panel, series: int, day: int) -> bool:
    others = panel.stores == panel.stores[series]
    others[series] = False
    lately = panel.demand[others, max(0, day - _BEFORE) : day + 1]
    sold = np.nansum(lately, axis=0)
    usual = sold[:-1][sold[:-1] > 0]
    return len(usual) > 0 and bool(sold[-1] > _STORE * usual.mean())
