"""What promotions, campaigns and festivals do to sales, by their names: a factor on what is usual on such a weekday.

A series that has seen an event often speaks for itself; one that has seen it seldom leans on what the event did to all
series, and an event that is nearly new leans on what events have done at all. Means are taken of logarithms.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecasting.effects import Effect
from forecasting.levels import LEAST, track
from forecasting.panel import Floats, Ints, Mask, Panel, place

_SERIES_LEANS, _EVENT_LEANS = 4.0, 2.0
"""Days: of so many seen, a factor is half of what was seen and half of what it leans on."""
_OFTEN = 0.5
"""Of a series' days: what is on oftener than that is what is usual."""
_SETTLED = 14
"""Days of a series before which nothing is usual yet."""
_LEAST, _MOST = 0.2, 6.0


def uplifts(panel: Panel, events: pd.DataFrame | None, unsure: Mask, horizon: int) -> tuple[Effect, ...]:
    """An effect for each name among the events (`planned.read_events`); none without names.

    Args:
        panel: sales of the past.
        events: days of events, past and ahead.
        unsure: days of which the sales are only a lower bound: no factor is learned from them.
        horizon: days ahead.
    """
    if events is None:
        return ()
    on = {name: _days(panel, events, str(name), horizon) for name in sorted(set(events["name"]) - {""})}
    if not on:
        return ()
    seen = _seen(panel, on, unsure)
    overall = _lean(seen.logs, seen.days, 0.0, _EVENT_LEANS)
    return tuple(_effect(name, seen.of(number), days, overall) for number, (name, days) in enumerate(on.items()))


@dataclass(frozen=True, slots=True)
class _Seen:
    """By event and series: the mean logarithm of the ratio to what was usual, and on how many days it was seen."""

    logs: Floats
    days: Floats

    def of(self, event: int) -> "_Seen":
        return _Seen(self.logs[event], self.days[event])


def _days(panel: Panel, events: pd.DataFrame, name: str, horizon: int) -> Mask:
    named = events[events["name"] == name]
    return np.isfinite(place(panel, named, pd.Series(1.0, index=named.index), horizon))


def _seen(panel: Panel, on: "dict[str, Mask]", unsure: Mask) -> _Seen:
    past = np.stack([days[:, : panel.days] for days in on.values()])
    known = np.isfinite(panel.demand)
    often = past.sum(axis=2) > _OFTEN * np.maximum(known.sum(axis=1), 1)
    past &= ~often[:, :, None]
    some = past.any(axis=0)
    levels = track(replace(panel, demand=np.where(some, np.nan, panel.demand)))
    series, day = np.nonzero(some & known & ~unsure & (np.arange(panel.days) >= panel.born[:, None] + _SETTLED))
    usual = levels.usual(series, day, panel.weekday(day))
    logs, days = _sums(past, series, day, panel.demand[series, day], usual)
    return _Seen(logs, days)


def _sums(past: Mask, series: Ints, day: Ints, sold: Floats, usual: Floats) -> tuple[Floats, Floats]:
    """A day on which several events were on tells of each a part."""
    shape = past.shape[:2]
    of = past[:, series, day] / np.maximum(past[:, series, day].sum(axis=0), 1)
    ours = np.where(np.isfinite(usual), of, 0.0)
    days, were, should = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for event in range(shape[0]):
        for into, what in ((days, 1.0), (were, sold), (should, np.nan_to_num(usual))):
            into[event] = np.bincount(series, weights=ours[event] * what, minlength=shape[1])
    # A piece more on both sides: nothing sold of what sells seldom is no proof of anything.
    logs = np.log((were + 1) / (np.maximum(should, LEAST) + 1))
    return logs, days


def _effect(name: str, seen: _Seen, days: Mask, overall: float) -> Effect:
    event = _lean(seen.logs, seen.days, overall, _EVENT_LEANS)
    log = (seen.days * seen.logs + _SERIES_LEANS * event) / (seen.days + _SERIES_LEANS)
    factor = np.clip(np.exp(log), _LEAST, _MOST)
    return Effect("event", name, np.where(days, factor[:, None], 1.0))


def _lean(logs: Floats, days: Floats, towards: float, leans: float) -> float:
    return float(((days * logs).sum() + leans * towards) / (days.sum() + leans))
