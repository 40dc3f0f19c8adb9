"""Nothing that came after the origin may move a forecast, an interval or a reason, however it is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecasting import forecast, forecast_and_explain
from forecasting.recent import recent_frame
from tests.forecasting.bakeries import sales

ORIGIN = pd.Timestamp("2025-01-10")
HORIZON = 7


def told() -> pd.DataFrame:
    """Fourteen months of all columns; the origin is a Friday within them."""
    made = sales(days=430, levels=(40.0, 12.0, 3.0))
    dice = np.random.default_rng(2)
    rows = len(made)
    return made.assign(
        sold_out=(dice.random(rows) < 0.05).astype(int),
        bad=(dice.random(rows) < 0.02).astype(int),
        one_off=np.where(dice.random(rows) < 0.02, 1, 0),
        price=np.where(made["date"] > pd.Timestamp("2024-08-01"), 2.2, 2.0),
        category="roll",
    )


def events() -> pd.DataFrame:
    days = pd.to_datetime(["2024-05-04", "2024-07-06", "2024-10-05", "2025-01-14"])
    return pd.DataFrame({"date": days, "name": "fair"})


@pytest.fixture(scope="module")
def known() -> tuple[pd.DataFrame, pd.DataFrame]:
    return forecast_and_explain(told(), HORIZON, calendar="DE-BW", events=events(), origin=ORIGIN.date())


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(factor=st.integers(0, 50), shift=st.integers(0, 400), dropped=st.floats(0, 1), seed=st.integers(0, 9))
def test_changing_what_came_later_changes_nothing(
    known: tuple[pd.DataFrame, pd.DataFrame], factor: int, shift: int, dropped: float, seed: int
):
    history, dice = told(), np.random.default_rng(seed)
    later = history["date"] > ORIGIN
    quantity = history["quantity"].where(~later, history["quantity"] * factor + shift)
    flags = {name: history[name].where(~later, dice.integers(0, 2, len(history))) for name in ("sold_out", "bad")}
    changed = history.assign(quantity=quantity, price=history["price"].where(~later, 9.0), **flags)
    changed = changed[~later | (dice.random(len(history)) >= dropped)]
    again = forecast_and_explain(changed, HORIZON, calendar="DE-BW", events=events(), origin=ORIGIN.date())
    for made, was in zip(again, known, strict=True):
        pd.testing.assert_frame_equal(made, was, check_exact=True)


def test_cutting_what_came_later_off_changes_nothing(known: tuple[pd.DataFrame, pd.DataFrame]):
    history = told()
    cut = history[history["date"] <= ORIGIN]
    pd.testing.assert_frame_equal(
        forecast(cut, HORIZON, calendar="DE-BW", events=events(), origin=ORIGIN.date()), known[0], check_exact=True
    )


def test_no_later_row_is_in_the_recent_frame():
    history = told()
    assert recent_frame(history, ORIGIN.date())["date"].max() < ORIGIN


def test_a_fact_that_is_missing_because_nothing_was_sold_does_not_tell_it():
    """A table of days to come that was cut from sales lacks the rows of what was not sold: that must say nothing."""
    history = sales(days=420).assign(rain=1.0)
    days = pd.date_range(history["date"].max() + pd.Timedelta(days=1), periods=HORIZON)
    keys = pd.MultiIndex.from_product([["bannos"], ["item 0", "item 1"], days], names=["store", "item", "date"])
    ahead = keys.to_frame(index=False).assign(rain=1.0)
    cut = ahead[(ahead["item"] != "item 0") | (ahead["date"].dt.day_of_week != 2)]
    full, gappy = (forecast(history, HORIZON, events=table) for table in (ahead, cut))
    pd.testing.assert_frame_equal(gappy, full, check_exact=True)
