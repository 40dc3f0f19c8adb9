"""What will sell: for each store, item and day ahead a low, a middle and a high figure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.blending import Memories, shares
from forecasting.calendars import holidays_on
from forecasting.features import Known, Rows, features, know, usual
from forecasting.history import read_history
from forecasting.learning import FEWEST, learn, past_of
from forecasting.levels import track
from forecasting.panel import Floats, Panel, lay_out
from forecasting.spread import Held, quantiles

HELD_OUT = 120
"""Days before the origin on which the shares and the spread are found, and at most this part of the history:"""
HELD_OUT_PART = 0.4
FARTHEST = 28


def forecast(
    history: pd.DataFrame,
    horizon: int,
    *,
    country: str | None = None,
    region: str | None = None,
    ahead: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each series of `history` will sell on each of the days that follow its last.

    Args:
        history: `store, item, date, quantity` and, if wished, `closed` (0 or 1) and columns of facts; a day without a
            row is a day without a sale.
        horizon: days ahead, 1 to 28.
        country, region: whose public holidays count, as `DE` and `BW`; none without.
        ahead: the columns of facts that are known for the days to come: `store, item, date` and one or more of those
            that `history` has (a promotion, school holidays).

    Returns:
        `store, item, date, p10, p50, p90, mean`, in the units of `quantity`, sorted; the same for the same arguments.

    Raises:
        BadHistory: the sales cannot be read.
        UnknownCountry: there is no calendar.
        ValueError: the horizon is out of range.
    """
    if not 1 <= horizon <= FARTHEST:
        raise ValueError(f"A forecast is for 1 to {FARTHEST} days ahead, not {horizon}")
    read = read_history(history)
    panel = lay_out(read)
    holidays, facts = _holidays(panel, horizon, country, region), _facts(panel, read, ahead, horizon)
    known = know(panel, track(panel), holidays, facts, horizon)
    asked = _asked(panel, horizon)
    made = _made(known, asked, horizon)
    return pd.DataFrame(
        {
            "store": panel.stores[asked.series],
            "item": panel.items[asked.series],
            "date": known.dates[asked.day],
            "p10": made.spread[:, 0],
            "p50": made.spread[:, 1],
            "p90": made.spread[:, 2],
            "mean": made.mean,
        }
    )


@dataclass(frozen=True, slots=True)
class _Made:
    mean: Floats
    spread: Floats


def _made(known: Known, asked: Rows, horizon: int) -> _Made:
    panel, memories = known.panel, Memories(known)
    past, last = past_of(known, horizon), panel.days - 1
    cut = panel.days - int(min(HELD_OUT, (panel.days - panel.born.min()) * HELD_OUT_PART))
    held, before = past.of(past.rows.origin >= cut), past.of(past.rows.day < cut)
    rich = len(before.sold) >= FEWEST
    ways_held = memories.beside(held.usual * learn(before, cut).ratios(held.matrix), held.rows)
    share = shares(ways_held, held.sold, rich=rich)
    _, matrix = features(known, asked)
    learned = learn(past, last).ratios(matrix) if rich else np.ones(len(matrix))
    mean = memories.beside(usual(known, asked) * learned, asked) @ share
    errors = Held(ways_held @ share, held.sold, held.rows.series, last - held.rows.origin)
    return _Made(mean, quantiles(mean, asked.series, errors, panel.series))


def _asked(panel: Panel, horizon: int) -> Rows:
    series = np.repeat(np.arange(panel.series), horizon)
    ahead = np.tile(np.arange(1, horizon + 1), panel.series)
    return Rows(series, np.full(len(series), panel.days - 1), ahead)


def _holidays(panel: Panel, horizon: int, country: str | None, region: str | None) -> Floats:
    around = pd.date_range(panel.start - pd.Timedelta(days=1), periods=panel.days + horizon + 2)
    return holidays_on(around, country, region)


def _facts(panel: Panel, history: pd.DataFrame, ahead: pd.DataFrame | None, horizon: int) -> Mapping[str, Floats]:
    if ahead is None:
        return {}
    series = pd.MultiIndex.from_arrays([panel.stores, panel.items])
    facts = {}
    for name in [column for column in ahead.columns if column not in ("store", "item", "date")]:
        values = np.full((panel.series, panel.days + horizon), np.nan)
        for frame in (history, ahead):
            at = series.get_indexer(pd.MultiIndex.from_frame(frame[["store", "item"]]))
            day = (pd.to_datetime(frame["date"]) - panel.start).dt.days.to_numpy()
            inside = (at >= 0) & (day >= 0) & (day < values.shape[1])
            values[at[inside], day[inside]] = pd.to_numeric(frame[name], errors="coerce").to_numpy()[inside]
        facts[name] = values
    return facts
