"""What a whole store will sell: the sum of its items, with an interval of its own.

What is off in one item is partly made up for by another, and partly all are off together (a rainy day). How much of
each is not assumed: it is in the errors that the store's sums had on the days that were held out.
"""

import numpy as np
import pandas as pd

from forecasting.making import Made
from forecasting.panel import Floats, Ints
from forecasting.settling import Settled
from forecasting.spread import Held, quantiles


def totals_of(made: Made, settled: Settled) -> pd.DataFrame:
    """`store, date, p10, p50, p90, mean`; the means are sums of the items'."""
    panel, asked = made.known.panel, made.asked
    names, store_of = np.unique(panel.stores, return_inverse=True)
    horizon = int(asked.ahead.max())
    at = store_of[asked.series] * horizon + asked.ahead - 1
    mean, least = (_summed(of, at, len(names) * horizon) for of in (settled.mean, settled.ordered))
    stores, ahead = np.divmod(np.arange(len(mean)), horizon)
    spread = np.maximum(quantiles(mean, stores, ahead + 1, _held(made, store_of), len(names)), least[:, None])
    # A store that is closed sells nothing for certain.
    spread = np.where(mean[:, None] > 0, spread, 0.0)
    dates = made.known.dates[panel.days + ahead]
    columns = {f"p{share}": spread[:, column] for column, share in enumerate((10, 50, 90))}
    return pd.DataFrame({"store": names[stores], "date": dates, **columns, "mean": mean})


def _held(made: Made, store_of: Ints) -> Held:
    """The same days by store: a day of an origin is one, of all its items."""
    held, rows = made.held, made.held_rows
    if not len(held.sold):
        return held
    keys = np.column_stack([store_of[rows.series], held.age, rows.ahead])
    found, at = np.unique(keys, axis=0, return_inverse=True)
    expected, sold = (_summed(of, at.ravel(), len(found)) for of in (held.expected, held.sold))
    return Held(expected, sold, found[:, 0], found[:, 1], found[:, 2])


def _summed(values: Floats, at: Ints, length: int) -> Floats:
    return np.bincount(at, weights=values, minlength=length).astype(float)
