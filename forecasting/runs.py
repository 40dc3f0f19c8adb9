"""One forecast from what is told to what is shown, with all that lies between."""

from dataclasses import dataclass
from datetime import date
from numbers import Integral

import pandas as pd

from forecasting.calendars import Calendar, holiday_names, read_calendar
from forecasting.features import know
from forecasting.history import read_history
from forecasting.known_orders import with_ordered
from forecasting.levels import track
from forecasting.making import Made, make
from forecasting.panel import lay_out
from forecasting.planned import facts_of, read_events, read_orders, read_prices
from forecasting.settling import Settled, settle
from forecasting.situations import Situation, Told, facts, situation

FARTHEST = 28


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What is told beside the sales, as the keywords of `forecasts.forecast`."""

    calendar: Calendar | str | pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    prices: pd.DataFrame | None = None
    orders: pd.DataFrame | None = None
    origin: date | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What was told, what was special about it, what was made of it, and what became of that."""

    told: Told
    now: Situation
    made: Made
    settled: Settled


def run(history: pd.DataFrame, horizon: int, given: Given) -> Run:
    """Raises what `forecasts.forecast` raises."""
    if not isinstance(horizon, Integral) or isinstance(horizon, bool) or not 1 <= horizon <= FARTHEST:
        raise ValueError(f"A forecast is for 1 to {FARTHEST} days ahead, not {horizon!r}")
    origin = None if given.origin is None else _day(given.origin)
    events, days = read_events(given.events), read_calendar(given.calendar)
    prices, orders = read_prices(given.prices), read_orders(given.orders)
    read = read_history(history, origin, facts_of(events))
    read = with_ordered(read, orders, read["date"].max() if origin is None else pd.Timestamp(origin), horizon)
    panel = lay_out(read, origin)
    around = pd.date_range(panel.start - pd.Timedelta(days=1), periods=panel.days + horizon + 2)
    holidays = holiday_names(around, days)
    told = Told(read, days, holidays, events, prices, orders, horizon)
    now = situation(told, panel)
    known = know(now.usual, track(now.usual), (holidays != "").astype(float), facts(told, panel), horizon)
    made = make(known, horizon)
    return Run(told, now, made, settle(told, now, made))


def _day(origin: object) -> date:
    day = pd.to_datetime(pd.Series([origin], dtype=object).astype("string"), errors="coerce", format="ISO8601")[0]
    if isinstance(origin, int) or pd.isna(day):
        raise ValueError(f"The origin is a date such as 2026-11-21, not {origin!r}")
    found: date = day.tz_localize(None).date()
    return found
