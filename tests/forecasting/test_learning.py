"""What is learned is cheap to learn, and is the same however many processors there are."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from forecasting import forecast, learning
from forecasting.features import know
from forecasting.learning import STEPS, Past, _in_steps, _telling, learn, past_of
from forecasting.levels import track
from forecasting.panel import Panel, lay_out
from tests.forecasting.bakeries import sales


def panel_of(days: int = 300) -> Panel:
    return lay_out(sales(days=days))


@cache
def past(horizon: int = 7) -> Past:
    panel = panel_of()
    return past_of(know(panel, track(panel), np.zeros(panel.days + horizon + 2), {}, horizon), horizon)


def test_values_are_told_apart_by_steps_and_what_is_missing_stays_so():
    columns = _telling(past().matrix)
    matrix, stepped = past().matrix[:, columns], _in_steps(past().matrix, columns)
    assert max(len(np.unique(column[np.isfinite(column)])) for column in stepped.T) <= STEPS
    np.testing.assert_array_equal(np.isfinite(stepped), np.isfinite(matrix))
    for given, made in zip(matrix.T, stepped.T, strict=True):
        assert set(made[np.isfinite(made)]) <= set(given)


def test_a_model_of_steps_answers_the_same_for_the_values_they_stand_for():
    """So a forecast, and its reasons, are taken from the features as they are."""
    learned = learn(past(), 300)
    stepped = past().matrix.copy()
    stepped[:, learned.columns] = _in_steps(past().matrix, learned.columns)
    assert not np.array_equal(stepped, past().matrix, equal_nan=True)
    np.testing.assert_array_equal(learned.ratios(past().matrix), learned.ratios(stepped))


def test_the_number_of_processors_says_nothing():
    made = []
    for threads in (1, 2, 4):
        with threadpool_limits(threads):
            made.append(forecast(sales(days=300), 7))
    for other in made[1:]:
        pd.testing.assert_frame_equal(made[0], other, check_exact=True)


def on_open_days(horizon: int) -> set[int]:
    """The days ahead that are no Sundays: none is ever sold on those."""
    panel = panel_of()
    return {step for step in range(1, horizon + 1) if panel.weekday(panel.days - 1 + step) != 6}


@pytest.mark.parametrize("horizon", [1, 3, 7])
def test_every_day_is_learned_from_once(horizon: int):
    rows = past(horizon).rows
    days = np.column_stack([rows.series, rows.day])
    assert len(np.unique(days, axis=0)) == len(days)
    assert len(np.unique(rows.day)) > 200
    assert set(rows.ahead) >= on_open_days(horizon)


@pytest.mark.parametrize("horizon", [14, 28])
def test_far_horizons_cost_no_more_than_near_ones(horizon: int):
    far = past(horizon).rows
    assert len(far.series) <= len(past(7).rows.series)
    assert set(far.ahead) == on_open_days(horizon)


def test_origins_are_of_the_weekday_on_which_the_forecast_is_made():
    last = panel_of().days - 1
    assert set((last - past(7).rows.origin) % 7) == {0}


def test_a_large_store_learns_from_all_of_its_last_year_and_from_some_of_the_years_before(
    monkeypatch: pytest.MonkeyPatch,
):
    panel = panel_of(days=1000)
    known = know(panel, track(panel), np.zeros(panel.days + 9), {}, 7)
    every = past_of(known, 7).rows.origin
    monkeypatch.setattr(learning, "MOST_ROWS", 900)
    some = past_of(known, 7).rows.origin
    lately = panel.days - 364
    assert set(every[every >= lately]) == set(some[some >= lately])
    assert 0 < len(set(some[some < lately])) < 0.6 * len(set(every[every < lately]))
    assert len(some) <= 900


def test_days_of_few_pieces_are_little_evidence():
    rows = len(past().sold)
    assert replace(past(), usual=np.full(rows, 1000.0)).evidence == pytest.approx(rows, rel=0.01)
    assert replace(past(), usual=np.full(rows, 0.1)).evidence < rows / 10
