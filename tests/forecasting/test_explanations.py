"""Whoever overrules a forecast must be able to believe its reasons: they sum to it, and none says the contrary."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting import Calendar, explain, forecast, forecast_and_explain, forecast_without, in_words
from forecasting.attributions import NotAdditive, attribute
from forecasting.causes import mean_without
from forecasting.drivers import MOST, WORDS, driver_of
from forecasting.explanations import explain_made
from forecasting.learning import Learned
from forecasting.making import Made
from forecasting.runs import Given, run
from forecasting.without import without
from tests.forecasting.bakeries import sales

HORIZON = 7
KEYS = ["store", "item", "date"]
LEARNED = {"weekday", "season", "month", "days", "trend", "lately", "last_year"}
LEARNED |= {"holiday", "holiday_eve", "holiday_after"}


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


def test_no_line_is_spent_on_what_moves_nobody(told: tuple[pd.DataFrame, pd.DataFrame]):
    """'The time of the month +0.0' is no reason."""
    reasons = told[1][~told[1]["code"].isin(["base", "other"])]
    mean = reasons.merge(told[0], on=KEYS)["mean"].to_numpy()
    assert (reasons["units"].abs().to_numpy() > 0.005 * mean).all()


def test_a_saturday_is_the_reason_where_saturdays_sell_more(told: tuple[pd.DataFrame, pd.DataFrame]):
    reasons = told[1]
    saturday = reasons[(reasons["about"] == "Saturday") & (reasons["item"] == "item 0")]
    assert saturday["units"].iloc[0] > 5
    assert in_words("weekday", "Saturday") == "Saturday"


def test_reasons_alone_are_the_same_reasons(told: tuple[pd.DataFrame, pd.DataFrame]):
    pd.testing.assert_frame_equal(explain(sales(days=420), HORIZON), told[1], check_exact=True)


@pytest.fixture(scope="module")
def made() -> tuple[Made, pd.DataFrame]:
    """Two years and a half, a summer that sells more, and a trend; four weeks of eight items ahead: 224 rows."""
    told = sales(days=900, levels=(120.0, 90.0, 60.0, 45.0, 30.0, 20.0, 12.0, 5.0))
    swing = 1 + 0.4 * np.sin(told["date"].dt.day_of_year / 365 * 2 * np.pi) + told["date"].dt.year.sub(2024) * 0.2
    done = run(told.assign(quantity=(told["quantity"] * swing).round()), 28, Given(calendar="DE-BW"))
    return done.made, explain_made(done.made, done.settled, done.now.plain, done.told.holidays)


def test_every_feature_belongs_to_a_driver_that_can_be_said(made: tuple[Made, pd.DataFrame]):
    codes = {driver_of(name) for name in made[0].names}
    assert codes <= set(WORDS)
    assert {"weekday", "season", "days", "holiday"} <= codes


def test_taking_a_cause_away_moves_the_forecast_as_its_driver_says(made: tuple[Made, pd.DataFrame]):
    mean, reasons = made[0].mean, made[1]
    rows = reasons.groupby(KEYS, sort=False).ngroup().to_numpy()
    assert rows.max() + 1 >= 200
    agreed, all_ = 0, 0
    for code in LEARNED & set(reasons["code"]):
        moved = (mean - without(made[0], "holiday" if code.startswith("holiday") else code))[rows]
        said = reasons["units"].where(reasons["code"] == code).to_numpy()
        agreed += int((np.sign(moved) == np.sign(said)).sum())
        all_ += int(np.isfinite(said).sum())
    assert all_ >= 3 * 200
    assert agreed >= 0.9 * all_


def test_little_is_left_unsaid(made: tuple[Made, pd.DataFrame]):
    drivers = made[1][made[1]["code"] != "base"].assign(size=lambda of: of["units"].abs())
    rest = drivers[drivers["code"] == "other"].groupby(KEYS)["size"].sum() / drivers.groupby(KEYS)["size"].sum()
    assert rest.median() <= 0.2


def test_shap_values_sum_to_the_logarithm_of_the_model(made: tuple[Made, pd.DataFrame]):
    found = attribute(made[0].learned, made[0].matrix)
    np.testing.assert_allclose(found.sum(axis=1), np.log(made[0].ratio), atol=1e-9)


def test_shap_values_of_another_model_are_refused(made: tuple[Made, pd.DataFrame], monkeypatch: pytest.MonkeyPatch):
    said = made[0].learned.ratios(made[0].matrix)
    monkeypatch.setattr(Learned, "ratios", lambda _, matrix: 1.01 * said)
    with pytest.raises(NotAdditive):
        attribute(made[0].learned, made[0].matrix)


def test_every_driver_says_how_its_forecast_differs_from_one_without_its_cause():
    """All that can be special about days at once: each driver of each row, the special ones too, is held against a
    forecast of the same model from which only its cause is gone."""
    told = sales(days=800, levels=(120.0, 60.0, 30.0, 12.0, 5.0)).assign(price=2.0)
    told.loc[(told["item"] == "item 1") & (told["date"] > "2025-01-01"), "price"] = 2.5
    told["quantity"] = np.where(told["price"] > 2, told["quantity"] * 0.7, told["quantity"]).round()
    days = pd.date_range(told["date"].max() + pd.Timedelta(days=1), periods=21)
    fairs = [*pd.to_datetime(["2024-05-07", "2024-09-10", "2025-02-11", "2025-06-10"]), days[2]]
    told["quantity"] *= np.where(told["date"].isin(fairs), 2, 1)
    given = Given(
        calendar=Calendar("DE", "BW", pd.DataFrame({"date": [days[5]], "closed": 1})),
        events=pd.DataFrame({"date": fairs, "name": "fair"}),
        prices=pd.DataFrame({"store": "bannos", "item": "item 1", "date": days[7:], "price": 3.0}),
        orders=pd.DataFrame({"store": "bannos", "item": "item 4", "date": days[8:10], "quantity": 40}),
    )
    done = run(told, 21, given)
    reasons = explain_made(done.made, done.settled, done.now.plain, done.told.holidays)
    row = reasons.groupby(KEYS, sort=False).ngroup().to_numpy()
    drivers = reasons[~reasons["code"].isin(["base", "other"])]
    agreed = 0
    for (code, about), said in drivers.groupby(["code", "about"]):
        moved = (done.settled.mean - mean_without(done, str(code), str(about)))[row[said.index]]
        agreed += int((np.sign(moved) == np.sign(said["units"])).sum())
    assert {"event", "price", "orders", "closed", "weekday", "level"} <= set(drivers["code"])
    assert len(drivers) >= 200
    assert agreed >= 0.9 * len(drivers)


def test_a_forecast_without_its_orders_is_the_one_that_was_never_told_of_them():
    told = sales(days=300)
    day = told["date"].max() + pd.Timedelta(days=2)
    orders = pd.DataFrame({"store": "bannos", "item": "item 1", "date": [day], "quantity": [90]})
    made = forecast_without(told, HORIZON, "orders", orders=orders)
    pd.testing.assert_frame_equal(made, forecast(told, HORIZON)[[*KEYS, "mean"]])


def test_a_driver_that_is_not_there_is_refused_in_words():
    with pytest.raises(ValueError, match="no driver 'moon' about ''"):
        forecast_without(sales(days=60), 7, "moon")
