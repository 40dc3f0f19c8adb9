"""Whoever overrules a forecast must be able to believe its reasons: they sum to it, and none says the contrary."""

from __future__ import annotations

import pandas as pd
import pytest

from forecasting import explain, forecast_and_explain, in_words
from forecasting.drivers import MOST
from tests.forecasting.bakeries import sales

HORIZON = 7
KEYS = ["store", "item", "date"]


@pytest.fixture(scope="module")
def told() -> tuple[pd.DataFrame, pd.DataFrame]:
    return forecast_and_explain(sales(days=420), HORIZON)


def test_what_is_said_sums_to_the_forecast(told: tuple[pd.DataFrame, pd.DataFrame]):
    forecasts, reasons = told
    summed = reasons.groupby(KEYS)["units"].sum().reset_index()
    both = forecasts.merge(summed, on=KEYS)
    assert len(both) == len(forecasts)
    assert (both["units"] - both["mean"]).abs().max() < 1e-6


def test_there_is_a_base_at_most_eight_drivers_and_their_rest(told: tuple[pd.DataFrame, pd.DataFrame]):
    for _, reasons in told[1].groupby(KEYS):
        codes = list(reasons.sort_values("rank")["code"])
        assert (codes[0], codes[-1]) == ("base", "other")
        assert len(codes) <= MOST + 2
        sizes = reasons.sort_values("rank")["units"].abs().to_numpy()[1:-1]
        assert (sizes[:-1] >= sizes[1:]).all()


def test_a_saturday_is_the_reason_where_saturdays_sell_more(told: tuple[pd.DataFrame, pd.DataFrame]):
    reasons = told[1]
    saturday = reasons[(reasons["about"] == "Saturday") & (reasons["item"] == "item 0")]
    assert saturday["units"].iloc[0] > 5
    assert in_words("weekday", "Saturday") == "Saturday"


def test_reasons_alone_are_the_same_reasons(told: tuple[pd.DataFrame, pd.DataFrame]):
    pd.testing.assert_frame_equal(explain(sales(days=420), HORIZON), told[1], check_exact=True)
