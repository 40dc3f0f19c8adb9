"""The forecast behind the adapter of the common protocol, in which it is measured beside others."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from forecasting.calendars import Calendar
from forecasting.forecasts import forecast
from forecasting.history import COLUMNS, OPTIONAL


def bench_forecast(history: pd.DataFrame, horizon: int, context: Mapping[str, Any]) -> pd.DataFrame:
    """`context` has `country`, `subdiv`, and `future`: store, item, date and the columns known for those days.

    Where no series is asked about, at an origin before all sales, there is no row.
    """
    future = context["future"]
    if history.empty:
        figures = dict.fromkeys(("p10", "p50", "p90", "mean"), 0.0)
        return pd.DataFrame({name: future[name] for name in ("store", "item", "date")} | figures)
    facts = [column for column in future.columns if column not in (*COLUMNS, *OPTIONAL)]
    told = history[[name for name in (*COLUMNS, *OPTIONAL, *facts) if name in history]]
    planned = future[["store", "item", "date", "price"]].dropna() if "price" in future else None
    return forecast(
        told,
        horizon,
        calendar=Calendar(context.get("country"), context.get("subdiv")),
        events=future[["store", "item", "date", *facts]] if facts else None,
        prices=planned,
    )
