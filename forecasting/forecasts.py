"""What will sell: for each store, item and day ahead a low, a middle and a high figure, and why."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from forecasting.calendars import Calendar, holiday_names, read_calendar
from forecasting.explanations import explain_made
from forecasting.features import know
from forecasting.history import read_history
from forecasting.levels import track
from forecasting.making import Made, make
from forecasting.panel import Floats, Names, Panel, lay_out

FARTHEST = 28


def forecast(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | None = None,
    events: pd.DataFrame | None = None,
    origin: date | None = None,
) -> pd.DataFrame:
    """What each series of `history` will sell on each of the days that follow the origin.

    Args:
        history: `store, item, date, quantity` and, if wished, `closed` (0 or 1) and columns of facts; a day without a
            row is a day without a sale.
        horizon: days ahead, 1 to 28.
        calendar: whose public holidays count: `"DE"`, `"DE-BW"` or a `Calendar`; none without.
        events: the columns of facts that are known for the days to come: `store, item, date` and one or more of those
            that `history` has (a promotion, school holidays).
        origin: the last day that is known, the last of `history` if it is not given; what is later is not looked at.

    Returns:
        `store, item, date, p10, p50, p90, mean`, in the units of `quantity`, sorted; the same for the same arguments.

    Raises:
        BadHistory: the sales cannot be read.
        UnknownCountry: there is no calendar.
        ValueError: the horizon is out of range.
    """
    return _figures(_made(history, horizon, calendar, events, origin)[0])


def forecast_and_explain(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | None = None,
    events: pd.DataFrame | None = None,
    origin: date | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`forecast` and `explain` from one and the same learning; arguments and errors as there."""
    made, holidays = _made(history, horizon, calendar, events, origin)
    return _figures(made), explain_made(made, holidays)


def explain(
    history: pd.DataFrame,
    horizon: int,
    *,
    calendar: Calendar | str | None = None,
    events: pd.DataFrame | None = None,
    origin: date | None = None,
) -> pd.DataFrame:
    """Why `forecast` says what it says; arguments and errors as there.

    Returns:
        `store, item, date, rank, code, about, units`: for each store, item and date a `base` (rank 0, an average day),
        then at most eight drivers, the largest first, then `other`, their rest. `units` sum to the forecast's `mean`.
        `drivers.in_words(code, about)` says a driver in English.
    """
    return forecast_and_explain(history, horizon, calendar=calendar, events=events, origin=origin)[1]


def _figures(made: Made) -> pd.DataFrame:
    panel, asked = made.known.panel, made.asked
    return pd.DataFrame(
        {
            "store": panel.stores[asked.series],
            "item": panel.items[asked.series],
            "date": made.known.dates[asked.day],
            "p10": made.spread[:, 0],
            "p50": made.spread[:, 1],
            "p90": made.spread[:, 2],
            "mean": made.mean,
        }
    )


def _made(
    history: pd.DataFrame,
    horizon: int,
    calendar: Calendar | str | None,
    events: pd.DataFrame | None,
    origin: date | None,
) -> tuple[Made, Names]:
    if not 1 <= horizon <= FARTHEST:
        raise ValueError(f"A forecast is for 1 to {FARTHEST} days ahead, not {horizon}")
    read = read_history(history, origin)
    panel = lay_out(read, origin)
    around = pd.date_range(panel.start - pd.Timedelta(days=1), periods=panel.days + horizon + 2)
    named = holiday_names(around, read_calendar(calendar))
    holidays = (named != "").astype(float)
    return make(know(panel, track(panel), holidays, _facts(panel, read, events, horizon), horizon), horizon), named


def _facts(panel: Panel, history: pd.DataFrame, events: pd.DataFrame | None, horizon: int) -> Mapping[str, Floats]:
    if events is None:
        return {}
    series = pd.MultiIndex.from_arrays([panel.stores, panel.items])
    facts = {}
    for name in [column for column in events.columns if column not in ("store", "item", "date")]:
        values = np.full((panel.series, panel.days + horizon), np.nan)
        for frame in (history, events):
            at = series.get_indexer(pd.MultiIndex.from_frame(frame[["store", "item"]]))
            day = (pd.to_datetime(frame["date"]) - panel.start).dt.days.to_numpy()
            inside = (at >= 0) & (day >= 0) & (day < values.shape[1])
            values[at[inside], day[inside]] = pd.to_numeric(frame[name], errors="coerce").to_numpy()[inside]
        facts[name] = values
    return facts
