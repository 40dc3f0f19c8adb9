"""The sales that a forecast learns from: a tidy table, one row for each store, item and day that sold.

A day without a row is a day on which nothing of the item was sold; a day on which a store sold nothing at all is a
day on which it was closed, unless it has many of those at no regular times. What cannot be read is refused by the
number of its row, the first row being 1.

Columns that may be there beside `store, item, date, quantity`:
- `closed` (0 or 1): the store was closed that day;
- `sold_out` (0 or 1): the item ran out, so more would have been sold: the quantity is a lower bound;
- `bad` (0 or 1): nothing is learned from this row; from a whole day of a store, if all its rows are bad;
- `one_off`: the part of the quantity that was an order that will not come again;
- `ordered`: the part of the quantity that had been ordered for the day beforehand (an empty cell: not known);
- `price`: of one unit;
- `category`: what kind of item it is; an item's last one counts;
- any other column is a fact, looked at if it is also told for the days to come (`events`).
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from forecasting.tables import MOST, BadTable, Table, table

COLUMNS = ("store", "item", "date", "quantity")
FLAGS = ("closed", "sold_out", "bad")
PARTS = ("one_off", "ordered")
OPTIONAL = (*FLAGS, *PARTS, "price", "category")
TELLING = tuple(name for name in OPTIONAL if name != "closed")
"""Those that are told of rows that sold; which days a store was closed can be seen from the sales."""
LONGEST_GAP = 730
"""Days between two sales of one store. A longer pause is a wrong year, or another business under the same name."""


class BadHistory(BadTable):
    """A table of sales that cannot be learned from. Says which row, and what is wrong with it."""


def read_history(frame: pd.DataFrame, origin: date | None = None, facts: Sequence[str] = ()) -> pd.DataFrame:
    """The same sales, checked and sorted: store and item as text, date as a day, quantity as a number of at least 0.

    `OPTIONAL` columns are read as what they are, `facts` as numbers (an empty cell: not known), others are kept as they
    are. Quantities below zero, which are goods returned, count as 0. Rows after the `origin`, if one is given, are left
    out.

    Raises:
        BadHistory: a column is missing, or a row cannot be read.
    """
    told = table(frame, error=BadHistory)
    told.need(COLUMNS)
    if told.frame.empty:
        raise BadHistory("There are no sales to learn from")
    quantity = told.numbers("quantity", "quantity", most=MOST).clip(lower=0)
    read = told.frame.assign(
        store=told.names("store"),
        item=told.names("item"),
        date=told.days(),
        quantity=quantity,
        **_optional(told, facts),
    )
    told.refuse(
        read.duplicated(["store", "item", "date"]),
        lambda row: f"{read['item'][row]!r} of {read['store'][row]!r} on {read['date'][row]:%Y-%m-%d} is there twice",
    )
    if origin is not None:
        read = read[read["date"] <= pd.Timestamp(origin)]
        if read.empty:
            raise BadHistory(f"There are no sales up to {pd.Timestamp(origin):%Y-%m-%d} to learn from")
        if (pd.Timestamp(origin) - read["date"].max()).days > LONGEST_GAP:
            raise BadHistory(f"{pd.Timestamp(origin):%Y-%m-%d} is more than {LONGEST_GAP} days after the last sale")
    _hold_against_gaps(told, read)
    return read.sort_values(["store", "item", "date"], kind="stable", ignore_index=True)


def _optional(told: Table, facts: Sequence[str]) -> dict[str, pd.Series]:
    there = [name for name in OPTIONAL if name in told.frame.columns]
    read: dict[str, pd.Series] = {name: told.flags(name) for name in there if name in FLAGS}
    untold = {"one_off": 0.0, "ordered": float("nan")}
    read |= {
        name: told.numbers(name, f"quantity ({name})", least=0.0, most=MOST, blank=untold[name])
        for name in there
        if name in PARTS
    }
    known = [name for name in facts if name in told.frame.columns and name not in (*COLUMNS, *OPTIONAL)]
    read |= {name: told.numbers(name, f"number ({name})", blank=float("nan")) for name in known}
    if "price" in there:
        read["price"] = told.numbers("price", "price", least=0.0, blank=float("nan"))
    if "category" in there:
        read["category"] = told.names("category", blank="")
    return read


def _hold_against_gaps(told: Table, read: pd.DataFrame) -> None:
    days = read[["store", "date"]].drop_duplicates().sort_values(["store", "date"])
    pause = days.groupby("store")["date"].diff().dt.days
    told.refuse(
        pause > LONGEST_GAP,
        lambda row: (
            f"{read['date'][row]:%Y-%m-%d} is {int(pause[row])} days after the sale before it in "
            f"{read['store'][row]!r}: give the part from there on alone, or mend the year"
        ),
    )
