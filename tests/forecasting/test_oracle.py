"""The fast tables against slow plain Python that says the same one number at a time, and reasons against a calculation
by hand."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from forecasting.explanations import explain_made, log_mean
from forecasting.features import Rows, features, know, usual
from forecasting.levels import LEAST, LEVEL_HALF_LIFE, level_of, track
from forecasting.panel import lay_out
from forecasting.runs import Given, run
from tests.forecasting.bakeries import sales

DAYS = 420
YEAR = 364


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    return sales(days=DAYS, levels=(40.0, 6.0, 0.7))


def quantities(told: pd.DataFrame, item: str) -> dict[date, float]:
    """By date; a date of which nothing is known (closed, before the first sale) is missing."""
    rows = told[told["item"] == item]
    sold = {day.date(): float(quantity) for day, quantity in zip(rows["date"], rows["quantity"], strict=True)}
    open_ = {day.date() for day in told["date"]}
    first = min(sold)
    return {day: sold.get(day, 0.0) for day in sorted(open_) if day >= first}


def test_the_panel_knows_what_was_sold_and_what_is_not_known(told: pd.DataFrame):
    panel = lay_out(told)
    for row, item in enumerate(panel.items):
        known = quantities(told, item)
        for column, day in enumerate(panel.dates()):
            expected = known.get(day.date(), math.nan)
            assert np.array_equal(panel.demand[row, column], expected, equal_nan=True)


def test_a_level_is_a_mean_that_forgets(told: pd.DataFrame):
    panel = lay_out(told)
    levels = track(panel)
    fast = level_of(panel, levels.profile, LEVEL_HALF_LIFE)
    gain = 1 - 0.5 ** (1 / LEVEL_HALF_LIFE)
    for row, item in enumerate(panel.items):
        known, level, seen = quantities(told, item), math.nan, 0
        for column, day in enumerate(panel.dates()):
            assert np.isclose(fast[row, column], level, equal_nan=True)
            if day.date() in known:
                pure = known[day.date()] / max(levels.profile[row, column, day.weekday()], 0.05)
                seen += 1
                level = pure if math.isnan(level) else level + max(gain, 1 / (seen + 1)) * (pure - level)


def test_what_a_feature_says_can_be_read_off_the_sales(told: pd.DataFrame):
    panel = lay_out(told)
    known = know(panel, track(panel), np.zeros(panel.days + 9), {}, 7)
    origins = np.repeat([200, 390, panel.days - 1], 3 * 7)
    rows = Rows(np.tile(np.repeat([0, 1, 2], 7), 3), origins, np.tile(np.arange(1, 8), 9))
    names, matrix = features(known, rows)
    base = usual(known, rows)
    for number, told_row in enumerate(matrix):
        says = dict(zip(names, told_row, strict=True))
        item = quantities(told, panel.items[rows.series[number]])
        origin = panel.start.date() + timedelta(days=int(rows.origin[number]))
        day = origin + timedelta(days=int(rows.ahead[number]))
        assert says["weekday"] == day.weekday()
        assert says["day_of_year"] == day.timetuple().tm_yday
        assert says["day_of_month"] == day.day
        assert says["ahead"] == (day - origin).days
        for week in range(1, 5):
            same = day - timedelta(days=7 * week)
            assert same <= origin
            assert says[f"week_{week}"] == pytest.approx(ratio(item.get(same), base[number]), nan_ok=True)
        for back in range(3):
            then = origin - timedelta(days=back)
            eve = int(rows.origin[number]) - back
            was = known.levels.usual(rows.series[[number]], np.array([eve]), np.array([then.weekday()]))[0]
            assert says[f"day_{back + 1}"] == pytest.approx(ratio(item.get(then), was), nan_ok=True)
        before = item.get(day - timedelta(days=YEAR))
        assert math.isnan(says["year"]) == (before is None or rows.origin[number] + 1 < YEAR)


def ratio(sold: float | None, base: float) -> float:
    return math.nan if sold is None else min(sold / max(base, LEAST), 4.0)


def test_drivers_in_units_are_parts_of_a_logarithm_by_hand():
    """Base 40, forecast 60, of which the weekday says 1.2: 20 / ln(60 / 40) * ln(1.2) = 8.99 units of the 20."""
    assert log_mean(np.array([60.0]), np.array([40.0]))[0] * math.log(1.2) == pytest.approx(8.9932, abs=1e-4)
    assert log_mean(np.array([40.0]), np.array([40.0]))[0] == 40.0


def test_the_base_is_what_an_average_day_of_the_last_year_sold(told: pd.DataFrame):
    done = run(told, 1, Given())
    reasons = explain_made(done.made, done.settled, done.now.plain, done.told.holidays)
    last = told["date"].max().date()
    for item in ("item 0", "item 1", "item 2"):
        year = [sold for day, sold in quantities(told, item).items() if (last - day).days < YEAR]
        base = reasons[(reasons["item"] == item) & (reasons["code"] == "base")]["units"].iloc[0]
        assert base == pytest.approx(sum(year) / len(year))
