"""Days on which a store will be closed: announced, by the habit of its week, or by what it did on such holidays.

A weekday on which a store was hardly ever open in its last weeks is one of rest. A holiday on which it was closed the
last time is one on which it closes; of a holiday that it has not seen the others tell, if they all say the same.
"""

from datetime import timedelta

import numpy as np
import pandas as pd

from forecasting.calendars import Calendar
from forecasting.panel import Mask, Names, Panel, place
from forecasting.recent import recent_frame

_WEEKS, _FEWEST = 8, 2
"""The last so many of a weekday count; of fewer nothing is told."""
_HABIT = 0.85
_HOLIDAYS = 3
"""Holidays that a store must have seen before they tell of one that it has not."""


def closings(panel: Panel, history: pd.DataFrame, calendar: Calendar, holidays: Names, horizon: int) -> Mask:
    """By series and day ahead: whether its store will be closed.

    Args:
        panel: its days; what was sold on them is read from `history`.
        history: checked sales.
        calendar: what is announced goes before all habits.
        holidays: names, from the day before the panel's first (`calendars.holiday_names`).
        horizon: days ahead.
    """
    found = np.zeros((panel.series, horizon), dtype=bool)
    named = holidays[1 : panel.days + horizon + 1]
    for store in np.unique(panel.stores):
        mine = panel.stores == store
        closed = np.isnan(panel.demand[mine]).all(axis=0)
        found[mine] = _of_store(panel, history[history["store"] == store], closed, named, horizon)
    if calendar.days is not None:
        announced = place(panel, calendar.days, calendar.days["closed"], horizon)[:, panel.days :]
        found = np.where(np.isfinite(announced), announced > 0, found)
    return found


def _of_store(panel: Panel, history: pd.DataFrame, closed_before: Mask, named: Names, horizon: int) -> Mask:
    open_, born = _open(panel, history)
    open_ |= ~closed_before
    ahead = np.arange(panel.days, panel.days + horizon)
    rests = _rests(panel, history, closed_before, born)
    closed = rests[panel.weekday(ahead)]
    for at in np.flatnonzero(named[ahead] != ""):
        past = np.flatnonzero(named[: panel.days] != "")
        past = past[(past >= born) & ~rests[panel.weekday(past)]]
        same = past[named[past] == named[ahead[at]]]
        if len(same):
            closed[at] |= not open_[same[-1]]
        elif len(past) >= _HOLIDAYS:
            closed[at] |= not open_[past].any()
    return closed


def _open(panel: Panel, history: pd.DataFrame) -> tuple[Mask, int]:
    """By day whether the store sold anything; and its first day."""
    day = (history.loc[history["quantity"] > 0, "date"] - panel.start).dt.days.to_numpy()
    found = np.zeros(panel.days, dtype=bool)
    found[day] = True
    return found, int(day.min(initial=panel.days))


def _rests(panel: Panel, history: pd.DataFrame, closed_before: Mask, born: int) -> Mask:
    """By weekday."""
    open_, _ = _open(panel, recent_frame(history, panel.start + timedelta(days=panel.days)))
    open_ |= ~closed_before
    found = np.zeros(7, dtype=bool)
    for weekday in range(7):
        days = np.arange(max(born, panel.days - 7 * _WEEKS), panel.days)
        days = days[panel.weekday(days) == weekday]
        found[weekday] = len(days) >= _FEWEST and bool((~open_[days]).mean() >= _HABIT)
    return found
