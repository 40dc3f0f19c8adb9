"""How good the forecast would have been: made again at past origins, and held against what then sold and against peers.

The protocol is that of `protocol`, the metrics are those of `metrics`.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from forecasting import peers as others
from forecasting.bench import bench_forecast
from forecasting.history import COLUMNS, TELLING, BadHistory, read_history
from forecasting.metrics import Scores, score
from forecasting.naive import seasonal_naive
from forecasting.protocol import RIPE, Window, calendar_of, origins_of, windows

OURS, NAIVE = "Bakeline", "SeasonalNaive"
FARTHEST = 28
MOST_ORIGINS = 200
_Forecaster = Callable[[pd.DataFrame, int, Mapping[str, Any]], pd.DataFrame]


def backtest(
    history: pd.DataFrame,
    horizon: int = 7,
    *,
    origins: int = 8,
    step: int | None = None,
    country: str | None = None,
    region: str | None = None,
    known_future: Sequence[str] = (),
    peers: Sequence[str] = (NAIVE,),
) -> pd.DataFrame:
    """A row for ours and one for each peer: `model, WAPE, MASE, RMSSE, bias, WQL, cov80, seconds, series, rows,
    origins`.

    Args:
        history: `store, item, date, quantity`, and the columns of `known_future`; others are not looked at.
        horizon: days ahead, 1 to 28.
        origins: how many, the last of them `horizon` days before the last day.
        step: days between two origins; by the span of the sales where it is None.
        country, region: whose public holidays count, as `DE` and `BW`.
        known_future: columns of numbers that would have been known for the days ahead.
        peers: `SeasonalNaive`, and `AutoETS` and `AutoTheta` where `others.python` finds their library.

    `seconds` are the median processor seconds of one call on all series; `series` the most that were scored at an
    origin, `rows` the scored days of all origins, `origins` those at which anything was scored.

    Raises:
        BadHistory: the sales cannot be read, or are too short to score anything.
        ValueError: the horizon, the step or the number of origins is out of range, or there is no such peer.
        PeersFailed: a peer gave up.
    """
    _check(horizon, origins, step, peers)
    calendar = calendar_of(_numbers(read_history(history[_told(history, known_future)]), known_future))
    scored = windows(calendar, horizon, origins_of(calendar, horizon, origins, step)) if len(calendar) else []
    if not scored:
        raise BadHistory(
            f"The sales are too short to score anything: a series counts from {RIPE} days after its first sale, "
            f"and {horizon} days must follow"
        )
    ours = _context(country, region, known_future)
    rows = [_row(OURS, scored, *_made(bench_forecast, scored, horizon, ours))]
    for name in peers:
        made = _made(seasonal_naive, scored, horizon, ours) if name == NAIVE else _asked(name, scored, horizon)
        rows.append(_row(name, scored, *made))
    return pd.DataFrame(rows)


def _check(horizon: int, origins: int, step: int | None, peers: Sequence[str]) -> None:
    if not 1 <= horizon <= FARTHEST:
        raise ValueError(f"A forecast is for 1 to {FARTHEST} days ahead, not {horizon}")
    if not 1 <= origins <= MOST_ORIGINS:
        raise ValueError(f"A backtest has 1 to {MOST_ORIGINS} origins, not {origins}")
    if step is not None and step < 1:
        raise ValueError(f"Two origins are at least a day apart, not {step}")
    unknown = [name for name in peers if name not in (NAIVE, *others.NAMES)]
    if unknown:
        raise ValueError(f"There is no peer {unknown[0]!r}: there are {', '.join((NAIVE, *others.NAMES))}")


def _told(history: pd.DataFrame, known_future: Sequence[str]) -> list[str]:
    missing = [name for name in known_future if name not in history]
    if missing:
        raise BadHistory(f"The sales lack the column {missing[0]!r}, which is said to be known")
    return list(dict.fromkeys(name for name in (*COLUMNS, *TELLING, *known_future) if name in history))


def _numbers(sales: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    for name in columns:
        read = pd.to_numeric(sales[name], errors="coerce")
        unread = read.isna() & sales[name].notna()
        if unread.any():
            at = sales[unread].iloc[0]
            raise BadHistory(
                f"{at['item']!r} of {at['store']!r} on {at['date']:%Y-%m-%d}: {at[name]!r} is no number for {name!r}"
            )
        sales = sales.assign(**{name: read})
    return sales


def _context(country: str | None, region: str | None, known: Sequence[str]) -> Callable[[Window], Mapping[str, Any]]:
    def at(window: Window) -> Mapping[str, Any]:
        future = window.ahead[["store", "item", "date", *known]]
        return {"country": country, "subdiv": region, "unit": None, "future": future}

    return at


def _made(
    forecaster: _Forecaster, scored: Sequence[Window], horizon: int, context: Callable[[Window], Mapping[str, Any]]
) -> tuple[list[pd.DataFrame], list[float]]:
    made, seconds = [], []
    for window in scored:
        told = context(window)
        begun = time.process_time()
        made.append(forecaster(window.history, horizon, told))
        seconds.append(time.process_time() - begun)
    return made, seconds


def _asked(name: str, scored: Sequence[Window], horizon: int) -> tuple[list[pd.DataFrame], list[float]]:
    peer = others.ask(name, scored, horizon)
    return peer.forecasts, peer.seconds


def _row(name: str, scored: Sequence[Window], made: list[pd.DataFrame], seconds: list[float]) -> dict[str, Any]:
    scores: Scores = score(scored, made)
    series = max(window.truth.groupby(["store", "item"]).ngroups for window in scored)
    rows = sum(len(window.truth) for window in scored)
    return {
        "model": name,
        **asdict(scores),
        "seconds": statistics.median(seconds),
        "series": series,
        "rows": rows,
        "origins": len(scored),
    }
