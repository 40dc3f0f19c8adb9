"""How far forecasts were from what was sold, over all scored days of all origins together (protocol version 1)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.protocol import Window
from forecasting.spread import QUANTILES

COLUMNS = ("p10", "p50", "p90")
SEASON, YEAR = 7, 365
"""Days: errors of a series are scaled by those of its own day a week before, in its last year."""
_KEY = ["store", "item"]


class MissingForecast(ValueError):
    """A scored day has no forecast."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Ratios, the lower the better; but `bias` is best at 0 and `cov80` at 0.8. NaN where nothing can be said."""

    WAPE: float
    """sum |y - p50| / sum y"""
    MASE: float
    """mean over series and origins of mean |y - p50| / mean |y(t) - y(t-7)|"""
    RMSSE: float
    """the same of squared errors of the mean, under a root"""
    bias: float
    """sum (mean - y) / sum y"""
    WQL: float
    """mean over the three quantiles of 2 * sum pinball / sum y"""
    cov80: float
    """share of days with p10 <= y <= p90"""


def score(windows: Sequence[Window], forecasts: Sequence[pd.DataFrame]) -> Scores:
    """A forecast for each window: `store, item, date, p10, p50, p90` and, if wished, `mean` (else p50 stands for it).

    Raises:
        MissingForecast: a scored day has none.
    """
    days, absolute, squared = [], [], []
    for window, forecast in zip(windows, forecasts, strict=True):
        scored = _joined(window, forecast)
        days.append(scored)
        unit, unit2 = _units(window)
        miss = (scored["quantity"] - scored["p50"]).abs().groupby([scored[name] for name in _KEY]).mean()
        miss2 = ((scored["quantity"] - scored["mean"]) ** 2).groupby([scored[name] for name in _KEY]).mean()
        absolute.append(_ratio(miss, unit))
        squared.append(_ratio(miss2, unit2) ** 0.5)
    return _pooled(pd.concat(days), pd.concat(absolute), pd.concat(squared))


def _joined(window: Window, forecast: pd.DataFrame) -> pd.DataFrame:
    told = forecast.assign(mean=forecast["mean"] if "mean" in forecast else forecast["p50"])
    told[[*COLUMNS, "mean"]] = told[[*COLUMNS, "mean"]].clip(lower=0)
    told[[*COLUMNS]] = np.sort(told[[*COLUMNS]].to_numpy(dtype=float), axis=1)
    scored = window.truth.merge(told[[*_KEY, "date", *COLUMNS, "mean"]], on=[*_KEY, "date"], how="left")
    missing = int(scored["p50"].isna().sum())
    if missing:
        raise MissingForecast(f"{missing} scored days have no forecast at the origin {window.origin:%Y-%m-%d}")
    return scored


def _units(window: Window) -> tuple[pd.Series, pd.Series]:
    """Mean absolute and mean squared difference of an open day to the one a week before."""
    past = window.history
    past = past[past["date"] > window.origin - pd.Timedelta(days=YEAR)]
    sold, key = past["quantity"].where(past["closed"] == 0), [past[name] for name in _KEY]
    change = sold - sold.groupby(key).shift(SEASON)
    return change.abs().groupby(key).mean(), (change**2).groupby(key).mean()


def _ratio(miss: pd.Series, unit: pd.Series) -> pd.Series:
    ratio = miss / unit.reindex(miss.index)
    return ratio[np.isfinite(ratio)]


def _pooled(days: pd.DataFrame, absolute: pd.Series, squared: pd.Series) -> Scores:
    sold = days["quantity"].to_numpy(dtype=float)
    low, middle, high = (days[name].to_numpy(dtype=float) for name in COLUMNS)
    losses = [_pinball(sold - at, share) for at, share in zip((low, middle, high), QUANTILES, strict=True)]
    total = float(sold.sum()) or float("nan")
    return Scores(
        WAPE=float(np.abs(sold - middle).sum()) / total,
        MASE=float(absolute.mean()),
        RMSSE=float(squared.mean()),
        bias=float((days["mean"].to_numpy(dtype=float) - sold).sum()) / total,
        WQL=2 * float(np.mean(losses)) / total,
        cov80=float(((sold >= low) & (sold <= high)).mean()),
    )


def _pinball(error: np.ndarray, share: float) -> float:
    return float(np.maximum(share * error, (share - 1) * error).sum())
