"""What is special about a shop's days, told apart from what is usual: before a forecast is made.

Days of which nothing can be learned become unknown, days that sold out are lifted to what would have been sold, and
what events and prices did is taken out. `settling` puts it back for the days ahead.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.calendars import Calendar
from forecasting.effects import Effect, take_out
from forecasting.one_offs import forget_one_offs
from forecasting.panel import Floats, Mask, Names, Panel, place
from forecasting.planned import facts_of
from forecasting.price_effects import price_effects
from forecasting.seasons import forget_rests, resting
from forecasting.stockouts import lift, sold_out_days
from forecasting.uplifts import uplifts


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """All that a forecast is told, checked: sales, the days' holidays (from the day before the first), what is
    announced and planned."""

    history: pd.DataFrame
    calendar: Calendar
    holidays: Names
    events: pd.DataFrame | None
    prices: pd.DataFrame | None
    orders: pd.DataFrame | None
    horizon: int


@dataclass(frozen=True, slots=True)
class Situation:
    """`plain`: what was sold. `usual`: the panel that is learned from. `rests`: by series and day."""

    plain: Panel
    usual: Panel
    effects: tuple[Effect, ...]
    rests: Mask


def situation(told: Told, panel: Panel) -> Situation:
    """See the module: what is done before."""
    sold_out = sold_out_days(panel, told.history)
    calm = forget_one_offs(panel, _no_wonder(told, panel) | sold_out)
    effects = (
        *uplifts(calm, told.events, sold_out, told.horizon),
        *price_effects(calm, told.history, told.prices, told.horizon),
    )
    usual = lift(take_out(calm, effects), sold_out)
    rests = resting(usual)
    return Situation(panel, forget_rests(usual, rests), effects, rests)


def _no_wonder(told: Told, panel: Panel) -> Mask:
    """Days on which more than usual is no wonder: a holiday, the day before or after it, or an event."""
    named = (told.holidays != "")[: panel.days + 2]
    found = np.broadcast_to(named[:-2] | named[1:-1] | named[2:], panel.demand.shape)
    if told.events is None:
        return found
    events = told.events[told.events["name"] != ""]
    return found | np.isfinite(place(panel, events, pd.Series(1.0, index=events.index)))


def facts(told: Told, panel: Panel) -> dict[str, Floats]:
    """The columns of facts among the events, by series and day, those ahead included; what the sales tell of the same
    column is the past. Where nothing is told of an item, the day is as for the store's others, or for the others'."""
    found: dict[str, Floats] = {}
    if told.events is None:
        return found
    for name in facts_of(told.events):
        known = place(panel, told.events, told.events[name], told.horizon)
        if name in told.history:
            past = place(panel, told.history, told.history[name], told.horizon)
            known = np.where(np.isfinite(known), known, past)
        found[name] = _filled(panel, known)
    return found


def _filled(panel: Panel, values: Floats) -> Floats:
    """A missing row of an item says that it was not sold: were its fact unknown too, the fact would tell."""
    filled = values.copy()
    for mine in [*(panel.stores == store for store in np.unique(panel.stores)), np.ones(panel.series, dtype=bool)]:
        some = np.isfinite(filled[mine]).any(axis=0)
        middle = np.full(filled.shape[1], np.nan)
        middle[some] = np.nanmedian(filled[np.ix_(mine, some)], axis=0)
        filled[mine] = np.where(np.isfinite(filled[mine]), filled[mine], middle)
    return filled
