"""The rolling origins on which forecasters are held against each other: what each may see, and what is scored.

Version 1. Each series is laid on a daily calendar from its first sale to the last date of all; a day without a row is
0. A day on which a whole store sold nothing is closed: never scored, told of the past and not of the future. With last
date D, horizon H and step S, origin k of K is D - H - (K-1-k)*S; S is 28 days where the sales span at least 730 days,
else 14. At an origin a series is scored if it first sold at least 56 days before, and at least once in the last 28
days; no other is shown to the forecaster.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

RIPE, LATELY = 56, 28
"""Days: from a scored series' first sale to the origin; the days up to the origin in which it sold."""
LONG, LONG_STEP, SHORT_STEP = 730, 28, 14


@dataclass(frozen=True, slots=True)
class Window:
    """What a forecaster may see at an origin (`history`, with `closed`), and what came then (`ahead`)."""

    origin: pd.Timestamp
    history: pd.DataFrame
    ahead: pd.DataFrame

    @property
    def truth(self) -> pd.DataFrame:
        """The days ahead that are scored."""
        return self.ahead.loc[self.ahead["closed"] == 0, ["store", "item", "date", "quantity"]]


def calendar_of(sales: pd.DataFrame) -> pd.DataFrame:
    """Checked sales (`history.read_history`) with a row for each series and day, and `closed` (0 or 1)."""
    end = sales["date"].max()
    first = sales[sales["quantity"] > 0].groupby(["store", "item"])["date"].min()
    lasts = (end - first).dt.days.to_numpy() + 1
    full = first.index.repeat(lasts).to_frame(index=False)
    full["date"] = first.repeat(lasts).to_numpy() + pd.to_timedelta(full.groupby(["store", "item"]).cumcount(), "D")
    full = full.merge(sales, on=["store", "item", "date"], how="left")
    full["quantity"] = full["quantity"].fillna(0.0)
    sold = full.groupby(["store", "date"])["quantity"].transform("sum")
    full["closed"] = (sold <= 0).astype(int)
    return full.sort_values(["store", "item", "date"], ignore_index=True)


def origins_of(calendar: pd.DataFrame, horizon: int, count: int, step: int | None) -> list[pd.Timestamp]:
    """The last days that are known, the earliest first; `step` days apart, chosen by the span where it is None."""
    first, last = calendar["date"].min(), calendar["date"].max()
    apart = step or (LONG_STEP if (last - first).days + 1 >= LONG else SHORT_STEP)
    return [last - pd.Timedelta(days=horizon + apart * back) for back in reversed(range(count))]


def windows(calendar: pd.DataFrame, horizon: int, origins: Sequence[pd.Timestamp]) -> list[Window]:
    """A window for each origin at which any series is scored."""
    found = [_window(calendar, origin, horizon) for origin in origins]
    return [window for window in found if len(window.truth)]


def _window(calendar: pd.DataFrame, origin: pd.Timestamp, horizon: int) -> Window:
    key, date = ["store", "item"], calendar["date"]
    known = calendar[date <= origin]
    first = known.groupby(key)["date"].min()
    lately = known[known["date"] > origin - pd.Timedelta(days=LATELY)].groupby(key)["quantity"].sum()
    ripe = (origin - first).dt.days >= RIPE
    chosen = first.index[ripe & (lately.reindex(first.index).fillna(0) > 0)]
    keep = pd.MultiIndex.from_frame(calendar[key]).isin(chosen)
    coming = (date > origin) & (date <= origin + pd.Timedelta(days=horizon))
    past, ahead = (calendar[keep & np.asarray(days)].reset_index(drop=True) for days in (date <= origin, coming))
    return Window(origin, past, ahead)
