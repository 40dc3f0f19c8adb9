"""Sales laid out as a matrix: a row for each series (an item of a store), a column for each day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Names = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Panel:
    """`demand[i, t]` is what series `i` sold on day `t`; NaN where that is not known: closed, or before its first."""

    stores: npt.NDArray[np.object_]
    """The store of each series."""
    items: npt.NDArray[np.object_]
    start: pd.Timestamp
    demand: Floats
    born: Ints
    """The day of each series' first sale."""

    @property
    def series(self) -> int:
        return len(self.born)

    @property
    def days(self) -> int:
        return int(self.demand.shape[1])

    def dates(self, ahead: int = 0) -> pd.DatetimeIndex:
        """Its days, and so many after them."""
        return pd.date_range(self.start, periods=self.days + ahead)

    def weekday(self, day: Ints | int) -> Ints:
        """0 is Monday. Days are counted from the panel's first."""
        return np.asarray((self.start.day_of_week + np.asarray(day)) % 7)


def lay_out(history: pd.DataFrame, origin: date | None = None) -> Panel:
    """A panel of checked sales (`history.read_history`) up to the `origin`, or to the last sale.

    `closed` (0 or 1), if it is a column, is believed.
    """
    keys = history[["store", "item"]].drop_duplicates().sort_values(["store", "item"], ignore_index=True)
    index = pd.MultiIndex.from_frame(keys)
    series = index.get_indexer(pd.MultiIndex.from_frame(history[["store", "item"]]))
    start = history["date"].min()
    day = (history["date"] - start).dt.days.to_numpy()
    last = history["date"].max() if origin is None else pd.Timestamp(origin)
    days = (last - start).days + 1
    sold = np.zeros((len(keys), days))
    sold[series, day] = history["quantity"].to_numpy()
    sells = sold > 0
    born = np.where(sells.any(axis=1), sells.argmax(axis=1), days)
    stores = keys["store"].to_numpy(dtype=object)
    closed = _closed(sold, stores)
    if "closed" in history:
        shut = history["closed"].to_numpy() > 0
        closed[series[shut], day[shut]] = True
    unknown = closed | (np.arange(days) < born[:, None])
    demand = np.where(unknown, np.nan, sold)
    return Panel(stores, keys["item"].to_numpy(dtype=object), start, demand, born.astype(np.intp))


def _closed(sold: Floats, stores: npt.NDArray[np.object_]) -> Mask:
    closed = np.empty(sold.shape, dtype=bool)
    for store in np.unique(stores):
        mine = stores == store
        closed[mine] = sold[mine].sum(axis=0) == 0
    return closed
