"""What a price does to sales: an elasticity of each series, learned from its price changes.

An elasticity of -1.5: a price that is 10 % higher sells by the factor 1.1 ** -1.5 = 0.87. Each change compares the
days after it with those before it, beside the other items of its store, of which no price changed. A series with few
changes leans on all of them; where no price ever changed, a price is taken to change nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.effects import Effect
from forecasting.panel import Floats, Mask, Panel, place

_CHANGE = 0.02
"""In the logarithm: smaller differences are discounts to a single customer, or rounding."""
_AROUND, _FEWEST = 28, 5
"""Days before and after a change that are compared; fewer known ones tell nothing."""
_ALL_SPREAD, _OWN_SPREAD, _NOISE = 1.5, 0.5, 0.02
_STEEPEST = -5.0


@dataclass(frozen=True, slots=True)
class _Change:
    series: int
    price: float
    """The logarithm of the new price to the old one."""
    sold: float
    variance: float


def price_effects(panel: Panel, history: pd.DataFrame, prices: pd.DataFrame | None, horizon: int) -> tuple[Effect, ...]:
    """The effect of prices against those of the origin; none where no price is known.

    Args:
        panel: sales of the past.
        history: checked sales with a column `price`, else no price is known.
        prices: planned ones (`planned.read_prices`); on a day without one the last price before the origin stays.
        horizon: days ahead.
    """
    if "price" not in history:
        return ()
    price = pd.DataFrame(place(panel, history, history["price"])).ffill(axis=1).bfill(axis=1).to_numpy()
    now = price[:, -1]
    ahead = np.repeat(now[:, None], horizon, axis=1)
    if prices is not None:
        planned = place(panel, prices, prices["price"], horizon)[:, panel.days :]
        ahead = np.where(np.isfinite(planned), planned, ahead)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.concatenate([price, ahead], axis=1) / now[:, None])
    logs = np.where(np.isfinite(logs), logs, 0.0)
    elasticity = elasticities(panel, logs[:, : panel.days])
    if not elasticity.any():
        return ()
    return (Effect("price", "", np.exp(elasticity[:, None] * logs)),)


def elasticities(panel: Panel, logs: Floats) -> Floats:
    """One for each series, 0 or less; `logs` are the logarithms of its price by day."""
    steps = np.abs(np.diff(logs, axis=1)) > _CHANGE
    found = [
        change
        for series, at in zip(*np.nonzero(steps), strict=True)
        if (change := _compare(panel, logs, steps, int(series), int(at) + 1)) is not None
    ]
    product, square = np.zeros(panel.series), np.zeros(panel.series)
    for change in found:
        product[change.series] += change.price * change.sold / change.variance
        square[change.series] += change.price**2 / change.variance
    of_all = product.sum() / (square.sum() + 1 / _ALL_SPREAD**2)
    own = (product + of_all / _OWN_SPREAD**2) / (square + 1 / _OWN_SPREAD**2)
    return np.asarray(np.clip(own, _STEEPEST, 0.0))


def _compare(panel: Panel, logs: Floats, steps: Mask, series: int, day: int) -> _Change | None:
    changes = np.flatnonzero(steps[series]) + 1
    begin = max([day - _AROUND, *changes[changes < day]])
    end = min([day + _AROUND, panel.days, *changes[changes > day]])
    before, after = slice(begin, day), slice(day, end)
    others = (panel.stores == panel.stores[series]) & ~steps[:, max(begin, 1) - 1 : end - 1].any(axis=1)
    others[series] = False
    own = _ratio(panel.demand[[series]], before, after)
    if own is None:
        return None
    rest = _ratio(panel.demand[others], before, after) if others.any() else None
    sold, variance = own if rest is None else (own[0] - rest[0], own[1] + rest[1])
    return _Change(series, float(logs[series, day] - logs[series, day - 1]), sold, variance + _NOISE)


def _ratio(demand: Floats, before: slice, after: slice) -> tuple[float, float] | None:
    """The logarithm of what was sold a day after to before, and its variance by chance."""
    together = demand.sum(axis=0)
    was, became = (part[np.isfinite(part)] for part in (together[before], together[after]))
    if min(len(was), len(became)) < _FEWEST:
        return None
    sums = np.array([was.sum(), became.sum()]) + 1
    days = np.array([len(was), len(became)])
    return float(np.diff(np.log(sums / days))[0]), float((1 / sums).sum())
