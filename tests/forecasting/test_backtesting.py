"""A backtest is believed only because its figures are those of a slow reading of the protocol, word by word."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from forecasting import backtest, bench_forecast
from forecasting.backtesting import MOST_ORIGINS, NAIVE, OURS
from forecasting.history import BadHistory
from forecasting.naive import seasonal_naive
from tests.forecasting.bakeries import sales

HORIZON, ORIGINS, STEP = 7, 3, 14
Series = tuple[str, str]
Sold = dict[Series, dict[date, float]]


def bumpy() -> pd.DataFrame:
    """Two stores; one item that begins late, one that is given up, days on which a store is closed."""
    one, other = sales(days=150, levels=(20.0, 3.0, 9.0)), sales(days=150, levels=(12.0, 6.0), seed=8, store="north")
    since, day = pd.Timestamp("2024-05-01"), pd.Timedelta(days=1)
    one = one[(one["item"] != "item 1") | (one["date"] > since)]
    one = one[(one["item"] != "item 2") | (one["date"] < since - 30 * day)]
    other = other[~other["date"].isin([since, since + day, since + 23 * day])]
    return pd.concat([one, other], ignore_index=True)


def laid_out(table: pd.DataFrame) -> tuple[Sold, set[tuple[str, date]], date]:
    told: Sold = defaultdict(dict)
    for store, item, day, quantity in zip(
        *(table[name] for name in ("store", "item", "date", "quantity")), strict=True
    ):
        told[store, item][day.date()] = max(0.0, float(quantity))
    end = max(day for days in told.values() for day in days)
    sold: Sold = {}
    for series, days in told.items():
        first = min(day for day, quantity in days.items() if quantity > 0)
        every = [first + timedelta(days=n) for n in range((end - first).days + 1)]
        sold[series] = {day: days.get(day, 0.0) for day in every}
    of_store: dict[tuple[str, date], float] = defaultdict(float)
    for (store, _), days in sold.items():
        for day, quantity in days.items():
            of_store[store, day] += quantity
    return sold, {key for key, quantity in of_store.items() if quantity <= 0}, end


def told_at(sold: Sold, closed: set[tuple[str, date]], origin: date) -> pd.DataFrame:
    """The history of the series that are scored at an origin."""
    rows = []
    for (store, item), days in sorted(sold.items()):
        lately = sum(quantity for day, quantity in days.items() if 0 <= (origin - day).days < 28)
        if (origin - min(days)).days < 56 or lately == 0:
            continue
        rows += [
            (store, item, pd.Timestamp(day), quantity, int((store, day) in closed))
            for day, quantity in days.items()
            if day <= origin
        ]
    return pd.DataFrame(rows, columns=["store", "item", "date", "quantity", "closed"])


def oracle(table: pd.DataFrame, forecaster) -> dict[str, float]:
    sold, closed, end = laid_out(table)
    rows, mase, rmsse = [], [], []
    for k in range(ORIGINS):
        origin = end - timedelta(days=HORIZON + (ORIGINS - 1 - k) * STEP)
        history = told_at(sold, closed, origin)
        days = [origin + timedelta(days=n) for n in range(1, HORIZON + 1)]
        future = pd.DataFrame(
            [(*series, pd.Timestamp(day)) for series in sold for day in days], columns=["store", "item", "date"]
        )
        made = forecaster(history, HORIZON, {"country": None, "subdiv": None, "unit": None, "future": future})
        said = {(row.store, row.item, row.date.date()): row for row in made.itertuples()}
        for series in sorted(set(zip(history["store"], history["item"], strict=True))):
            scored = []
            for day in days:
                if (series[0], day) not in closed:
                    row = said[(*series, day)]
                    low, middle, high = sorted(max(0.0, value) for value in (row.p10, row.p50, row.p90))
                    mean = max(0.0, getattr(row, "mean", row.p50))
                    scored.append((sold[series][day], low, middle, high, mean))
            rows += scored
            open_days = [d for d in sold[series] if 0 <= (origin - d).days < 365 and (series[0], d) not in closed]
            changes = [
                sold[series][day] - sold[series][day - timedelta(days=7)]
                for day in open_days
                if day - timedelta(days=7) in open_days
            ]
            unit = sum(map(abs, changes)) / len(changes)
            unit2 = sum(change**2 for change in changes) / len(changes)
            if scored and unit > 0:
                mase.append(sum(abs(y - middle) for y, _, middle, _, _ in scored) / len(scored) / unit)
                rmsse.append(math.sqrt(sum((y - mean) ** 2 for y, *_, mean in scored) / len(scored) / unit2))
    total = sum(y for y, *_ in rows)
    pinball = 0.0
    for share, at in ((0.1, 1), (0.5, 2), (0.9, 3)):
        pinball += sum(max(share * (row[0] - row[at]), (share - 1) * (row[0] - row[at])) for row in rows)
    return {
        "WAPE": sum(abs(y - middle) for y, _, middle, _, _ in rows) / total,
        "MASE": sum(mase) / len(mase),
        "RMSSE": sum(rmsse) / len(rmsse),
        "bias": sum(mean - y for y, *_, mean in rows) / total,
        "WQL": 2 * pinball / total / 3,
        "cov80": sum(low <= y <= high for y, low, _, high, _ in rows) / len(rows),
        "rows": len(rows),
    }


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return backtest(bumpy(), HORIZON, origins=ORIGINS, step=STEP, peers=(NAIVE,)).set_index("model")


@pytest.mark.parametrize(("name", "forecaster"), [(OURS, bench_forecast), (NAIVE, seasonal_naive)])
def test_the_figures_are_those_of_the_protocol_read_slowly(table: pd.DataFrame, name: str, forecaster):
    expected = oracle(bumpy(), forecaster)
    for figure, value in expected.items():
        assert table[figure][name] == pytest.approx(value, rel=1e-9), figure


def test_the_naive_forecast_is_last_weeks_day_and_is_wider_a_week_later():
    dates = pd.date_range("2024-01-01", periods=28)
    steady = np.tile([1.0, 2, 3, 4, 5, 6, 7], 4) + np.repeat([0.0, 1, 0, 1], 7)
    history = pd.DataFrame({"store": "s", "item": "i", "date": dates, "quantity": steady, "closed": 0})
    made = seasonal_naive(history, 14, {})
    assert made["p50"].tolist() == [2, 3, 4, 5, 6, 7, 8] * 2
    wide = (made["p90"] - made["p10"]) / 2
    assert wide[0] == pytest.approx(1.2815515655446)
    assert [later / first for first, later in zip(wide[:7], wide[7:], strict=True)] == pytest.approx([2**0.5] * 7)


def test_what_is_said_to_be_known_ahead_is_told_to_the_forecaster():
    told = sales(days=400).assign(promotion=lambda rows: (rows["date"].dt.day % 5 == 0).astype(float))
    told["quantity"] *= 1 + told["promotion"]
    without, with_ = (backtest(told, origins=1, known_future=known, peers=()) for known in ((), ("promotion",)))
    assert with_["WAPE"][0] < 0.8 * without["WAPE"][0]


def test_a_word_among_what_is_known_ahead_is_refused_where_it_stands():
    told = bumpy().assign(promotion="0")
    told.loc[5, "promotion"] = "cheap"
    day = f"{told['date'][5]:%Y-%m-%d}"
    with pytest.raises(BadHistory, match=f"{day}.*'cheap' is no number for 'promotion'"):
        backtest(told, known_future=("promotion",), peers=())


def test_a_column_that_is_said_to_be_known_must_be_there():
    with pytest.raises(BadHistory, match="'weather'"):
        backtest(bumpy(), known_future=("weather",), peers=())


@pytest.mark.parametrize("days", [1, 10, 60])
def test_too_little_to_score_anything_is_said(days: int):
    with pytest.raises(BadHistory, match="too short"):
        backtest(sales(days=days), peers=())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"horizon": 0}, "1 to 28 days"),
        ({"horizon": 29}, "1 to 28 days"),
        ({"origins": 0}, f"1 to {MOST_ORIGINS} origins"),
        ({"step": 0}, "at least a day"),
        ({"peers": ("Oracle",)}, "no peer 'Oracle'"),
    ],
)
def test_what_cannot_be_done_is_said(wrong: dict, says: str):
    with pytest.raises(ValueError, match=says):
        backtest(bumpy(), **wrong)


def test_the_origins_are_a_month_apart_where_the_sales_are_long():
    from forecasting.protocol import calendar_of, origins_of

    def apart(days: int) -> set[int]:
        calendar = calendar_of(sales(days=days))
        return {(later - one).days for one, later in pairwise(origins_of(calendar, 7, 4, None))}

    long = sales(days=735)
    span = (long["date"].max() - long["date"].min()).days + 1
    assert span >= 730
    assert apart(735) == {28}
    assert apart(600) == {14}


def test_what_the_sales_tell_of_their_days_is_looked_at():
    """Days that sold out at half of what was wanted, and days that did not: told of them, ours expects more."""
    told = sales(days=200, levels=(40.0, 20.0))
    short = (told["quantity"] > 30) & (told["item"] == "item 0") & (told["date"].dt.day % 3 > 0)
    cut = told.assign(quantity=told["quantity"].where(~short, 30))
    bias = [
        backtest(table, HORIZON, origins=2, step=STEP, peers=())["bias"].iloc[0]
        for table in (cut, cut.assign(sold_out=short.astype(int)))
    ]
    assert bias[1] > bias[0] + 0.05
