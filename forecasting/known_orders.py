"""What is ordered already for a day to come: less will not be sold, and it tells of what is still to come.

A forecast holds as many orders as are usual: the part `share` of it. Orders beyond those come on top. The share is
learned where the sales say what had been ordered (`ordered`), each item leaning on all; else it is taken to be a half.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from forecasting.panel import Floats, Panel, place

UNTOLD = 0.5
"""The share where nobody tells."""
_LEANS = 200.0
"""Units sold: of so many, a share is half an item's own."""
_LATELY = 180
_UNTOLD: Mapping[str, Any] = MappingProxyType(
    {"sold_out": False, "one_off": 0.0, "ordered": np.nan, "price": np.nan, "category": ""}
)


def with_ordered(history: pd.DataFrame, orders: pd.DataFrame | None, last: pd.Timestamp, horizon: int) -> pd.DataFrame:
    """Checked sales, and a row of none on its store's first day for each item that is ordered in the days after `last`
    and was never sold: it is forecast to sell what is ordered. A store without any sale has none."""
    if orders is None:
        return history
    ahead = orders[(orders["date"] > last) & (orders["date"] <= last + pd.Timedelta(days=horizon))]
    asked = ahead.loc[ahead["quantity"] > 0, ["store", "item"]].drop_duplicates()
    sold = pd.MultiIndex.from_frame(history[["store", "item"]])
    never = asked[~pd.MultiIndex.from_frame(asked).isin(sold)]
    begun = history.sort_values("date", kind="stable").drop_duplicates("store").drop(columns="item")
    rows = never.merge(begun, on="store").assign(quantity=0.0)
    if rows.empty:
        return history
    for name, untold in _UNTOLD.items():
        if name in rows:
            rows[name] = untold
    return pd.concat([history, rows[history.columns]]).sort_values(
        ["store", "item", "date"], kind="stable", ignore_index=True
    )


def ordered_ahead(panel: Panel, orders: pd.DataFrame | None, horizon: int) -> Floats:
    """By series and day ahead, 0 where nothing is ordered."""
    if orders is None:
        return np.zeros((panel.series, horizon))
    return np.nan_to_num(place(panel, orders, orders["quantity"], horizon)[:, panel.days :])


def usually_ordered(panel: Panel, history: pd.DataFrame) -> Floats:
    """By series, the part of what it sells that is ordered beforehand."""
    if "ordered" not in history:
        return np.full(panel.series, UNTOLD)
    told = place(panel, history, history["ordered"])[:, -_LATELY:]
    if not np.isfinite(told).any():
        return np.full(panel.series, UNTOLD)
    ordered = np.nan_to_num(told).sum(axis=1)
    sold = np.where(np.isfinite(told), place(panel, history, history["quantity"])[:, -_LATELY:], 0.0).sum(axis=1)
    of_all = ordered.sum() / max(sold.sum(), 1.0)
    return np.asarray(np.clip((ordered + _LEANS * of_all) / (sold + _LEANS), 0.0, 1.0))


def beyond_usual(expected: Floats, ordered: Floats, share: Floats) -> Floats:
    """What the orders add to what is expected, in units: the orders that are more than those it holds already."""
    return np.maximum(ordered - share * expected, 0.0)
