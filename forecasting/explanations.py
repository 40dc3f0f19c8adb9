"""Why a forecast is what it is: an average day, and what each driver adds to it or takes from it, in units.

A forecast is a product: an average day, times how the last weeks stood to it, times the weekday, times what was
learned. Its logarithm is therefore a sum, and each part of that sum is turned into units by the logarithmic mean of
the forecast and the base (the log-mean Divisia decomposition, LMDI): units = (mean - base) / ln(mean / base) * part.
That is exact, does not hang on an order of the drivers, and never turns a sign.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecasting.drivers import BASE, MOST, OTHER
from forecasting.levels import LEAST
from forecasting.making import Made
from forecasting.panel import Floats

COLUMNS = ("store", "item", "date", "rank", "code", "about", "units")
_YEAR = 364


@dataclass(frozen=True, slots=True)
class Part:
    """One driver of all forecasts: what it is about in each row, and what it adds to the logarithm there."""

    code: str
    about: npt.NDArray[np.object_]
    log: Floats


def explain_made(made: Made) -> pd.DataFrame:
    """A table with the columns `COLUMNS`; in each store, item and date `units` sum to the forecast's `mean`.

    Rank 0 is the base; then come at most `MOST` drivers, the largest first, and `other` as the last.
    """
    base = _base(made)
    parts = _parts(made, base)
    weight = _log_mean(made.mean, base)
    units = np.column_stack([part.log * weight for part in parts])
    return _table(made, base, parts, units)


def _base(made: Made) -> Floats:
    """What each series sold on an average day that it could, in the year up to the origin."""
    year = made.known.panel.demand[:, -_YEAR:]
    seen = np.isfinite(year)
    average = np.where(seen, year, 0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.asarray(np.maximum(average, LEAST)[made.asked.series])


def _parts(made: Made, base: Floats) -> list[Part]:
    known, asked = made.known, made.asked
    profile = known.levels.profile[asked.series, asked.eve]
    usual_shape = profile.mean(axis=1)
    weekday = known.panel.weekday(asked.day)
    shape = np.maximum(profile[np.arange(len(weekday)), weekday], LEAST)
    slow = np.maximum(np.nan_to_num(known.slow[asked.series, asked.eve]), LEAST) * usual_shape
    standing = np.maximum(made.ways[:, 1:] @ made.share[1:] + made.usual * made.share[0], LEAST)
    names = known.dates[asked.day].day_name().to_numpy(dtype=object)
    none = np.full(len(weekday), "", dtype=object)
    return [
        Part("weeks", none, np.log(slow / base)),
        Part("level", none, np.log(standing / (shape / usual_shape) / slow)),
        Part("weekday", names, np.log(shape / usual_shape)),
        Part("learned", none, np.log(np.maximum(made.mean, LEAST) / standing)),
    ]


def _log_mean(one: Floats, other: Floats) -> Floats:
    one = np.maximum(one, LEAST)
    near = np.abs(one - other) < 1e-9 * other
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(near, other, (one - other) / np.log(one / other))


def _table(made: Made, base: Floats, parts: list[Part], units: Floats) -> pd.DataFrame:
    panel, asked = made.known.panel, made.asked
    dates = made.known.dates[asked.day]
    rows = []
    for row, (series, expected) in enumerate(zip(asked.series, made.mean, strict=True)):
        of = (panel.stores[series], panel.items[series], dates[row])
        order = np.argsort(-np.abs(units[row]), kind="stable")[:MOST]
        shown = [(parts[at].code, parts[at].about[row], units[row, at]) for at in order]
        rest = expected - base[row] - sum(drawn for _, _, drawn in shown)
        told = [(BASE, "", base[row]), *shown, (OTHER, "", rest)]
        rows += [(*of, rank, *driver) for rank, driver in enumerate(told)]
    return pd.DataFrame(rows, columns=list(COLUMNS))
