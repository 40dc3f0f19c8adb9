"""The forecast behind the adapter of the common protocol, in which it is measured beside others."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from forecasting.calendars import Calendar
from forecasting.forecasts import forecast

_OURS = ("store", "item", "date", "quantity", "closed")


def bench_forecast(history: pd.DataFrame, horizon: int, context: Mapping[str, Any]) -> pd.DataFrame:
    """`context` has `country`, `subdiv`, and `future`: store, item, date and the columns known for those days."""
    future = context["future"]
    facts = [column for column in future.columns if column not in _OURS]
    told = history[[*_OURS, *facts]]
    calendar = Calendar(context.get("country"), context.get("subdiv"))
    return forecast(told, horizon, calendar=calendar, events=future if facts else None)
