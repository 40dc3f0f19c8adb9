"""What the forecast screens ask, of both databases: a week, reasons, what to bake, who was nearer, what was sold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.core.clock import HOUR, plus_days
from data.core.outcome import Put
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import DONE, FAILED, TOTAL, UNIT, Forecast, ForecastRun
from data.forecasts.kept import DailySales
from data.forecasts.marks import EVENT, MarkDay
from data.forecasts.terms import SetProductTerms
from data.orders.cancelling import CancelOrder
from data.questions.forecast_scores import EVEN, MODEL, PERSON, Score, overall, weekly_scores
from data.questions.forecasts import age_ms, age_of, at_level, explained, to_bake, week_of
from data.questions.sales_history import Sold, sales_before, sold_between
from data.store.execute import apply
from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ADI, SATURDAY_WEEK, SPONGE, SUE, SYDNEY, TODAY, TOMORROW
from tests.support.dockets import cake, docket, gift_card
from tests.support.foreseen import foresee

SUNDAY = "2026-11-29"


def kept(bakery: Bakery, *rows: object) -> None:
    with bakery.database.transaction():
        for row in rows:
            apply(bakery.database, Put(row))


def sold(bakery: Bakery, date: str = "2026-12-31") -> dict[tuple[str, str], int]:
    found = sales_before(bakery.database, "bannos", SYDNEY, date)
    return {(one.product_id, one.date): one.quantity for one in found.past}


class ForecastContract:
    """Inherit it, and give `bakery`."""

    def test_a_week_has_a_line_a_product_the_store_together_and_what_is_marked(self, bakery):
        for product in ("sponge", "gelato-cake", TOTAL):
            for date in (TODAY, SUNDAY):
                foresee(bakery.database, "bannos", product, date, bakery.machine.at)
        foresee(bakery.database, "bannos", "sponge", plus_days(TODAY, -1), 0, actual=8_000)
        foresee(bakery.database, "flourlane", "other", TODAY, 0)
        bakery.must(MarkDay("bannos", SUNDAY, EVENT, says="the fair"), SUE)

        week = week_of(bakery.database, "bannos", TODAY)

        assert week.dates[0] == TODAY
        assert len(week.dates) == 7
        assert [(line.product_id, [day is not None for day in line.days[:3]]) for line in week.lines] == [
            ("gelato-cake", [True, False, True]),
            ("sponge", [True, False, True]),
        ]
        assert week.lines[1].recent == ((plus_days(TODAY, -1), 8_000),)
        assert week.total is not None
        assert week.total.product_id == TOTAL
        assert [(mark.date, mark.says) for mark in week.marks] == [(SUNDAY, "the fair")]

    def test_a_store_without_forecasts_has_an_empty_week(self, bakery):
        week = week_of(bakery.database, "bannos", TODAY)

        assert (week.lines, week.total) == ((), None)
        assert age_of(bakery.database, "bannos") == age_of(bakery.database, "nowhere")

    def test_reasons_add_up_to_the_mean(self, bakery):
        forecast = foresee(bakery.database, "bannos", "sponge", TODAY, 0)
        bakery.must(GiveForecastFeedback(forecast.id, planned=1_000), SUE)

        told = explained(bakery.database, forecast.id)

        assert told is not None
        assert told.base + sum(driver.quantity for driver in told.drivers) + told.rest == forecast.mean
        assert [driver.says for driver in told.drivers] == ["Friday"]
        assert [said.planned for said in told.said] == [1_000]
        assert explained(bakery.database, "of nobody") is None

    def test_the_age_is_that_of_the_last_run_that_made_some_and_the_trouble_that_of_the_last(self, bakery):
        made = ForecastRun("a", "bannos", TODAY, 0, 5, DONE, 14, "14 forecasts")
        failed = ForecastRun("b", "bannos", TOMORROW, 10, 11, FAILED, 0, "The database was full")
        kept(bakery, made, failed)

        age = age_of(bakery.database, "bannos")

        assert (age.made, age.trouble) == (made, failed)
        assert age_ms(age, 5 + HOUR) == HOUR

    def test_what_to_bake_is_whole_pieces_and_a_persons_word_goes_first(self, bakery):
        first = foresee(bakery.database, "bannos", "gelato-cake", TODAY, 0, 12, p50=12_001)
        foresee(bakery.database, "bannos", "sponge", TODAY, 0, 4, known=9_000)
        foresee(bakery.database, "bannos", TOTAL, TODAY, 0, 16)

        assert [(b.product_id, b.pieces) for b in to_bake(bakery.database, "bannos", TODAY)] == [
            ("gelato-cake", 13),
            ("sponge", 9),
        ]
        bakery.must(GiveForecastFeedback(first.id, planned=20_000, reason="the fair"), SUE)
        told = to_bake(bakery.database, "bannos", TODAY)[0]
        assert (told.pieces, told.planned, told.reason, told.forecast) == (20, True, "the fair", 12_001)

    def test_what_keeps_for_long_is_baked_for_nine_days_in_ten_and_what_goes_wrong_is_added(self, bakery):
        foresee(bakery.database, "bannos", "sponge", TODAY, 0, 10)
        bakery.must(SetProductTerms("sponge", shelf_life_days=5, yield_permille=800), ADI)

        assert [b.pieces for b in to_bake(bakery.database, "bannos", TODAY)] == [25]

    def test_the_week_says_who_was_nearer(self, bakery):
        person = foresee(bakery.database, "bannos", "sponge", "2026-11-16", 0, 10, actual=14 * UNIT)
        foresee(bakery.database, "bannos", "sponge", "2026-11-17", 0, 10, actual=30 * UNIT)
        model = foresee(bakery.database, "bannos", "gelato-cake", "2026-11-18", 0, 10, actual=9 * UNIT)
        even = foresee(bakery.database, "bannos", "gelato-cake", "2026-11-23", 0, 10, actual=10 * UNIT)
        for forecast, pieces in ((person, 13), (model, 20), (even, 10)):
            bakery.must(GiveForecastFeedback(forecast.id, planned=pieces * UNIT), SUE)

        scores = weekly_scores(bakery.database, "bannos", "2026-11-01", "2026-11-30")

        assert [(s.week, s.product_id, s.days, s.nearer) for s in scores] == [
            ("2026-11-16", TOTAL, 3, MODEL),
            ("2026-11-16", "gelato-cake", 1, MODEL),
            ("2026-11-16", "sponge", 2, PERSON),
            ("2026-11-23", TOTAL, 1, EVEN),
            ("2026-11-23", "gelato-cake", 1, EVEN),
        ]
        sponge = scores[2]
        assert (sponge.sold, sponge.model_miss, sponge.model_lean, sponge.inside) == (44_000, 24_000, -24_000, 1)
        assert (sponge.person_miss, sponge.model_miss_then, sponge.person_miss_then) == (21_000, 4_000, 1_000)
        assert sponge.model_wape == pytest.approx(24 / 44)
        assert [(s.product_id, s.days) for s in overall(scores)] == [(TOTAL, 4), ("gelato-cake", 2), ("sponge", 2)]

    def test_an_order_is_sold_on_the_day_it_is_due_and_a_counter_sale_on_its_own(self, bakery):
        bakery.take_in(docket("20001", cake(quantity=2), due_date=SATURDAY_WEEK))
        bakery.take_in(docket("20002", cake(title=SPONGE, size=None), source="pos", counter=True, due_date=None))

        assert sold(bakery) == {("gelato-cake", SATURDAY_WEEK): 2_000, ("sponge", TODAY): 1_000}

    def test_what_was_cancelled_or_a_test_is_no_sale(self, bakery):
        bakery.take_in(docket("20001"))
        bakery.take_in(replace(docket("20002"), test=True))
        bakery.must(CancelOrder(bakery.order("20001").id, "never mind"), SUE)

        assert sold(bakery) == {}

    def test_what_nobody_has_described_is_counted_by_its_title(self, bakery):
        bakery.take_in(docket("20001", cake(), gift_card()))

        found = sales_before(bakery.database, "bannos", SYDNEY, "2026-12-31")
        assert len(found.past) == 1
        assert sum(found.unmapped.values()) == 1

    def test_what_is_due_from_the_day_on_is_ordered_and_not_sold(self, bakery):
        bakery.take_in(docket("20001", cake(quantity=2), due_date=TODAY))
        bakery.take_in(docket("20002", cake(quantity=3), due_date=TOMORROW))

        found = sales_before(bakery.database, "bannos", SYDNEY, TOMORROW)

        assert [(one.date, one.quantity) for one in found.past] == [(TODAY, 2_000)]
        assert [(one.date, one.quantity) for one in found.ahead] == [(TOMORROW, 3_000)]

    def test_what_was_imported_counts_before_our_own_first_sale_only(self, bakery):
        for date in ("2026-11-25", TODAY, TOMORROW):
            kept(bakery, DailySales("bannos", "sponge", date, 5_500, 450, False, "till.csv"))
        assert sold(bakery) == {("sponge", date): 5_500 for date in ("2026-11-25", TODAY, TOMORROW)}

        bakery.take_in(docket("20001", cake(title=SPONGE, size=None), due_date=TOMORROW))

        assert sold(bakery) == {("sponge", "2026-11-25"): 5_500, ("sponge", TOMORROW): 1_000}
        found = sales_before(bakery.database, "bannos", SYDNEY, SATURDAY_WEEK)
        assert (found.own_since, found.imported) == (TODAY, 1)

    def test_what_a_person_says_was_sold_goes_before_what_was_counted(self, bakery):
        bakery.take_in(docket("20001", cake(title=SPONGE, size=None), due_date=TODAY))
        forecast = foresee(bakery.database, "bannos", "sponge", TODAY, 0)
        bakery.must(GiveForecastFeedback(forecast.id, planned=90_000), SUE)
        assert sold(bakery) == {("sponge", TODAY): 1_000}

        bakery.must(GiveForecastFeedback(forecast.id, actual=6_000), SUE)
        bakery.machine.wait(1_000)
        bakery.must(GiveForecastFeedback(forecast.id, actual=7_000), SUE)

        assert sold(bakery) == {("sponge", TODAY): 7_000}
        assert sales_before(bakery.database, "bannos", SYDNEY, TODAY).typed == 0

    def test_what_was_ordered_on_an_earlier_day_is_told_apart(self, bakery):
        kept(bakery, DailySales("bannos", "sponge", "2026-11-20", 5_000, 450, False, "till.csv"))
        bakery.take_in(docket("20001", cake(title=SPONGE, size=None), due_date=TODAY))
        bakery.take_in(docket("20002", cake(title=SPONGE, size=None), due_date=TOMORROW))

        past = sales_before(bakery.database, "bannos", SYDNEY, SATURDAY_WEEK).past

        assert {one.date: one.ordered for one in past} == {"2026-11-20": None, TODAY: 0, TOMORROW: 1_000}

    def test_some_days_are_asked_about_without_the_rest(self, bakery):
        bakery.take_in(docket("20001", due_date=TODAY))
        bakery.take_in(docket("20002", due_date=SATURDAY_WEEK))

        found = sold_between(bakery.database, "bannos", SYDNEY, TODAY, TOMORROW, 0)

        assert [(one.product_id, one.date) for one in found.past] == [("gelato-cake", TODAY)]

    def test_what_was_heard_of_later_is_not_known_yet(self, bakery):
        bakery.take_in(docket("20001", due_date=TOMORROW))
        at = bakery.database.rows("SELECT at FROM transactions")[0][0]

        assert sales_before(bakery.database, "bannos", SYDNEY, TOMORROW, at).ahead == ()
        assert len(sales_before(bakery.database, "bannos", SYDNEY, TOMORROW, at + 1).ahead) == 1


class TestSqlite(ForecastContract):
    @pytest.fixture
    def bakery(self, sqlite_database: SqliteDatabase) -> Bakery:
        return open_shop(sqlite_database)


@pytest.mark.postgres
class TestPostgres(ForecastContract):
    @pytest.fixture
    def bakery(self, postgres: PostgresDatabase) -> Bakery:
        return open_shop(postgres)


def test_a_level_between_the_figures_lies_between_them() -> None:
    forecast = Forecast("f", "s", "p", "P", TODAY, 5_000, 10_000, 20_000, 11_000, 0, None, "r", 0, None, None, None)

    assert [at_level(forecast, permille) for permille in (100, 500, 900)] == [5_000, 10_000, 20_000]
    assert 10_000 < at_level(forecast, 700) < 20_000 < at_level(forecast, 980)
    assert at_level(forecast, 1) == 0


def test_a_sale_of_a_day_without_a_price_has_none() -> None:
    assert Sold("p", TODAY, 1).price is None


@pytest.mark.parametrize(("model_miss", "nearer"), [(1_040, EVEN), (1_060, PERSON), (940, MODEL)])
def test_who_is_nearer_by_less_than_is_shown_is_not(model_miss, nearer):
    """A manager who reads 1.0 beside 1.0 would not believe that somebody was nearer."""
    score = Score("sponge", "Sponge", "2026-11-16", 1, 10_000, model_miss, 0, 1, 1_000, 1, model_miss, 1_000)
    assert score.nearer == nearer
