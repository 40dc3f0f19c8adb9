"""Changes that cannot matter do not: another unit, another year, another order of the rows, another name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting import explain, forecast
from tests.forecasting.bakeries import sales

FIGURES = ["p10", "p50", "p90", "mean"]
HORIZON = 7


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    return sales(days=420, levels=(60.0, 25.0, 12.0))


@pytest.fixture(scope="module")
def made(told: pd.DataFrame) -> pd.DataFrame:
    return forecast(told, HORIZON)


@pytest.mark.parametrize("times", [3.0, 10.0])
def test_what_is_counted_in_other_units_is_forecast_in_them(told: pd.DataFrame, made: pd.DataFrame, times: float):
    scaled = forecast(told.assign(quantity=told["quantity"] * times), HORIZON)
    np.testing.assert_allclose(scaled["mean"], made["mean"] * times, rtol=0.04)
    np.testing.assert_allclose(scaled[FIGURES], made[FIGURES] * times, rtol=0.1, atol=0.1 * times)


def test_reasons_do_not_hang_on_the_order_of_the_rows(told: pd.DataFrame):
    shuffled = told.sample(frac=1, random_state=5)
    pd.testing.assert_frame_equal(explain(shuffled, HORIZON), explain(told, HORIZON), check_exact=True)


def test_an_item_that_is_renamed_sells_the_same_even_if_its_place_in_the_alphabet_changes(
    told: pd.DataFrame, made: pd.DataFrame
):
    names = {"item 0": "zopf", "item 1": "amerikaner", "item 2": "mohnweckle"}
    renamed = forecast(told.assign(item=told["item"].map(names)), HORIZON)
    both = made.assign(item=made["item"].map(names)).merge(renamed, on=["store", "item", "date"], suffixes=("", "_new"))
    assert len(both) == len(made)
    np.testing.assert_allclose(both[[f"{name}_new" for name in FIGURES]], both[FIGURES], rtol=1e-6, atol=1e-6)


def test_two_stores_that_sell_the_same_are_forecast_the_same():
    told = sales(days=300)
    made = forecast(pd.concat([told, told.assign(store="quay")]), HORIZON)
    one, other = (made[made["store"] == store][FIGURES].to_numpy() for store in ("bannos", "quay"))
    np.testing.assert_allclose(one, other, rtol=0.03, atol=0.2)
