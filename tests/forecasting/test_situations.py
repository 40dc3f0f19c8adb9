"""The days of a real shop, each beside what a forecast would say that had not been told: the difference is the reason
that the column or the table exists."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting import Calendar, explain, forecast, forecast_and_explain, forecast_totals
from tests.forecasting.bakeries import WEEK, of, sales, sold

HORIZON = 7
FIGURES = ["p10", "p50", "p90", "mean"]


def day_after(told: pd.DataFrame, days: int) -> pd.Timestamp:
    return told["date"].max() + pd.Timedelta(days=days)


def test_a_store_that_never_opens_on_sundays_is_forecast_to_sell_nothing_then():
    made, why = forecast_and_explain(sales(), HORIZON)
    sunday = made["date"].dt.day_of_week == 6
    assert (made.loc[sunday, FIGURES] == 0).all(axis=None)
    assert (made.loc[~sunday, "mean"] > 1).all()
    said = why[(why["date"].dt.day_of_week == 6) & (why["item"] == "item 0")]
    assert list(said["code"]) == ["base", "closed", "other"]
    assert said["units"].sum() == pytest.approx(0)


def test_an_announced_closing_counts_for_its_store_and_an_announced_opening_goes_before_the_habit():
    told = pd.concat([sales(), sales(store="quay", seed=8)])
    saturday, sunday = day_after(told, 1), day_after(told, 2)
    days = pd.DataFrame({"date": [saturday, sunday], "store": ["quay", None], "closed": [1, 0]})
    made = forecast(told, HORIZON, calendar=days)
    assert (made.loc[(made["store"] == "quay") & (made["date"] == saturday), FIGURES] == 0).all(axis=None)
    assert (made.loc[(made["store"] == "bannos") & (made["date"] == saturday), "mean"] > 1).all()
    assert (made.loc[made["date"] == sunday, "mean"] > 1).all()


@pytest.mark.parametrize("closes", [True, False])
def test_a_holiday_is_one_on_which_the_store_does_what_it_did_the_last_time(closes: bool):
    told = sales(days=721)
    if closes:
        told = told[~told["date"].isin(pd.to_datetime(["2024-12-25", "2024-12-26"]))]
    made = forecast(told, HORIZON, calendar="DE-BW")
    christmas = made[made["date"].isin(pd.to_datetime(["2025-12-25", "2025-12-26"]))]
    assert len(christmas) == 4
    assert (christmas["mean"] == 0).all() == closes


def test_a_holiday_that_only_the_shop_knows_can_be_named():
    told = sales(days=700)
    feast = pd.Timestamp("2024-10-21"), pd.Timestamp("2025-12-03")
    told = told[told["date"] != feast[0]]
    days = pd.DataFrame({"date": feast, "holiday": "patron's day"})
    made = forecast(told, HORIZON, calendar=Calendar("DE", "BW", days), origin=pd.Timestamp("2025-11-30").date())
    assert (made["mean"] == 0).equals((made["date"] == feast[1]) | (made["date"].dt.day_of_week == 6))


def test_what_is_only_sold_at_christmas_rests_in_july_and_is_back_in_december():
    dates = pd.date_range("2022-01-01", "2025-12-31")
    advent = np.where((dates.month == 12) & (dates.day <= 24), 25.0, 0.0)
    told = sold({"bread": np.full(len(dates), 40.0), "stollen": advent}, dates)
    asked = {
        origin: of(forecast(told, 14, origin=pd.Timestamp(origin).date()), "stollen")
        for origin in ("2025-07-10", "2025-11-28", "2025-12-12", "2025-12-30")
    }
    assert (asked["2025-07-10"][FIGURES] == 0).all(axis=None)
    for origin in ("2025-11-28", "2025-12-12"):
        expected = asked[origin].merge(told, on=["store", "item", "date"], how="left").fillna({"quantity": 0})
        off = (expected["mean"] - expected["quantity"]).abs().sum() / expected["quantity"].sum()
        assert off < 0.4
    assert asked["2025-12-30"]["mean"].max() < 2


@pytest.mark.parametrize("year", [2024, 2025])
def test_christmas_eve_is_the_same_date_every_year(year: int):
    """After 52 weeks it would be the 25th or the 26th of last year, and the season over two days too early."""
    dates = pd.date_range("2022-01-01", "2025-12-31")
    season = np.where((dates.strftime("%m-%d") >= "11-15") & (dates.strftime("%m-%d") <= "12-24"), 30.0, 0.0)
    told = sold({"bread": np.full(len(dates), 40.0), "stollen": season}, dates)
    made = of(forecast(told, 9, origin=pd.Timestamp(f"{year}-12-20").date()), "stollen")
    mean = made[made["date"].dt.day_of_week != 6].set_index("date")["mean"]
    assert mean[f"{year}-12-24"] > 10
    assert mean[f"{year}-12-27" :].max() < 6


def test_what_is_sold_seldom_is_not_taken_to_rest():
    dates = pd.date_range("2024-01-01", periods=400)
    told = sold({"bread": np.full(400, 40.0), "cake": np.full(400, 0.15)}, dates)
    made = of(forecast(told, HORIZON), "cake")
    assert 0.05 < made["mean"][made["mean"] > 0].mean() < 0.4


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.8])
def test_a_store_of_one_thing_that_is_sold_seldom_is_not_taken_to_be_closed_in_between(rate: float):
    dates = pd.date_range("2024-01-01", periods=500)
    dice = np.random.default_rng(4)
    told = pd.DataFrame({"store": "kiosk", "item": "cake", "date": dates, "quantity": dice.poisson(rate, 500)})
    made = forecast(told[told["quantity"] > 0], 14)
    assert made["mean"].mean() == pytest.approx(rate, rel=0.6)
    assert (made["mean"] > 0).mean() > 0.9


def test_a_stall_on_market_days_sells_on_those():
    dates = pd.date_range("2024-01-01", periods=300)
    told = sold({"bread": np.full(300, 40.0), "cake": np.full(300, 9.0)}, dates)
    made = forecast(told[told["date"].dt.day_of_week == 5], 14)
    assert (made["mean"] > 5).equals(made["date"].dt.day_of_week == 5)


def test_what_is_not_sold_any_more_is_not_expected_and_says_so():
    told = sales(days=300)
    gone = told[(told["item"] != "item 0") | (told["date"] < told["date"].max() - pd.Timedelta(days=60))]
    made, why = forecast_and_explain(gone, 3)
    assert (of(made, "item 0")[FIGURES] == 0).all(axis=None)
    assert {"out_of_season", "closed"} == set(of(why, "item 0")["code"]) - {"base", "other"}


def kinds(told: pd.DataFrame) -> pd.DataFrame:
    return told.assign(category=np.where(told["item"] == "item 3", "cake", "roll"))


def test_what_is_sold_since_three_days_leans_on_its_category_and_is_unsure():
    told = kinds(sales(days=300, levels=(40.0, 44.0, 36.0, 4.0)))
    last = told["date"].max()
    dates = pd.date_range(last - pd.Timedelta(days=2), last)
    new = sold({"new": np.full(3, 20.0)}, dates).assign(category="roll")
    made, why = forecast_and_explain(pd.concat([told, new]), HORIZON)
    alone = forecast(pd.concat([told, new]).drop(columns="category").query("item in ['item 3', 'new']"), HORIZON)
    roll, known, none = of(made, "new"), of(made, "item 2"), of(alone, "new")
    assert roll["mean"].sum() > none["mean"].sum()
    assert ((roll["p90"] - roll["p10"]) / roll["mean"].clip(lower=1)).max() > 1.5 * (
        (known["p90"] - known["p10"]) / known["mean"].clip(lower=1)
    ).max()
    assert "category" in set(of(why, "new")["code"])


def test_what_is_listed_and_not_sold_yet_sells_as_its_category_and_what_nobody_wants_sells_nothing():
    told = kinds(sales(days=300, levels=(40.0, 44.0, 36.0, 4.0)))
    last = told["date"].max()
    row = {"store": "bannos", "quantity": 0}
    listed = [
        {**row, "item": "new cake", "date": last, "category": "cake"},
        {**row, "item": "unwanted", "date": last - pd.Timedelta(days=60), "category": "roll"},
    ]
    made = forecast(pd.concat([told, pd.DataFrame(listed)]), HORIZON)
    cake = of(made, "new cake")["mean"].sum() / of(made, "item 3")["mean"].sum()
    assert 0.7 < cake < 1.4
    assert (of(made, "unwanted")[FIGURES] == 0).all(axis=None)


def test_a_day_that_sold_out_is_a_lower_bound():
    free = sales(days=300, levels=(40.0, 60.0))
    ran_out = (free["quantity"] >= 34) & (free["item"] == "item 0")
    cut = free.assign(quantity=np.where(ran_out, 34, free["quantity"]))
    true, told, naive = (
        of(forecast(history, HORIZON), "item 0")["mean"].sum()
        for history in (free, cut.assign(sold_out=ran_out.astype(int)), cut)
    )
    assert naive < 0.82 * true
    assert abs(told - true) < 0.6 * abs(naive - true)


@pytest.mark.parametrize("said", [True, False])
def test_an_order_of_300_that_will_not_come_again_lifts_nothing(said: bool):
    plain = sales(days=250, levels=(10.0, 40.0))
    day = sorted(plain["date"].unique())[-3]
    big = (plain["item"] == "item 0") & (plain["date"] == day)
    told = plain.assign(quantity=np.where(big, 300, plain["quantity"]))
    if said:
        told = told.assign(one_off=np.where(big, 290, 0))
    usual, made = (of(forecast(history, HORIZON), "item 0")["mean"].sum() for history in (plain, told))
    assert made == pytest.approx(usual, rel=0.05)


def test_a_jump_that_stays_is_followed():
    dates = pd.date_range("2024-01-01", periods=300)
    told = sold({"bun": np.where(np.arange(300) < 280, 10.0, 100.0), "bread": np.full(300, 40.0)}, dates)
    assert of(forecast(told, HORIZON), "bun")["mean"].sum() > 250


def test_bad_days_are_left_out():
    plain = sales(days=300)
    bad = plain["date"] >= plain["date"].max() - pd.Timedelta(days=4)
    broken = plain.assign(quantity=np.where(bad, 1, plain["quantity"]))
    usual, made, naive = (
        forecast(history, HORIZON)["mean"].sum() for history in (plain, broken.assign(bad=bad.astype(int)), broken)
    )
    assert made == pytest.approx(usual, rel=0.05)
    assert naive < 0.85 * usual


@pytest.fixture(scope="module")
def fair() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three fairs at which everything sold twice as much, and the next one three days ahead."""
    told = sales(days=300, levels=(40.0, 8.0, 20.0))
    days = sorted(told["date"].unique())
    past = [days[60], days[130], days[200]]
    told["quantity"] *= np.where(told["date"].isin(past), 2, 1)
    return told, pd.DataFrame({"date": [*past, day_after(told, 3)], "name": "summer fair"})


