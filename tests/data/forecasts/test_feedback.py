"""What a manager says to a forecast: kept with it and beside it, both or neither."""

from __future__ import annotations

import pytest

from data.core.ids import derived_id
from data.core.outcome import Put
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import TOTAL, Forecast, ForecastFeedback
from data.forecasts.marks import BAD, ONE_OFF, DayMark, MarkDay
from data.forecasts.terms import ProductTerms, SetProductTerms
from data.store.errors import Clash
from data.store.execute import apply
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, SUE, TODAY, TOMORROW
from tests.support.foreseen import foresee


@pytest.fixture
def forecast(bakery: Bakery) -> Forecast:
    return foresee(bakery.database, "bannos", "gelato-cake", TODAY, bakery.machine.at)


def now(bakery: Bakery, forecast: Forecast) -> Forecast:
    found = bakery.rows.get(Forecast, forecast.id)
    assert found is not None
    return found


def test_a_plan_stands_in_the_forecast_and_beside_it(bakery, forecast):
    receipt = bakery.must(GiveForecastFeedback(forecast.id, planned=20_000, reason="  the fair "), SUE)

    assert (now(bakery, forecast).planned, now(bakery, forecast).reason) == (20_000, "the fair")
    (said,) = bakery.all(ForecastFeedback)
    assert (said.forecast_id, said.planned, said.actual, said.staff_id) == (forecast.id, 20_000, None, "sue")
    assert (said.at, receipt.status) == (bakery.machine.at, "applied")


def test_what_the_model_said_is_never_touched(bakery, forecast):
    bakery.must(GiveForecastFeedback(forecast.id, actual=9_000, planned=20_000), SUE)

    after = now(bakery, forecast)
    assert (after.p10, after.p50, after.p90, after.mean) == (forecast.p10, forecast.p50, forecast.p90, forecast.mean)


def test_as_forecast_forgets_the_plan_and_the_history_does_not(bakery, forecast):
    bakery.must(GiveForecastFeedback(forecast.id, planned=20_000), SUE)
    bakery.must(GiveForecastFeedback(forecast.id, as_forecast=True), SUE)

    assert now(bakery, forecast).planned is None
    assert len(bakery.all(ForecastFeedback)) == 2


def test_what_was_counted_becomes_her_word_when_she_says_the_same(bakery):
    counted = foresee(bakery.database, "bannos", "sponge", TODAY, 0, actual=7_000)

    assert bakery.do(GiveForecastFeedback(counted.id, actual=7_000), SUE).status == "applied"
    assert [said.actual for said in bakery.all(ForecastFeedback)] == [7_000]


def test_the_same_plan_again_is_nothing_new(bakery, forecast):
    bakery.must(GiveForecastFeedback(forecast.id, planned=20_000), SUE)

    assert bakery.do(GiveForecastFeedback(forecast.id, planned=20_000), SUE).code == "unchanged"
    assert len(bakery.all(ForecastFeedback)) == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "nothing_said"),
        ({"reason": "rain"}, "nothing_said"),
        ({"planned": -1}, "quantity"),
        ({"actual": 10**15}, "quantity"),
        ({"planned": 1_000, "as_forecast": True}, "bad_figure"),
        ({"forecast_id": "of nobody", "planned": 1}, "no_such_forecast"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_in_words_and_leaves_nothing(bakery, forecast, given, code):
    receipt = bakery.do(GiveForecastFeedback(**({"forecast_id": forecast.id} | given)), SUE)

    assert (receipt.status, receipt.code) == ("refused", code)
    assert now(bakery, forecast) == forecast
    assert not bakery.all(ForecastFeedback)


def test_the_whole_store_is_counted_but_not_baked(bakery):
    total = foresee(bakery.database, "bannos", TOTAL, TODAY, 0)

    assert bakery.do(GiveForecastFeedback(total.id, planned=1_000), SUE).code == "of_a_product"
    assert bakery.do(GiveForecastFeedback(total.id, actual=1_000), SUE).status == "applied"


def test_it_is_a_supervisors(bakery, forecast):
    assert bakery.do(GiveForecastFeedback(forecast.id, planned=1_000), ANA).code == "not_allowed"


def test_both_rows_or_none(bakery, forecast):
    """A feedback that cannot be written takes the plan back."""
    command = GiveForecastFeedback(forecast.id, planned=1_000)
    told = ForecastFeedback(derived_id("c-1", "forecast_feedback"), "another", "bannos", None, None, "", 0, "sue")
    with bakery.database.transaction():
        apply(bakery.database, Put(told))

    with pytest.raises(Clash):
        bakery.do(command, SUE, command_id="c-1")

    assert now(bakery, forecast).planned is None
    assert bakery.all(ForecastFeedback) == [told]


def test_a_day_is_marked_and_the_mark_taken_back(bakery):
    bakery.must(MarkDay("bannos", TODAY, BAD, says="the till was off"), SUE)
    assert bakery.do(MarkDay("bannos", TODAY, BAD, says="the till was off"), SUE).code == "unchanged"
    bakery.must(MarkDay("bannos", TODAY, BAD, active=False), SUE)
    assert bakery.do(MarkDay("bannos", TODAY, BAD, active=False), SUE).code == "unchanged"

    (mark,) = bakery.all(DayMark)
    assert (mark.active, mark.says) == (False, "the till was off")
    bakery.must(MarkDay("bannos", TODAY, BAD), SUE)
    assert [mark.active for mark in bakery.all(DayMark)] == [True]


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (MarkDay("nowhere", TODAY, BAD), "no_such_store"),
        (MarkDay("bannos", "27.11.2026", BAD), "bad_date"),
        (MarkDay("bannos", "2026-02-30", BAD), "bad_date"),
        (MarkDay("bannos", TODAY, "sunny"), "bad_kind"),
        (MarkDay("bannos", TODAY, BAD, "of nobody"), "no_such_product"),
        (MarkDay("flourlane", TODAY, BAD, "sponge"), "no_such_product"),
        (MarkDay("bannos", TODAY, ONE_OFF, value=300_000), "product_needed"),
        (MarkDay("bannos", TODAY, ONE_OFF, "sponge"), "quantity"),
        (MarkDay("bannos", TODAY, ONE_OFF, "sponge", value=-1), "quantity"),
    ],
    ids=str,
)
def test_a_mark_that_says_nothing_is_refused(bakery, mark, code):
    assert bakery.do(mark, SUE).code == code


def test_terms_are_a_row_a_product(bakery):
    bakery.must(SetProductTerms("sponge", " Cakes ", 3, 950, 900), ADI)
    assert bakery.do(SetProductTerms("sponge", "Cakes", 3, 950, 900), ADI).code == "unchanged"
    bakery.must(SetProductTerms("sponge", "Cakes", 4), ADI)

    assert bakery.all(ProductTerms) == [ProductTerms("sponge", "bannos", "Cakes", 4, 1_000, 0)]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"shelf_life_days": -1}, "shelf_life"),
        ({"yield_permille": 0}, "yield"),
        ({"service_permille": 1_000}, "service"),
        ({"product_id": "of nobody"}, "no_such_product"),
    ],
    ids=str,
)
def test_terms_out_of_range_are_refused(bakery, values, code):
    assert bakery.do(SetProductTerms(**({"product_id": "sponge"} | values)), ADI).code == code


def test_tomorrow_is_another_forecast(bakery, forecast):
    other = foresee(bakery.database, "bannos", "gelato-cake", TOMORROW, 0)
    bakery.must(GiveForecastFeedback(other.id, planned=1_000), SUE)

    assert now(bakery, forecast).planned is None
