"""Of several ways to see a level the best is found on held-out days, and what they all missed together is made good."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.blending import HALF_LIVES, evened, shares, trust

WAYS = len(HALF_LIVES) + 1
AGE = np.arange(120)
MUCH = 5000.0


def held(days: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """What was sold, and the ways to see it: the third is right, the others tremble."""
    dice = np.random.default_rng(5)
    sold = 20 + 8 * np.sin(np.arange(days) / 9)
    ways = np.maximum(sold[:, None] + dice.normal(0, 9, (days, WAYS)), 0.1)
    ways[:, 2] = sold
    return ways, sold


@pytest.mark.parametrize("learned", [0.0, 0.6])
def test_the_way_that_was_right_counts_most(learned: float):
    found = shares(*held(), learned)
    assert found.argmax() == 2
    assert found.sum() == pytest.approx(1)
    assert (found >= 0).all()


def test_without_held_out_days_the_shares_are_those_it_begins_with():
    found = shares(np.empty((0, WAYS)), np.empty(0), 0.6)
    np.testing.assert_allclose(found, [0.6, *[0.4 / (WAYS - 1)] * (WAYS - 1)])


def test_what_is_learned_counts_less_where_no_year_was_seen():
    assert trust(60, MUCH) == trust(200, MUCH) == pytest.approx(trust(800, MUCH) / 2)
    assert trust(200, MUCH) < trust(365, MUCH) < trust(800, MUCH)


def test_what_is_learned_from_a_handful_of_days_counts_next_to_nothing_before_it_has_shown_its_use():
    assert trust(200, MUCH / 100) < trust(200, MUCH) / 100
    assert trust(200, 10 * MUCH) == trust(200, MUCH)


def test_seldom_sold_things_of_which_years_were_seen_are_learned_from_all_the_same():
    assert trust(800, MUCH / 100) == trust(800, MUCH)


def test_little_trust_is_made_up_for_where_the_held_out_days_show_that_learning_is_right():
    ways, sold = held()
    ways[:, [0, 2]] = ways[:, [2, 0]]
    assert shares(ways, sold, trust(200, MUCH / 2)).argmax() == 0


def test_what_all_days_sold_beyond_their_forecast_is_made_good():
    ways, sold = held()
    share = np.full(WAYS, 1 / WAYS)
    before = (ways @ share).sum() / (1.2 * sold).sum()
    after = (ways @ evened(share, ways, 1.2 * sold, AGE)).sum() / (1.2 * sold).sum()
    assert before < 0.9
    assert after == pytest.approx(1, abs=0.03)


def test_what_may_be_chance_moves_little():
    """One week sells double, as one week may."""
    ways, sold = held()
    share = np.eye(WAYS)[2]
    once = np.where((AGE >= 14) & (AGE < 21), 2 * sold, sold)
    plain = once @ 0.5 ** (AGE / 60) / (sold @ 0.5 ** (AGE / 60)) - 1
    assert 0 <= evened(share, ways, once, AGE).sum() - 1 < plain / 2


@pytest.mark.parametrize("days", [0, 7, 20])
def test_a_few_weeks_that_were_held_out_move_nothing(days: int):
    ways, sold = held(days)
    share = np.full(WAYS, 1 / WAYS)
    np.testing.assert_array_equal(evened(share, ways, 3 * sold, np.arange(days)), share)


def test_days_without_any_sale_do_no_harm():
    ways = np.full((28, WAYS), 0.001)
    found = evened(np.full(WAYS, 1 / WAYS), ways, np.zeros(28), np.arange(28))
    assert np.isfinite(found).all()
    assert (found >= 0).all()