def test_an_event_lifts_what_it_lifted_before(fair: tuple[pd.DataFrame, pd.DataFrame]):
    told, events = fair
    with_, without = (forecast(told, HORIZON, events=table)["mean"] for table in (events, events.iloc[:3]))
    lifted = (with_ / without.where(without > 0)).groupby(forecast(told, HORIZON)["date"]).mean()
    assert 1.6 < lifted[day_after(told, 3)] < 2.3
    assert lifted.drop(day_after(told, 3)).dropna().to_numpy() == pytest.approx(1)


def test_an_event_that_only_others_have_seen_leans_on_them(fair: tuple[pd.DataFrame, pd.DataFrame]):
    told, events = fair
    day = day_after(told, 3)
    young = sold({"young": np.full(25, 20.0)}, pd.date_range(day_after(told, -24), day_after(told, 0)))
    renamed = events.assign(name=[*events["name"].iloc[:3], "autumn fair"])
    for table in (events, renamed):
        with_, without = (forecast(pd.concat([told, young]), HORIZON, events=of) for of in (table, table.iloc[:3]))
        lifted = of(with_, "young").set_index("date")["mean"] / of(without, "young").set_index("date")["mean"]
        assert 1.3 < lifted[day] < 2.3


def test_an_event_is_a_driver_by_its_name_and_taking_it_away_takes_its_units(
    fair: tuple[pd.DataFrame, pd.DataFrame],
):
    told, events = fair
    why = explain(told, HORIZON, events=events)
    said = why[(why["code"] == "event") & (why["date"] == day_after(told, 3))]
    assert set(said["about"]) == {"summer fair"}
    assert len(said) == 3
    with_, without = (forecast(told, HORIZON, events=table)["mean"].sum() for table in (events, events.iloc[:3]))
    assert said["units"].sum() == pytest.approx(with_ - without, rel=0.35)


