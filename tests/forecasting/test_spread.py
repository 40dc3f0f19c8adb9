"""An interval is as wide as the errors of held-out days were: of such a volume, such a series, so far ahead."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.spread import Held, quantiles

SERIES, DAYS, HORIZON = 4, 140, 7


def held(days: int = DAYS, series: int = SERIES, farther: float = 0.0) -> Held:
    """A level of 50; errors have a deviation of 5, and grow with the days ahead by `farther` each."""
    dice = np.random.default_rng(2)
    each, age = (grid.ravel() for grid in np.meshgrid(np.arange(series), np.arange(days)))
    ahead = age % HORIZON + 1
    expected = np.full(len(each), 50.0)
    sold = np.maximum(expected + dice.normal(0, 5, len(each)) * (1 + farther * ahead), 0)
    return Held(expected, sold, each, age, ahead)


def widths(of: Held) -> np.ndarray:
    """Of the first series, for each number of days ahead."""
    ahead = np.arange(1, HORIZON + 1)
    found = quantiles(np.full(HORIZON, 50.0), np.zeros(HORIZON, dtype=int), ahead, of, SERIES)
    assert (np.diff(found, axis=1) >= 0).all()
    return found[:, 2] - found[:, 0]


def test_eight_errors_of_ten_lie_within():
    assert widths(held()) == pytest.approx(np.full(HORIZON, 2 * 1.28 * 5), rel=0.15)


def test_what_is_harder_to_foresee_days_ahead_is_wider_there():
    wide = widths(held(farther=0.3))
    assert wide[-1] > 1.25 * wide[0]


def test_a_few_weeks_make_it_less_sure_than_many():
    assert widths(held(days=14, series=1)).mean() > 1.2 * widths(held()).mean()


def test_nothing_is_expected_to_sell_less_than_nothing():
    small = held()
    few = Held(small.expected / 100, small.sold / 100 * 3, small.series, small.age, small.ahead)
    ahead = np.ones(1, dtype=int)
    assert (quantiles(np.array([0.01]), np.zeros(1, dtype=int), ahead, few, SERIES) >= 0).all()
