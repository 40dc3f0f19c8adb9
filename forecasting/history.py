"""The sales that a forecast learns from: a tidy table, one row for each store, item and day that sold.

A day without a row is a day on which nothing of the item was sold; a day on which a store sold nothing at all is a
day on which it was closed. What cannot be read is refused by the number of its row, the first row being 1.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

COLUMNS = ("store", "item", "date", "quantity")
EARLIEST = date(2000, 1, 1)
"""An earlier date is a spreadsheet's empty cell or a typing error, never a sale."""
LONGEST_GAP = 730
"""Days between two sales of one store. A longer pause is a wrong year, or another business under the same name."""


class BadHistory(ValueError):
    """A table of sales that cannot be learned from. Says which row, and what is wrong with it."""


def read_history(frame: pd.DataFrame, origin: date | None = None) -> pd.DataFrame:
    """The same sales, checked and sorted: store and item as text, date as a day, quantity as a number of at least 0.

    Columns beside the four are kept as they are. Quantities below zero, which are goods returned, count as 0. Rows
    after the `origin`, if one is given, are left out.

    Raises:
        BadHistory: a column is missing, or a row cannot be read.
    """
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise BadHistory(f"The sales lack the column {_listed(missing)}: they have {_listed(list(frame.columns))}")
    if frame.empty:
        raise BadHistory("There are no sales to learn from")
    read = frame.reset_index(drop=True)
    read = read.assign(
        store=_names(read, "store"), item=_names(read, "item"), date=_days(read), quantity=_quantities(read)
    )
    twice = read.duplicated(["store", "item", "date"])
    if twice.any():
        row = _first(twice)
        of = read.loc[row]
        raise BadHistory(f"Row {row + 1}: {of['item']!r} of {of['store']!r} on {of['date']:%Y-%m-%d} is there twice")
    if origin is not None:
        read = read[read["date"] <= pd.Timestamp(origin)]
        if read.empty:
            raise BadHistory(f"There are no sales up to {origin} to learn from")
    _hold_against_gaps(read)
    return read.sort_values(["store", "item", "date"], kind="stable", ignore_index=True)


def _names(frame: pd.DataFrame, column: str) -> pd.Series:
    given = frame[column]
    blank = given.isna() | (given.astype("string").str.strip() == "")
    if blank.any():
        raise BadHistory(f"Row {_first(blank) + 1}: the {column} is empty")
    return given.astype("string").str.strip().astype(object)


def _days(frame: pd.DataFrame) -> pd.Series:
    days = pd.to_datetime(frame["date"], errors="coerce", format=None if _dates(frame["date"]) else "ISO8601")
    unread = days.isna()
    if unread.any():
        row = _first(unread)
        raise BadHistory(f"Row {row + 1}: {frame['date'][row]!r} is no date like 2026-11-21")
    days = days.dt.tz_localize(None).dt.normalize()
    early = days < pd.Timestamp(EARLIEST)
    if early.any():
        row = _first(early)
        raise BadHistory(f"Row {row + 1}: {days[row]:%Y-%m-%d} is before {EARLIEST}")
    return days


def _dates(column: pd.Series) -> bool:
    return bool(pd.api.types.is_datetime64_any_dtype(column))


def _quantities(frame: pd.DataFrame) -> pd.Series:
    quantities = pd.to_numeric(frame["quantity"], errors="coerce").astype(float)
    unread = ~quantities.map(np.isfinite)
    if unread.any():
        row = _first(unread)
        raise BadHistory(f"Row {row + 1}: {frame['quantity'][row]!r} is no quantity")
    return quantities.clip(lower=0)


def _hold_against_gaps(read: pd.DataFrame) -> None:
    days = read[["store", "date"]].drop_duplicates().sort_values(["store", "date"])
    pause = days.groupby("store")["date"].diff().dt.days
    long = pause > LONGEST_GAP
    if long.any():
        row = _first(long)
        raise BadHistory(
            f"Row {row + 1}: {read['date'][row]:%Y-%m-%d} is {int(pause[row])} days after the sale before it "
            f"in {read['store'][row]!r}: give the part from there on alone, or mend the year"
        )


def _first(mask: pd.Series) -> int:
    return int(mask.index[mask.to_numpy()][0])


def _listed(names: Sequence[object]) -> str:
    return ", ".join(repr(name) for name in names)