def test_a_price_does_what_it_did():
    plain = sales(days=400, levels=(40.0, 20.0, 30.0))
    raised = plain["item"].isin(["item 0", "item 1"]) & (plain["date"] >= pd.Timestamp("2024-06-01"))
    dice = np.random.default_rng(5)
    fewer = np.where(raised, dice.poisson(plain["quantity"] * 1.2**-1.5), plain["quantity"])
    told = plain.assign(quantity=fewer, price=np.where(raised, 2.4, 2.0))
    days = pd.date_range(day_after(told, 1), periods=HORIZON)
    keys = pd.MultiIndex.from_product([["bannos"], ["item 0", "item 2"], days], names=["store", "item", "date"])
    prices = keys.to_frame(index=False).assign(price=3.0)
    same, dearer = (forecast(told, HORIZON, prices=table).groupby("item")["mean"].sum() for table in (None, prices))
    change = dearer / same
    assert change["item 0"] == pytest.approx(1.25**-1.5, abs=0.12)
    assert change["item 1"] == pytest.approx(1)
    assert change["item 2"] == pytest.approx(1.5**-1.5, abs=0.15)
    assert (explain(told, HORIZON, prices=prices).query("code == 'price'")["units"] < 0).all()


def test_where_no_price_ever_changed_a_price_changes_nothing():
    told = sales().assign(price=2.0)
    prices = pd.DataFrame({"store": "bannos", "item": "item 0", "date": [day_after(told, 1)], "price": 4.0})
    pd.testing.assert_frame_equal(forecast(told, HORIZON, prices=prices), forecast(told, HORIZON))


