"""What a forecast owes whoever bakes by it: it knows the week, does not know the future, and does not hang on the order
or the names in which it was told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from forecasting import bench_forecast, forecast
from forecasting.calendars import UnknownCountry
from forecasting.features import features, know
from forecasting.learning import past_of
from forecasting.levels import track
from forecasting.panel import lay_out
from forecasting.runs import FARTHEST
from tests.forecasting.bakeries import WEEK, sales

FIGURES = ["p10", "p50", "p90", "mean"]
HORIZON = 7


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    return forecast(sales(), HORIZON)


def test_there_is_one_row_for_each_series_and_day_and_its_quantiles_never_cross(made: pd.DataFrame):
    assert len(made) == 2 * HORIZON
    assert not made.duplicated(["store", "item", "date"]).any()
    assert (made[["p10", "p50", "p90"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (made[FIGURES] >= 0).all(axis=None)
    assert made["date"].min() == sales()["date"].max() + pd.Timedelta(days=1)


def test_the_week_is_known(made: pd.DataFrame):
    open_days = made[WEEK[made["date"].dt.day_of_week] > 0]
    expected = np.where(open_days["item"] == "item 0", 40, 8) * WEEK[open_days["date"].dt.day_of_week]
    assert np.abs(open_days["mean"] / expected - 1).max() < 0.3
    assert np.abs(open_days["mean"].sum() / expected.sum() - 1) < 0.1


def test_the_same_sales_make_the_same_forecast_bit_for_bit(made: pd.DataFrame):
    pd.testing.assert_frame_equal(forecast(sales(), HORIZON), made, check_exact=True)


def test_the_order_of_the_rows_says_nothing(made: pd.DataFrame):
    shuffled = sales().sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(forecast(shuffled, HORIZON), made, check_exact=True)


def test_a_name_that_sorts_alike_says_nothing(made: pd.DataFrame):
    renamed = forecast(sales().assign(item=lambda told: told["item"].str.replace("item", "cake")), HORIZON)
    pd.testing.assert_frame_equal(renamed[FIGURES], made[FIGURES], check_exact=True)


def test_the_same_a_year_of_weeks_later_is_the_same_where_no_calendar_counts():
    """Only its weekday is told of a date, beside how far into the year it is."""
    short = sales(days=70)
    later = short.assign(date=short["date"] + pd.Timedelta(days=364))
    pd.testing.assert_frame_equal(forecast(later, HORIZON)[FIGURES], forecast(short, HORIZON)[FIGURES])


def test_what_was_known_at_an_origin_hangs_on_nothing_that_came_later():
    """The leak test: sales after an origin are changed beyond recognition, and no feature of it moves."""
    told = sales()
    cut = 150
    changed = told.copy()
    later = (told["date"] - told["date"].min()).dt.days > cut
    changed.loc[later, "quantity"] = changed.loc[later, "quantity"] * 9 + 50
    pasts = []
    for history in (told, changed):
        panel = lay_out(history)
        known = know(panel, track(panel), np.zeros(panel.days + HORIZON + 2), {}, HORIZON)
        past = past_of(known, HORIZON)
        before = past.of(past.rows.origin <= cut)
        assert len(before.rows.origin) > 100
        pasts.append((features(known, before.rows)[1], before.usual))
    for one, other in zip(*pasts, strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_nobody_has_sold_for_long_is_expected_to_sell_little():
    told = sales()
    gone = told[(told["item"] != "item 0") | (told["date"] < told["date"].max() - pd.Timedelta(days=90))]
    made = forecast(gone, HORIZON)
    assert made[made["item"] == "item 0"]["mean"].max() < 4


def test_a_week_of_sales_is_enough_to_say_something():
    made = forecast(sales(days=6), HORIZON)
    assert np.isfinite(made[FIGURES].to_numpy()).all()
    assert (made["p90"] > made["p50"]).any()


def test_about_eight_days_of_ten_lie_within():
    told = sales(days=400, levels=(60.0, 25.0, 10.0, 3.0))
    days = (told["date"] - told["date"].min()).dt.days
    inside, all_ = 0, 0
    for origin in range(300, 393, 28):
        made = forecast(told[days <= origin], HORIZON)
        both = made.merge(told, on=["store", "item", "date"], how="left").fillna({"quantity": 0})
        both = both[WEEK[both["date"].dt.day_of_week] > 0]
        inside += int(((both["quantity"] >= both["p10"]) & (both["quantity"] <= both["p90"])).sum())
        all_ += len(both)
    assert 0.7 < inside / all_ < 0.92


def test_what_is_announced_for_a_day_counts():
    told = sales(days=500)
    promoted = told["date"].dt.day.isin((3, 11, 19, 27)).astype(float)
    told = told.assign(promotion=promoted, quantity=np.where(promoted > 0, told["quantity"] * 2, told["quantity"]))
    days = pd.date_range(told["date"].max() + pd.Timedelta(days=1), periods=HORIZON)
    ahead = pd.MultiIndex.from_product([["bannos"], ["item 0", "item 1"], days], names=["store", "item", "date"])
    quiet = ahead.to_frame(index=False).assign(promotion=0.0)
    loud = quiet.assign(promotion=1.0)
    without, with_ = (forecast(told, HORIZON, events=table)["mean"].sum() for table in (quiet, loud))
    assert with_ > 1.2 * without


@pytest.mark.parametrize("horizon", [0, -1, FARTHEST + 1, "7", 2.5, True])
def test_days_too_far_ahead_are_refused(horizon: Any):
    with pytest.raises(ValueError, match=str(FARTHEST)):
        forecast(sales(days=60), horizon)


def test_a_country_without_a_calendar_is_refused_in_words():
    with pytest.raises(UnknownCountry, match="XX"):
        forecast(sales(days=60), HORIZON, calendar="XX")


def test_the_common_protocol_asks_the_same(made: pd.DataFrame):
    history = sales().assign(closed=0, temperature=21.0)
    future = made[["store", "item", "date"]]
    asked = bench_forecast(history, HORIZON, {"country": None, "subdiv": None, "unit": "pieces", "future": future})
    pd.testing.assert_frame_equal(asked, made, check_exact=True)


def test_the_common_protocol_may_ask_about_nothing():
    """Its origins may lie before the first sale."""
    nothing = sales().assign(closed=0).iloc[:0]
    asked = bench_forecast(nothing, HORIZON, {"future": nothing[["store", "item", "date"]]})
    assert asked.empty
    assert set(asked) == {"store", "item", "date", *FIGURES}
