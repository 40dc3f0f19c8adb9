"""Sales laid out as a matrix: a row for each series (an item of a store), a column for each day."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Names = npt.NDArray[np.object_]
_SELLS_LESS = 0.5
"""Of a weekday's days without a sale: with more, it is no weekday of selling."""
_BY_CHANCE = 0.15
"""Of the days of selling weekdays: with more that sold nothing, those were not closed."""


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


def in_stores(panel: Panel) -> tuple[Panel, Ints]:
    """Each store as one series, which sells what all its items sell; and for each series of `panel` the row of its
    store. A day is known where any item's is."""
    names, row = np.unique(panel.stores.astype(str), return_inverse=True)
    known, sold = (np.zeros((len(names), panel.days)) for _ in range(2))
    np.add.at(known, row, np.isfinite(panel.demand))
    np.add.at(sold, row, np.nan_to_num(panel.demand))
    born = np.full(len(names), panel.days, dtype=np.intp)
    np.minimum.at(born, row, panel.born)
    demand = np.where(known > 0, sold, np.nan)
    return Panel(names.astype(object), np.full(len(names), "", dtype=object), panel.start, demand, born), row


def lay_out(history: pd.DataFrame, origin: date | None = None) -> Panel:
    """A panel of checked sales (`history.read_history`) up to the `origin`, or to the last sale.

    `closed`, if it is a column, is believed, as is `bad`; what is `one_off` is taken out of the quantity.
    """
    keys = history[["store", "item"]].drop_duplicates().sort_values(["store", "item"], ignore_index=True)
    start = history["date"].min()
    last = history["date"].max() if origin is None else pd.Timestamp(origin)
    days = (last - start).days + 1
    stores, items = (keys[name].to_numpy(dtype=object) for name in ("store", "item"))
    empty = Panel(stores, items, start, np.full((len(keys), days), np.nan), np.zeros(len(keys), dtype=np.intp))
    sold = np.nan_to_num(place(empty, history, history["quantity"]))
    sells = sold > 0
    born = np.where(sells.any(axis=1), sells.argmax(axis=1), days)
    unknown = _closed(empty, sold) | (np.arange(days) < born[:, None]) | _bad(empty, history)
    if "closed" in history:
        unknown |= place(empty, history, history["closed"]) > 0
    if "one_off" in history:
        sold = np.maximum(sold - np.nan_to_num(place(empty, history, history["one_off"])), 0)
    return replace(empty, demand=np.where(unknown, np.nan, sold), born=born.astype(np.intp))


def place(panel: Panel, told: pd.DataFrame, values: pd.Series, ahead: int = 0) -> Floats:
    """A column of a table as a matrix, each series by day and so many days ahead; NaN where nothing is told.

    An empty `store` or `item` of `told` means all of them; what is told of one store or item goes before.
    """
    found = np.full((panel.series, panel.days + ahead), np.nan)
    day = (told["date"] - panel.start).dt.days.to_numpy()
    number = values.to_numpy(dtype=float)
    inside = (day >= 0) & (day < found.shape[1])
    wide = {name: (told[name] == "").to_numpy() for name in ("store", "item")}
    for of in (wide["store"] & wide["item"], wide["store"] & ~wide["item"], ~wide["store"] & wide["item"]):
        rows = np.flatnonzero(of & inside)
        for key, at in told.iloc[rows].groupby(["store", "item"]).indices.items():
            store, item = np.array(key)
            mine = ((panel.stores == store) | (store == "")) & ((panel.items == item) | (item == ""))
            found[np.ix_(mine, day[rows[at]])] = number[rows[at]]
    one = inside & ~wide["store"] & ~wide["item"]
    known = pd.MultiIndex.from_arrays([panel.stores, panel.items])
    at = known.get_indexer(pd.MultiIndex.from_frame(told.loc[one, ["store", "item"]]))
    found[at[at >= 0], day[one][at >= 0]] = number[one][at >= 0]
    return found


def _closed(panel: Panel, sold: Floats) -> Mask:
    closed = np.empty(sold.shape, dtype=bool)
    for store in np.unique(panel.stores):
        mine = panel.stores == store
        closed[mine] = _was_closed(sold[mine].sum(axis=0) == 0, panel.weekday(np.arange(panel.days)))
    return closed


def _was_closed(nothing: Mask, weekday: Ints) -> Mask:
    """Of the days on which a store sold nothing, those on which it was closed.

    All of them, as a rule. A store that sells seldom has days of nothing at no regular times, though: if it has many of
    those on its selling weekdays, they are days without a customer.
    """
    first = int(np.argmin(nothing))
    seen = np.arange(len(nothing)) >= first
    of = [nothing[seen & (weekday == day)] for day in range(7)]
    sells = np.array([len(days) > 0 and days.mean() < _SELLS_LESS for days in of])
    if not sells.any():
        return nothing & ~seen
    chance = nothing & sells[weekday] & ~_long(nothing)
    if chance[seen].sum() <= _BY_CHANCE * sells[weekday[seen]].sum():
        return nothing
    return np.asarray(nothing & ~(chance & seen))


def _long(nothing: Mask) -> Mask:
    """Days within a week or more of nothing: holidays of the shop."""
    change = np.flatnonzero(np.diff(np.concatenate([[False], nothing, [False]]).astype(int)))
    found = np.zeros(len(nothing), dtype=bool)
    for begin, end in zip(change[::2], change[1::2], strict=True):
        found[begin:end] = end - begin >= 7
    return found


def _bad(panel: Panel, history: pd.DataFrame) -> Mask:
    """Rows that are marked, and all series of a store on a day of which all rows are."""
    if "bad" not in history:
        return np.zeros(panel.demand.shape, dtype=bool)
    marked = place(panel, history, history["bad"])
    bad = marked > 0
    for store in np.unique(panel.stores):
        mine = panel.stores == store
        told = np.isfinite(marked[mine])
        bad[mine] |= told.any(axis=0) & (told == (marked[mine] > 0)).all(axis=0)
    return bad
