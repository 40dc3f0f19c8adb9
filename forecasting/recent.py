"""The last 90 days: what a shop does lately is read from them and nothing older."""

from datetime import date

import pandas as pd

DAYS = 90


def recent_frame(history: pd.DataFrame, forecast_date: date) -> pd.DataFrame:
    """The rows of the 90 days before `forecast_date`: from 90 days before it to the day before it, both included.

    Args:
        history: checked sales (`history.read_history`).
        forecast_date: the first day that is forecast; nothing of it or later is in the frame.
    """
    first = pd.Timestamp(forecast_date)
    return history[(history["date"] >= first - pd.Timedelta(days=DAYS)) & (history["date"] < first)]
