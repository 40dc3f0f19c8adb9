"""Whatever the sales are like, figures are finite, in order, and not out of all proportion to what was ever sold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from forecasting import forecast
from tests.forecasting.bakeries import sales

FIGURES = ["p10", "p50", "p90", "mean"]


def quantities(of: np.ndarray, item: str = "roll") -> pd.DataFrame:
    dates = pd.date_range("2024-01-01", periods=len(of))
    return pd.DataFrame({"store": "north", "item": item, "date": dates, "quantity": np.asarray(of, dtype=float)})


def once(days: int) -> np.ndarray:
    return np.eye(1, days, days // 2).ravel()


def dice() -> np.random.Generator:
    return np.random.default_rng(11)


ODD: dict[str, Callable[[], pd.DataFrame]] = {
    "one day": lambda: quantities(np.array([5])),
    "two days": lambda: quantities(np.array([5, 9])),
    "a month": lambda: sales(days=30),
    "two months": lambda: sales(days=60),
    "one sale in a year": lambda: pd.concat([quantities(once(365)), quantities(np.full(365, 9), "cake")]),
    "one sale of one item": lambda: quantities(once(200)),
    "never any": lambda: quantities(np.zeros(90)),
    "always the same": lambda: quantities(np.full(400, 12)),
    "an order of 300": lambda: quantities(np.where(np.arange(300) == 290, 300, dice().poisson(10, 300))),
    "an order of 300 yesterday": lambda: quantities(np.where(np.arange(300) == 299, 300, dice().poisson(10, 300))),
    "tiny": lambda: quantities(dice().random(200) * 1e-6),
    "huge": lambda: quantities(dice().random(200) * 1e9),
    "seldom beside thousands": lambda: pd.concat(
        [quantities(dice().poisson(0.3, 200)), quantities(dice().poisson(5000, 200), "cake")]
    ),
    "doubling every month": lambda: quantities(dice().poisson(2 ** (np.arange(240) / 30))),
    "given up": lambda: pd.concat(
        [quantities(np.where(np.arange(300) < 200, 20, 0)), quantities(dice().poisson(5, 300), "cake")]
    ),
    "every tenth day": lambda: quantities(np.where(np.arange(400) % 10 == 0, 7, 0)),
    "closed for half a year": lambda: quantities(
        np.where((np.arange(500) > 150) & (np.arange(500) < 330), 0, dice().poisson(20, 500))
    ),
    "five years": lambda: sales(days=1826, levels=(12.0,)),
}


@pytest.mark.parametrize("horizon", [1, 7, 28])
@pytest.mark.parametrize("told", ODD)
def test_figures_are_finite_in_order_and_in_proportion(told: str, horizon: int):
    history = ODD[told]()
    made = forecast(history, horizon)
    figures = made[FIGURES].to_numpy()
    assert len(made) == horizon * history["item"].nunique()
    assert np.isfinite(figures).all()
    assert (figures >= 0).all()
    assert (np.diff(made[["p10", "p50", "p90"]].to_numpy(), axis=1) >= 0).all()
    most = history.groupby("item")["quantity"].max()
    assert (made["mean"] <= 2 * made["item"].map(most) + 1).all()
    assert (made["p90"] <= 4 * made["item"].map(most) + 5).all()


@pytest.mark.parametrize("day", [250, 290, 299])
def test_one_order_of_300_does_not_lift_the_weeks_after_it(day: int):
    quiet = dice().poisson(10, 300)
    loud = np.where(np.arange(300) == day, 300, quiet)
    without, with_ = (forecast(quantities(sold), 7)["mean"].mean() for sold in (quiet, loud))
    assert with_ < 1.3 * without


@pytest.mark.parametrize("horizon", [7, 14])
def test_sales_times_three_are_a_forecast_times_three(horizon: int):
    """Of things sold often enough; what is sold seldom is pieces."""
    told = sales(days=400, levels=(60.0, 200.0))
    one, three = (forecast(told.assign(quantity=told["quantity"] * times), horizon)[FIGURES] for times in (1, 3))
    np.testing.assert_allclose(three.to_numpy(), 3 * one.to_numpy(), rtol=0.05, atol=1)
