"""Tables in, values out: what will sell, and why.

    forecast(history, 7, calendar="DE-BW")
        store, item, date, p10, p50, p90, mean
    forecast_totals(history, 7, calendar="DE-BW")
        store, date, p10, p50, p90, mean
    explain(history, 7, calendar="DE-BW")
        store, item, date, rank, code, about, units: base (rank 0), drivers, other; units sum to the mean
    forecast_and_explain(history, 7, calendar="DE-BW")
        both of one learning; foresee(...) with the totals as well
    answer(forecasts, reasons)
        the two as JSON, with a SHAP vector for each prediction
    backtest(history, 7, country="DE")
        how good it would have been, beside others

`in_words(code, about)` says a driver in English.
"""

from forecasting.backtesting import backtest
from forecasting.bench import bench_forecast
from forecasting.calendars import Calendar, UnknownCountry
from forecasting.drivers import in_words
from forecasting.forecasts import (
    Foreseen,
    explain,
    forecast,
    forecast_and_explain,
    forecast_totals,
    forecast_without,
    foresee,
)
from forecasting.history import BadHistory
from forecasting.inference import answer
from forecasting.tables import BadTable

__all__ = [
    "BadHistory",
    "BadTable",
    "Calendar",
    "Foreseen",
    "UnknownCountry",
    "answer",
    "backtest",
    "bench_forecast",
    "explain",
    "forecast",
    "forecast_and_explain",
    "forecast_totals",
    "forecast_without",
    "foresee",
    "in_words",
]
