"""What is known of the days to come when a forecast is made: events, prices and orders."""

import numpy as np
import pandas as pd

from forecasting.tables import MOST, BadTable, Table, table

WHERE = ("store", "item", "date")


def read_events(events: pd.DataFrame | None) -> pd.DataFrame | None:
    """Events past and ahead, checked: `store, item, date, name` (empty: all stores, all items, no name) and facts.

    `date` is needed, and a `name` or at least one column of facts, which are numbers (an empty cell: not known). A day
    of a festival is a row, as is a day of a promotion.

    Raises:
        BadTable: a row cannot be read.
    """
    if events is None:
        return None
    told = table(events, "events")
    told.need(["date"])
    facts = facts_of(told.frame)
    if not facts and "name" not in told.frame:
        raise BadTable("The events have no column 'name', and no column of facts")
    read = _where(told)
    read["name"] = told.names("name", blank="") if "name" in told.frame else ""
    if not facts:
        told.refuse(read["name"] == "", lambda _: "the name is empty")
    return read.assign(**{name: told.numbers(name, f"number ({name})", blank=np.nan) for name in facts})


def facts_of(events: pd.DataFrame | None) -> tuple[str, ...]:
    """The columns of facts among the events (`read_events`)."""
    return () if events is None else tuple(str(name) for name in events.columns if name not in (*WHERE, "name"))


def read_prices(prices: pd.DataFrame | None) -> pd.DataFrame | None:
    """Planned prices, checked: `store, item, date, price`.

    Raises:
        BadTable: a row cannot be read.
    """
    return _amounts(prices, "prices", "price", "price")


def read_orders(orders: pd.DataFrame | None) -> pd.DataFrame | None:
    """What is ordered already for days to come, checked: `store, item, date, quantity`; several rows are summed.

    Raises:
        BadTable: a row cannot be read.
    """
    read = _amounts(orders, "orders", "quantity", "quantity")
    if read is None:
        return None
    return read.groupby(list(WHERE))["quantity"].sum().reset_index()


def _amounts(frame: pd.DataFrame | None, called: str, column: str, what: str) -> pd.DataFrame | None:
    if frame is None:
        return None
    told = table(frame, called)
    told.need([*WHERE, column])
    told.only([*WHERE, column])
    read = pd.DataFrame({"store": told.names("store"), "item": told.names("item"), "date": told.days()})
    read[column] = told.numbers(column, what, least=0.0, most=MOST)
    if column == "price":
        told.refuse(read[column] == 0, lambda _: "a price of 0 is none")
        told.refuse(
            read.duplicated(list(WHERE)),
            lambda row: f"{read['item'][row]!r} of {read['store'][row]!r} has two prices that day",
        )
    return read


def _where(told: Table) -> pd.DataFrame:
    blank = pd.Series("", index=told.frame.index, dtype=object)
    read = pd.DataFrame({"store": blank, "item": blank, "date": told.days()})
    for name in ("store", "item"):
        if name in told.frame:
            read[name] = told.names(name, blank="")
    return read
