"""What is told beside the sales is refused by its table, its row and its column, before anything is learned."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from forecasting import BadTable, Calendar, forecast, forecast_and_explain
from forecasting.calendars import holiday_names, read_calendar
from forecasting.recent import recent_frame
from tests.forecasting.bakeries import sales

GOOD: dict[str, dict[str, object]] = {
    "calendar": {"date": "2024-09-10", "closed": 1},
    "events": {"date": "2024-09-10", "name": "fair"},
    "prices": {"store": "bannos", "item": "item 0", "date": "2024-09-10", "price": 2.5},
    "orders": {"store": "bannos", "item": "item 0", "date": "2024-09-10", "quantity": 3},
}


def refused(keyword: str, *rows: dict[str, object]) -> str:
    told: dict[str, Any] = {keyword: pd.DataFrame(rows)}
    with pytest.raises(BadTable) as error:
        forecast(sales(days=60), 7, **told)
    return str(error.value)


@pytest.mark.parametrize("keyword", GOOD)
def test_a_good_row_is_read(keyword: str):
    told: dict[str, Any] = {keyword: pd.DataFrame([GOOD[keyword]])}
    assert len(forecast(sales(days=60), 7, **told)) == 14


@pytest.mark.parametrize(
    ("keyword", "changed", "says"),
    [
        ("calendar", {"date": "soon"}, "Row 2 of the days of the calendar: 'soon' is no date like 2026-11-21"),
        ("calendar", {"closed": "yes"}, "Row 2 of the days of the calendar: 'yes' is no closed, which is 0 or 1"),
        ("calendar", {"closed": 3}, "Row 2 of the days of the calendar: closed is 0 or 1"),
        (
            "calendar",
            {"holiday": "feast", "store": "bannos"},
            "Row 2 of the days of the calendar: a holiday is one of all stores",
        ),
        ("events", {"date": "1900-01-01"}, "Row 2 of the events: 1900-01-01 is before 2000-01-01"),
        ("events", {"name": " "}, "Row 2 of the events: the name is empty"),
        ("events", {"rain": "much"}, "Row 2 of the events: 'much' is no number (rain)"),
        ("prices", {"price": "cheap"}, "Row 2 of the prices: 'cheap' is no price"),
        ("prices", {"price": -1}, "Row 2 of the prices: -1.0 is no price: it is below 0"),
        ("prices", {"price": 0}, "Row 2 of the prices: a price of 0 is none"),
        ("prices", {}, "Row 2 of the prices: 'item 0' of 'bannos' has two prices that day"),
        ("prices", {"item": None}, "Row 2 of the prices: the item is empty"),
        ("orders", {"quantity": "many"}, "Row 2 of the orders: 'many' is no quantity"),
        ("orders", {"quantity": -3}, "Row 2 of the orders: -3 is no quantity: it is below 0"),
    ],
)
def test_a_bad_row_is_named(keyword: str, changed: dict[str, object], says: str):
    assert refused(keyword, GOOD[keyword], {**GOOD[keyword], **changed}).startswith(says)


@pytest.mark.parametrize(
    ("keyword", "row", "says"),
    [
        ("calendar", {"closed": 1}, "The days of the calendar lack the column 'date'"),
        (
            "calendar",
            {**GOOD["calendar"], "open": 1},
            "The days of the calendar have a column 'open' that is not known",
        ),
        ("events", {"date": "2024-09-10"}, "The events have no column 'name', and no column of facts"),
        ("prices", {"store": "bannos", "date": "2024-09-10", "price": 2}, "The prices lack the column 'item'"),
        ("orders", {**GOOD["orders"], "customer": "Ada"}, "The orders have a column 'customer' that is not known"),
    ],
)
def test_a_column_is_named(keyword: str, row: dict[str, object], says: str):
    assert refused(keyword, row).startswith(says)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("sold_out", "maybe", "Row 3: 'maybe' is no sold_out, which is 0 or 1"),
        ("bad", 2, "Row 3: 2 is no bad: it is 0 or 1"),
        ("one_off", "a lot", "Row 3: 'a lot' is no quantity (one_off)"),
        ("ordered", -1, "Row 3: -1 is no quantity (ordered): it is below 0"),
        ("price", "free", "Row 3: 'free' is no price"),
    ],
)
def test_a_column_of_the_sales_is_read_as_what_it_is(column: str, value: object, says: str):
    told = sales(days=60)
    told[column] = pd.Series([0, 0, value] + [0] * (len(told) - 3), dtype=object)
    with pytest.raises(BadTable) as error:
        forecast(told, 7)
    assert str(error.value).startswith(says)


@pytest.mark.parametrize("rows", [1, 2, 9])
@pytest.mark.parametrize(
    "changed", [{}, {"quantity": 0}, {"bad": 1}, {"sold_out": 1}, {"closed": 1}, {"one_off": 99}, {"price": 0}]
)
def test_however_little_is_known_there_are_figures_and_reasons_that_sum_to_them(rows: int, changed: dict[str, int]):
    forecasts, reasons = forecast_and_explain(sales(days=60).iloc[:rows].assign(**changed), 7)
    figures = forecasts[["p10", "p50", "p90", "mean"]]
    assert (figures >= 0).all(axis=None)
    assert (figures[["p10", "p50", "p90"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert list(reasons.groupby(["store", "item", "date"])["units"].sum()) == pytest.approx(list(forecasts["mean"]))


def test_a_fact_that_is_no_number_is_refused_by_its_row():
    told = sales(days=60).assign(rain=["a lot"] + [1] * (len(sales(days=60)) - 1))
    with pytest.raises(BadTable, match=r"Row 1: 'a lot' is no number \(rain\)"):
        forecast(told, 7, events=pd.DataFrame({"date": ["2024-03-04"], "rain": [1]}))


def test_a_column_that_is_there_twice_is_refused():
    with pytest.raises(BadTable, match="two columns 'quantity'"):
        forecast(pd.concat([sales(days=60), sales(days=60)[["quantity"]]], axis=1), 7)


def in_berlin(dates: pd.Series) -> pd.Series:
    return dates.dt.tz_localize("Europe/Berlin")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "written",
    [
        lambda dates: dates.dt.strftime("%Y-%m-%d"),
        lambda dates: dates.dt.strftime("%Y%m%d").astype(int),
        lambda dates: dates.dt.date,
        lambda dates: dates.dt.to_period("D"),
        lambda dates: dates.dt.date.astype("category"),
        in_berlin,
        lambda dates: in_berlin(dates).map(pd.Timestamp.isoformat),
        lambda dates: in_berlin(dates).map(pd.Timestamp.isoformat) + "",
    ],
    ids=["text", "whole numbers", "days", "periods", "categories", "zone", "offsets that change", "text of them"],
)
def test_a_day_is_the_day_that_is_written_however_it_is_written(written: Any):
    told = sales(days=120)
    made = forecast(told.assign(date=written(told["date"])), 3)
    pd.testing.assert_frame_equal(made, forecast(told, 3))


@pytest.mark.parametrize("date", ["2024-01", 2024, 45292, "01/02/2024", "2024-01-32"])
def test_what_is_no_day_is_refused(date: Any):
    with pytest.raises(BadTable, match=r"Row 1: .* is no date like"):
        forecast(sales(days=60).assign(date=date), 3)


def test_a_barcode_among_the_quantities_is_refused():
    with pytest.raises(BadTable, match="Row 1: 4006381333931 is no quantity: it is above 1,000,000,000"):
        forecast(sales(days=60).assign(quantity=4006381333931), 3)


def test_a_column_of_facts_may_have_a_number_for_a_name():
    told = sales(days=60)
    days = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=70), 3: range(70)})
    renamed = days.rename(columns={3: "3"})
    pd.testing.assert_frame_equal(forecast(told, 3, events=days), forecast(told, 3, events=renamed))


@pytest.mark.parametrize("origin", ["soon", 5, pd.NaT])
def test_what_is_no_origin_is_refused_in_words(origin: Any):
    with pytest.raises(ValueError, match="The origin is a date such as"):
        forecast(sales(days=60), 3, origin=origin)


def test_an_origin_may_be_written_as_text_or_have_a_time_zone():
    told = sales(days=60)
    made = forecast(told, 3, origin=pd.Timestamp("2024-02-01").date())
    for origin in ("2024-02-01", pd.Timestamp("2024-02-01", tz="Asia/Tokyo")):
        pd.testing.assert_frame_equal(made, forecast(told, 3, origin=origin))  # type: ignore[arg-type]


def test_sales_that_are_all_orders_that_will_not_come_again_teach_nothing():
    told = sales(days=250)
    made = forecast(told.assign(one_off=told["quantity"]), 3)
    assert made["mean"].max() < 0.1


@pytest.mark.parametrize("calendar", ["DE-BW", "de-bw", Calendar("de", "bw")])
def test_holidays_have_the_names_of_their_country_whatever_the_language_of_the_process(
    calendar: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LANGUAGE", "en")
    named = holiday_names(pd.date_range("2024-12-24", "2025-01-06"), read_calendar(calendar))
    assert [name for name in named if name] == [
        "Erster Weihnachtstag",
        "Zweiter Weihnachtstag",
        "Neujahr",
        "Heilige Drei Könige",
    ]


@pytest.mark.parametrize("given", [3, ["DE"], Calendar(49)])  # type: ignore[arg-type]
def test_what_is_no_calendar_is_refused_in_words(given: Any):
    with pytest.raises(BadTable, match="calendar is"):
        forecast(sales(days=60), 7, calendar=given)


def test_what_is_no_table_is_refused_in_words():
    with pytest.raises(BadTable, match="The events: a DataFrame is expected, not list"):
        forecast(sales(days=60), 7, events=[])  # type: ignore[arg-type]


def test_a_calendar_of_a_country_may_have_days_of_its_own():
    days = pd.DataFrame({"date": ["2024-03-04"], "closed": [1]})
    made = forecast(sales(days=60), 7, calendar=Calendar("DE", days=days))
    assert (made.loc[made["date"] == "2024-03-04", "mean"] == 0).all()


def test_the_recent_frame_is_exactly_the_ninety_days_before_the_forecast():
    told = sales(days=200)
    day = pd.Timestamp("2024-06-12")
    frame = recent_frame(told, day.date())
    assert (frame["date"].min(), frame["date"].max()) == (pd.Timestamp("2024-03-14"), pd.Timestamp("2024-06-11"))
    assert len(pd.date_range(frame["date"].min(), frame["date"].max())) == 90
    assert frame["date"].nunique() == 90 - 13