def test_known_orders_are_a_floor_of_every_figure_and_come_on_top_where_they_are_more_than_usual():
    told = sales(days=300)
    days = [day_after(told, ahead) for ahead in (1, 2, 3, 3)]
    orders = pd.DataFrame({"store": "bannos", "item": "item 1", "date": days, "quantity": [3, 1, 30, 20]})
    plain = of(forecast(told, HORIZON), "item 1")
    made, why = forecast_and_explain(told, HORIZON, orders=orders)
    made = of(made, "item 1")
    floor = np.array([3, 1, 50, 0, 0, 0, 0])
    assert (made[FIGURES].to_numpy() >= floor[:, None]).all()
    assert made["mean"][2] > 50
    assert made.loc[3:, FIGURES].equals(plain.loc[3:, FIGURES])
    said = why[(why["code"] == "orders") & (why["date"] == days[2])]
    assert said["units"].iloc[0] == pytest.approx(made["mean"][2] - plain["mean"][2])


def test_what_was_never_sold_and_is_ordered_is_forecast_to_sell_what_is_ordered():
    told = sales(days=100).assign(price=2.0, sold_out=0, category="roll", rain=1.0)
    day = told["date"].max() + pd.Timedelta(days=2)
    order = {"store": "bannos", "item": "cake for Mia", "date": day, "quantity": 60}
    ahead = pd.DataFrame([order, {**order, "item": "too late", "date": day + pd.Timedelta(days=300)}])
    made = forecast(told, 3, orders=ahead)
    assert set(made["item"]) == {"item 0", "item 1", "cake for Mia"}
    mia = of(made, "cake for Mia").set_index("date")[FIGURES]
    assert (mia.loc[day] == 60).all()
    assert (mia.drop(index=day) == 0).all(axis=None)
    without = of(made, "item 0")
    pd.testing.assert_frame_equal(without, of(forecast(told, 3), "item 0"))


