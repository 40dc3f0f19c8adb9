"""A store's forecasts from its sales to its rows: all or none, again and again the same (F12, F14)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from data.core.clock import plus_days
from data.core.outcome import Put
from data.core.packed import unpack
from data.exchange.node import become
from data.exchange.versions import head
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import DONE, FAILED, NOTHING, TOTAL, Forecast, ForecastExplanation, ForecastRun
from data.forecasts.marks import BAD, CLOSED, EVENT, ONE_OFF, PROMOTION, SOLD_OUT, MarkDay
from data.forecasts.terms import SetProductTerms
from data.ledger.made import NotTheAuthorityError
from data.stock.editing import EditProduct
from data.store.execute import apply
from data.store.sqlite import SqliteDatabase
from sync_agent.forecasts import reckoning
from sync_agent.forecasts.gathering import gather
from sync_agent.forecasts.making import Made
from sync_agent.forecasts.queue import LEASE, lease, put, requests
from tests.support.cast import ADI, SPONGE, SUE, TODAY, TOMORROW
from tests.support.dockets import cake, docket
from tests.support.past_sales import USUAL, sell, sold
from tests.sync_agent.forecasts.alone import PLACE, Alone
from tests.sync_agent.hub.rig import node

YESTERDAY = plus_days(TODAY, -1)


@pytest.fixture
def sells(alone: Alone) -> Alone:
    """A year and a half of sales stands in the store."""
    sell(alone.database, YESTERDAY, 540)
    return alone


def made(alone: Alone, date: str = TODAY, horizon: int = 7) -> Made:
    return alone.maker().make(PLACE, date, horizon)


def forecasts(alone: Alone) -> dict[tuple[str, str], Forecast]:
    return {(row.product_id, row.date): row for row in alone.bakery.all(Forecast)}


def test_every_product_and_the_store_have_a_forecast_a_day_and_each_its_reasons(sells):
    outcome = made(sells)

    rows = forecasts(sells)
    assert outcome.done
    assert {product for product, _ in rows} == {"gelato-cake", "sponge", TOTAL}
    assert sorted({day for _, day in rows}) == [plus_days(TODAY, n) for n in range(7)]
    reasons = {row.forecast_id: row for row in sells.bakery.all(ForecastExplanation)}
    for row in rows.values():
        why = reasons.pop(row.id)
        drivers = unpack(why.drivers)
        assert why.base + sum(many for _, _, many in drivers) + why.rest == row.mean
        assert [abs(many) for _, _, many in drivers] == sorted((abs(many) for _, _, many in drivers), reverse=True)
        assert len(drivers) <= 8
        assert 0 <= row.p10 <= row.p50 <= row.p90
    assert not reasons
    assert sells.heard == ["bannos"]


def test_the_figures_are_about_what_sells_and_the_total_is_the_sum_of_the_means(sells):
    made(sells)

    rows = forecasts(sells)
    by_day: dict[str, int] = defaultdict(int)
    for (product, day), row in rows.items():
        if product != TOTAL:
            by_day[day] += row.mean
    assert by_day == {day: row.mean for (product, day), row in rows.items() if product == TOTAL}
    friday = rows["sponge", TODAY]
    assert friday.p10 < USUAL["sponge"][4] * 1_000 < friday.p90
    assert friday.last_year is not None
    assert 10_000 < friday.last_year < 26_000
    sunday = rows[TOTAL, plus_days(TODAY, 2)]
    assert (sunday.p10, sunday.p90, sunday.mean) == (0, 0, 0)


def test_a_run_says_how_it_came_out(sells):
    made(sells)

    (run,) = sells.bakery.all(ForecastRun)
    assert (run.status, run.forecast_date, run.rows) == (DONE, TODAY, 21)
    assert "2 products" in run.says
    assert "imported" in run.says


def test_again_is_the_same_and_nothing_is_there_twice(sells):
    made(sells)
    first, runs = sells.bakery.all(Forecast), sells.bakery.all(ForecastRun)
    made(sells)

    assert sells.bakery.all(Forecast) == first
    assert len(sells.bakery.all(ForecastRun)) == len(runs) == 1


def test_what_a_person_planned_and_counted_stays_when_the_night_comes_anew(sells):
    made(sells)
    row = forecasts(sells)["sponge", TOMORROW]
    sells.bakery.must(GiveForecastFeedback(row.id, planned=40_000, reason="the fair"), SUE)
    sells.at += 1

    made(sells, TOMORROW)

    after = forecasts(sells)["sponge", TOMORROW]
    assert (after.planned, after.reason) == (40_000, "the fair")
    assert after.run_id != row.run_id


def test_a_fault_between_forecasts_and_reasons_leaves_neither(sells, monkeypatch):
    whole = SqliteDatabase.many

    def breaks(self, statement, rows):
        if "forecast_explanation" in statement:
            raise RuntimeError("planted")
        return whole(self, statement, rows)

    monkeypatch.setattr(SqliteDatabase, "many", breaks)
    with pytest.raises(RuntimeError, match="planted"):
        made(sells)

    for kind in (Forecast, ForecastExplanation, ForecastRun):
        assert sells.bakery.all(kind) == []


def test_nothing_of_the_day_or_later_is_looked_at(sells):
    """What is sold on the day itself, or comes to light later, never changes the forecast that was made for it."""
    made(sells)
    before = forecasts(sells)
    sell_later = {"sponge": (400,) * 7}
    sell(sells.database, plus_days(TODAY, 6), 7, sell_later)

    made(sells)

    assert forecasts(sells) == before


def test_an_earlier_days_run_that_comes_late_leaves_what_a_later_one_said(sells):
    made(sells, TOMORROW)
    before = forecasts(sells)

    made(sells, TODAY)

    after = forecasts(sells)
    assert {key: after[key] for key in before} == before
    assert ("sponge", TODAY) in after


def test_what_is_ordered_is_the_least_that_is_foreseen(sells):
    sells.bakery.take_in(docket("20001", cake(title=SPONGE, size=None, quantity=90), due_date=TOMORROW))

    made(sells)

    row = forecasts(sells)["sponge", TOMORROW]
    assert row.known == 90_000
    assert min(row.p10, row.p50, row.mean) >= 90_000
    why = {one.forecast_id: one for one in sells.bakery.all(ForecastExplanation)}[row.id]
    assert why.base + sum(many for _, _, many in unpack(why.drivers)) + why.rest == row.mean


def test_what_was_never_sold_and_is_ordered_is_foreseen(alone: Alone):
    sell(alone.database, YESTERDAY, 200, {"gelato-cake": USUAL["gelato-cake"]})
    alone.bakery.take_in(docket("20001", cake(title=SPONGE, size=None, quantity=7), due_date=TOMORROW))

    made(alone)

    rows = forecasts(alone)
    row = rows["sponge", TOMORROW]
    assert (row.known, row.p10, row.p90, row.mean) == (7_000,) * 4
    assert rows["sponge", TODAY].mean == 0


def test_the_stores_interval_is_of_its_own_errors(sells):
    """Two products are not always off to the same side: the whole is surer than its parts together."""
    made(sells)

    rows = forecasts(sells)
    width = {product: rows[product, TOMORROW].p90 - rows[product, TOMORROW].p10 for product, _ in rows}
    assert 0 < width[TOTAL] < width["sponge"] + width["gelato-cake"]


def test_a_marked_event_is_foreseen_to_do_what_it_did(alone: Alone):
    before = [plus_days(TODAY, -n) for n in (77, 49, 21)]
    with alone.database.transaction():
        for past in sold(YESTERDAY, 540):
            times = 2 if past.date in before else 1
            apply(alone.database, Put(replace(past, quantity=times * past.quantity)))
    for day in before:
        alone.bakery.must(MarkDay("bannos", day, EVENT, says="summer fair"), SUE)
    made(alone)
    usual = forecasts(alone)["sponge", TOMORROW].mean
    alone.bakery.must(MarkDay("bannos", TOMORROW, EVENT, says="summer fair"), SUE)
    alone.at += 1

    made(alone)

    row = forecasts(alone)["sponge", TOMORROW]
    assert 1.4 * usual < row.mean < 2.2 * usual
    why = {one.forecast_id: one for one in alone.bakery.all(ForecastExplanation)}[row.id]
    assert ("event", "summer fair") in {(code, says) for code, says, _ in unpack(why.drivers)}


def test_a_day_that_is_closed_by_a_person_sells_nothing(sells):
    sells.bakery.must(MarkDay("bannos", TOMORROW, CLOSED, says="a wedding"), SUE)

    made(sells)

    rows = forecasts(sells)
    assert {rows[product, TOMORROW].p90 for product in ("sponge", "gelato-cake", TOTAL)} == {0}
    assert rows["sponge", TODAY].p50 > 0


def test_a_product_that_is_sold_no_more_goes_unless_somebody_planned_it(sells):
    made(sells)
    planned = forecasts(sells)["sponge", TOMORROW]
    sells.bakery.must(GiveForecastFeedback(planned.id, planned=5_000), SUE)
    sells.bakery.must(EditProduct("sponge", SPONGE, active=False), ADI)

    outcome = made(sells)

    left = [key for key in forecasts(sells) if key[0] == "sponge"]
    assert left == [("sponge", TOMORROW)]
    assert outcome.kept.gone == 6


def test_days_that_are_over_get_what_was_sold_and_a_persons_word_goes_first(sells):
    made(sells)
    rows = forecasts(sells)
    sells.bakery.must(GiveForecastFeedback(rows["sponge", TODAY].id, actual=7_000), SUE)
    sell(sells.database, TOMORROW, 2)

    made(sells, plus_days(TODAY, 2))

    rows = forecasts(sells)
    assert rows["sponge", TODAY].actual == 7_000
    counted = rows["gelato-cake", TOMORROW].actual
    assert counted is not None
    assert counted > 0
    assert rows[TOTAL, TOMORROW].actual == counted + (rows["sponge", TOMORROW].actual or 0)
    assert rows["sponge", plus_days(TODAY, 2)].actual is None


@pytest.mark.parametrize("days", [33, 40, 50, 70])
def test_a_young_shop_has_forecasts_from_its_fifth_week_on(alone, days):
    sell(alone.database, YESTERDAY, days)

    assert made(alone, horizon=14).done


@pytest.mark.parametrize(("days", "says"), [(0, "No sale is known yet"), (5, "Only 4 days"), (27, "Only 2")])
def test_with_too_little_to_go_by_the_run_says_why(alone, days, says):
    sell(alone.database, YESTERDAY, days)

    outcome = made(alone)

    (run,) = alone.bakery.all(ForecastRun)
    assert (run.status, outcome.done) == (NOTHING, False)
    assert says in run.says
    assert alone.bakery.all(Forecast) == []


@pytest.mark.parametrize("silent", [1, 30, 60, 89])
def test_a_shop_that_was_closed_for_a_season_is_foreseen_all_the_same(sells, silent):
    assert made(sells, plus_days(TODAY, silent)).done


def test_sales_of_long_ago_are_no_forecast_and_the_run_says_so(sells):
    outcome = made(sells, plus_days(TODAY, 91))

    assert not outcome.done
    assert outcome.outlook.says.startswith(f"No sale is known since {YESTERDAY}")


def test_a_break_in_the_reckoning_is_a_run_that_failed(sells, monkeypatch):
    def breaks(_: object) -> None:
        raise ValueError("odd sales")

    monkeypatch.setattr(reckoning, "reckon", breaks)

    assert not made(sells).done
    (run,) = sells.bakery.all(ForecastRun)
    assert (run.status, run.rows) == (FAILED, 0)
    assert "odd sales" in run.says


def test_a_country_without_a_calendar_is_told_and_hinders_nothing(sells):
    sells.bakery.policies(country="XX")

    outcome = made(sells)

    assert outcome.done
    assert "no calendar is known for XX" in outcome.outlook.says


def test_the_material_is_all_history_before_the_day_and_nothing_else(sells):
    with sells.database.snapshot():
        material = gather(sells.database, "bannos", plus_days(TODAY, -10), 7, sells.at)

    days = {one.date for one in material.sales.past}
    assert max(days) == plus_days(TODAY, -11)
    assert reckoning.history(material)["date"].max() == plus_days(TODAY, -11)
    assert material.calendar == "AU"


def test_rows_of_a_hub_have_a_version_so_that_terminals_get_them(sells):
    with sells.database.transaction():
        become(sells.database, node("hub", "", above=False))
    before = head(sells.database, "bannos")[0]

    made(sells)

    assert head(sells.database, "bannos")[0] == before + 1
    told = sells.database.rows("SELECT tbl, count(*) FROM sync_row WHERE scope = 'bannos' GROUP BY tbl ORDER BY tbl")
    assert [tuple(row) for row in told] == [("forecast", 21), ("forecast_explanation", 21), ("forecast_run", 1)]


def test_a_node_below_writes_none(sells):
    with sells.database.transaction():
        become(sells.database, node("one", "bench-1"))

    with pytest.raises(NotTheAuthorityError):
        made(sells)
    assert sells.bakery.all(Forecast) == []


def test_a_worker_makes_what_waits_and_acknowledges_it(sells):
    with sells.database.transaction():
        put(sells.database, "bannos", TODAY, sells.at)
        put(sells.database, "flourlane", TODAY, sells.at)
        put(sells.database, "gone", TODAY, sells.at)

    told: list[Made] = []
    assert sells.worker().until_none(told.append) == 3

    assert [(one.place.store_id, one.outlook.status) for one in told] == [("bannos", DONE), ("flourlane", NOTHING)]
    assert requests(sells.database) == []


def test_a_death_before_the_word_that_it_is_done_makes_it_again_and_nothing_twice(sells, monkeypatch):
    with sells.database.transaction():
        put(sells.database, "bannos", TODAY, sells.at)
    (one,) = lease(sells.database, "dead", sells.at)
    sells.maker().make(PLACE, TODAY, 14, one)
    before = len(sells.bakery.all(Forecast))
    sells.at += LEASE

    assert sells.worker().until_none() == 1

    assert len(sells.bakery.all(Forecast)) == before
    assert len(sells.bakery.all(ForecastRun)) == 1
    assert requests(sells.database) == []


def test_a_worker_that_was_too_slow_writes_nothing(sells):
    with sells.database.transaction():
        put(sells.database, "bannos", TODAY, sells.at)
    (slow,) = lease(sells.database, "slow", sells.at)
    lease(sells.database, "quick", sells.at + LEASE)

    with pytest.raises(RuntimeError, match="another worker"):
        sells.maker().make(PLACE, TODAY, 14, slow)
    assert sells.bakery.all(Forecast) == []


def test_what_never_ends_is_given_up_and_said(sells):
    with sells.database.transaction():
        put(sells.database, "bannos", TODAY, sells.at)
    for _ in range(5):
        lease(sells.database, "dies", sells.at)
        sells.at += LEASE

    sells.worker().until_none()

    (run,) = sells.bakery.all(ForecastRun)
    assert (run.status, run.rows) == (FAILED, 0)
    assert "5 times" in run.says
    assert requests(sells.database) == []


def test_what_people_know_of_days_reaches_the_reckoning(sells):
    for command in (
        MarkDay("bannos", YESTERDAY, BAD),
        MarkDay("bannos", plus_days(TODAY, -2), SOLD_OUT, "sponge"),
        MarkDay("bannos", plus_days(TODAY, -3), ONE_OFF, "sponge", value=3_000),
        MarkDay("bannos", plus_days(TODAY, -9), PROMOTION, "sponge", "half price"),
        MarkDay("bannos", TOMORROW, PROMOTION, "sponge", "half price"),
    ):
        sells.bakery.must(command, SUE)
    sells.bakery.must(SetProductTerms("sponge", "Cakes"), ADI)
    with sells.database.snapshot():
        material = gather(sells.database, "bannos", TODAY, 7, sells.at)
    table = reckoning.history(material).set_index(["item", "date"])

    assert table.loc[("sponge", YESTERDAY), "bad"] == 1
    assert table.loc[("sponge", plus_days(TODAY, -2)), "sold_out"] == 1
    assert table.loc[("gelato-cake", plus_days(TODAY, -2)), "sold_out"] == 0
    assert table.loc[("sponge", plus_days(TODAY, -3)), "one_off"] == 3
    assert set(table["category"].dropna()) == {"Cakes"}
    assert made(sells).done
