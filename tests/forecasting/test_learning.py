"""What is learned is cheap to learn, and is the same however many processors there are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from forecasting import forecast
from forecasting.features import know
from forecasting.learning import STEPS, Past, _in_steps, _telling, learn, past_of
from forecasting.levels import track
from forecasting.panel import lay_out
from tests.forecasting.bakeries import sales


@pytest.fixture(scope="module")
def past() -> Past:
    panel = lay_out(sales(days=300))
    return past_of(know(panel, track(panel), np.zeros(panel.days + 9), {}, 7), 7)


def test_values_are_told_apart_by_steps_and_what_is_missing_stays_so(past: Past):
    matrix = past.matrix[:, _telling(past.matrix)]
    stepped = _in_steps(matrix)
    assert max(len(np.unique(column[np.isfinite(column)])) for column in stepped.T) <= STEPS
    np.testing.assert_array_equal(np.isfinite(stepped), np.isfinite(matrix))
    for given, made in zip(matrix.T, stepped.T, strict=True):
        assert set(made[np.isfinite(made)]) <= set(given)


def test_a_model_of_steps_answers_the_same_for_the_values_they_stand_for(past: Past):
    """So a forecast, and its reasons, are taken from the features as they are."""
    learned = learn(past, 300)
    stepped = past.matrix.copy()
    stepped[:, learned.columns] = _in_steps(past.matrix[:, learned.columns])
    assert not np.array_equal(stepped, past.matrix, equal_nan=True)
    np.testing.assert_array_equal(learned.ratios(past.matrix), learned.ratios(stepped))


def test_the_number_of_processors_says_nothing():
    made = []
    for threads in (1, 2, 4):
        with threadpool_limits(threads):
            made.append(forecast(sales(days=300), 7))
    for other in made[1:]:
        pd.testing.assert_frame_equal(made[0], other, check_exact=True)