def test_how_much_is_usually_ordered_is_learned():
    """Where all is ordered beforehand, an order is no news until it is more than usual; where nothing is, all is."""
    told = sales(days=300)
    day = day_after(told, 2)
    orders = pd.DataFrame({"store": "bannos", "item": "item 0", "date": [day], "quantity": [25]})
    made = [
        of(forecast(told.assign(ordered=told["quantity"] * share), HORIZON, orders=orders), "item 0")["mean"][1]
        for share in (0.0, 0.5, 1.0)
    ]
    plain = of(forecast(told, HORIZON), "item 0")["mean"][1]
    assert made[0] == pytest.approx(plain + 25)
    assert made[0] > made[1] > made[2]
    assert made[2] == pytest.approx(plain)


def test_sales_of_which_nobody_says_what_was_ordered_tell_nothing_of_it():
    """Those from before the shop was connected were imported."""
    told = sales(days=300)
    half = told["date"] > told["date"].median()
    orders = pd.DataFrame({"store": "bannos", "item": "item 0", "date": [day_after(told, 2)], "quantity": [25]})
    all_, lately, never = (
        of(forecast(told.assign(ordered=ordered), HORIZON, orders=orders), "item 0")["mean"][1]
        for ordered in (told["quantity"], told["quantity"].where(half), pd.Series(np.nan, told.index))
    )
    assert lately == pytest.approx(all_)
    assert never == pytest.approx(of(forecast(told, HORIZON, orders=orders), "item 0")["mean"][1])


def test_a_stores_total_has_means_that_add_up_and_an_interval_narrower_than_the_sum_of_its_items():
    told = pd.concat([sales(days=400, levels=(40.0, 20.0, 8.0)), sales(days=400, store="quay", seed=9)])
    items, totals = forecast(told, HORIZON), forecast_totals(told, HORIZON)
    summed = items.groupby(["store", "date"])[FIGURES].sum().reset_index()
    both = totals.merge(summed, on=["store", "date"], suffixes=("", "_items"))
    assert len(both) == 2 * HORIZON
    assert both["mean"].to_numpy() == pytest.approx(both["mean_items"].to_numpy())
    open_ = both[WEEK[both["date"].dt.day_of_week] > 0]
    assert (open_["p90"] - open_["p10"] < open_["p90_items"] - open_["p10_items"]).mean() > 0.8
    assert (both[["p10", "p50", "p90"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_school_holidays_are_known_on_their_first_day_and_on_the_first_day_after():
    """Weeks on end at four fifths, a fifth of all days: a level alone would be late on both ends."""
    dates = pd.date_range("2023-01-01", periods=730)
    summer = (dates.month == 8) | ((dates.month == 4) & (dates.day <= 14)) | ((dates.month == 12) & (dates.day > 20))
    told = sold({"bun": 60 * np.where(summer, 0.8, 1.0), "bread": 40 * np.where(summer, 0.8, 1.0)}, dates)
    events = pd.DataFrame({"date": dates[summer], "name": "school holiday"})
    for origin, factor in (("2024-07-31", 0.8), ("2024-08-31", 1.0)):
        known = pd.Timestamp(origin).date()
        made, why = forecast_and_explain(told, HORIZON, events=events, origin=known)
        naive = forecast(told, HORIZON, origin=known)
        true = WEEK[made["date"].dt.day_of_week] * np.where(made["item"] == "bun", 60, 40) * factor
        assert made["mean"].sum() == pytest.approx(true.sum(), rel=0.06)
        assert abs(made["mean"].sum() - true.sum()) < abs(naive["mean"].sum() - true.sum())
        said = why[why["about"] == "school holiday"]
        assert len(said) == (0 if factor == 1 else 12)
        assert (said["units"] < 0).all()
