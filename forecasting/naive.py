"""The least that a forecast must beat: what the same weekday sold a week before, and how far that was off."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from forecasting.panel import Floats

SEASON = 7
MEMORY = 365
"""Days of history that the peers are shown."""
_EIGHTY = 1.2815515655446004


def filled(history: pd.DataFrame) -> pd.DataFrame:
    """`store, item, date, y` of the last year: a closed day is as the last open one of its weekday (else the next)."""
    table = history[history["date"] > history["date"].max() - pd.Timedelta(days=MEMORY)]
    weekday = table["date"].dt.day_of_week.rename("weekday")
    key = [table["store"], table["item"], weekday]
    sold = table["quantity"].where(table["closed"] == 0).groupby(key).ffill().groupby(key).bfill()
    return pd.DataFrame({**{name: table[name] for name in ("store", "item", "date")}, "y": sold.fillna(0.0)})


def seasonal_naive(history: pd.DataFrame, horizon: int, _context: Mapping[str, Any]) -> pd.DataFrame:
    """As `bench.bench_forecast`; 80 % by the normal, from its own errors within the history."""
    coming = pd.date_range(history["date"].max() + pd.Timedelta(days=1), periods=horizon)
    parts = [
        pd.DataFrame({"store": store, "item": item, "date": coming, **_ahead(one["y"].to_numpy(dtype=float), horizon)})
        for (store, item), one in filled(history).groupby(["store", "item"])
    ]
    return pd.concat(parts, ignore_index=True)


def _ahead(sold: Floats, horizon: int) -> dict[str, Floats]:
    steps = np.arange(horizon)
    middle = sold[-SEASON:][steps % SEASON]
    error = sold[SEASON:] - sold[:-SEASON]
    wide = _EIGHTY * np.sqrt((error**2).mean() * (steps // SEASON + 1))
    return {"p10": middle - wide, "p50": middle, "p90": middle + wide}
