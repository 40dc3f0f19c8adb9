"""Why a forecast is what it is: an average day, and what each driver adds to it or takes from it, in units.

A forecast is a product: an average day, times how the last weeks stood to it, times the weekday, times what was
learned, whose logarithm is a sum of SHAP values. So the logarithm of the whole is a sum, and each part of it is
turned into units by the logarithmic mean of forecast and base (the log-mean Divisia decomposition, LMDI): units =
(mean - base) / ln(mean / base) * part. That is exact, does not hang on an order of the drivers, and never turns a
sign.

What events, prices and seasons do are factors like the others. A closed day, or one of a thing that rests, has one
driver: what stands for all else. Orders are added in units.

SHAP values are taken against those of the same series on the days of the last year: a driver is what is different
today.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.attributions import attribute
from forecasting.drivers import BASE, FACT, MOST, OTHER, driver_of, fact_in_words
from forecasting.levels import LEAST
from forecasting.making import Made
from forecasting.panel import Floats, Ints, Mask, Names, Panel
from forecasting.settling import Settled
from forecasting.without import without

COLUMNS = ("store", "item", "date", "rank", "code", "about", "units")
_YEAR = 364
_COMPARED = 26
"""Days of each series' last year, spread over it, with which today is compared."""
_SLIGHT = 0.01
"""In the logarithm, about a hundredth of what is forecast: less moves nobody, and is not named."""


@dataclass(frozen=True, slots=True)
class Part:
    """One driver in all rows: its code and what it is about, what it adds to the logarithm, and where it is named."""

    code: Names
    about: Names
    log: Floats
    named: Mask


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver in all rows, in units."""

    code: Names
    about: Names
    units: Floats
    named: Mask


def explain_made(made: Made, settled: Settled, plain: Panel, holidays: Names) -> pd.DataFrame:
    """A table with the columns `COLUMNS`; in each store, item and date `units` sum to the forecast's `mean`.

    Rank 0 is the base; then come at most `MOST` drivers, the largest first, and `other` as the last. A learned driver
    is named where forecasting without its cause (`without`) moves the number the way it says, else it is in `other`.

    Args:
        made: what was made.
        settled: what became of it.
        plain: what was sold.
        holidays: a name, or nothing, for each day from the one before the panel's first to the one after the last
            forecast.
    """
    base = _base(made, plain)
    scale = log_mean(settled.drawn, base)
    values = against_last_year(made)
    logs = [*standing(made, plain, values), *_learned(made, values, holidays, scale), *_factors(settled)]
    usual = settled.instead == ""
    drivers = [Driver(of.code, of.about, np.where(usual, of.log * scale, 0.0), of.named & usual) for of in logs]
    none = _same(len(base), "")
    drivers.append(Driver(settled.instead, none, np.where(usual, 0.0, settled.replaced - base), ~usual))
    drivers.append(Driver(_same(len(base), "orders"), none, settled.ordered, settled.ordered > 0))
    return _table(made, settled.mean, base, drivers)


def _base(made: Made, plain: Panel) -> Floats:
    """What each series sold on an average day that it could, in the year up to the origin."""
    year = plain.demand[:, -_YEAR:]
    seen = np.isfinite(year)
    average = np.where(seen, year, 0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.asarray(np.maximum(average, LEAST)[made.asked.series])


def _factors(settled: Settled) -> list[Part]:
    return [
        Part(_same(len(of.factor), of.code), _same(len(of.factor), of.about), np.log(of.factor), of.factor != 1)
        for of in settled.factors
    ]


def standing(made: Made, plain: Panel, values: Floats) -> list[Part]:
    """How the last months stand to the base, and the last weeks to those, and what was learned to be made of that.

    `values` are those of `against_last_year`.
    """
    base = _base(made, plain)
    _, average = _shape(made)
    slow = np.maximum(np.nan_to_num(made.known.slow[made.asked.series, made.asked.eve]), LEAST) * average
    now = _stands(made) / _shape(made)[0]
    return [
        _everywhere("weeks", np.log(slow / base)),
        _everywhere("level", np.log(now / slow)),
        _everywhere("correction", values[:, -1] * _thinned(made)),
    ]


def _thinned(made: Made) -> Floats:
    """By how much the memories beside it thin out what was learned: its logarithm shrinks, and each SHAP value too."""
    whole = np.log(np.maximum(made.ratio, LEAST))
    thinned = np.log(np.maximum(made.mean, LEAST) / _stands(made))
    share = made.share[0] * made.usual / _stands(made)
    return np.where(np.abs(whole) > 1e-9, thinned / np.where(np.abs(whole) > 1e-9, whole, 1.0), share)


def _learned(made: Made, values: Floats, holidays: Names, scale: Floats) -> list[Part]:
    """The weekday and what was learned."""
    shrink = _thinned(made)
    drivers = np.array([driver_of(name) for name in made.names])
    parts = []
    for driver in dict.fromkeys(drivers[drivers != OTHER]):
        log = values[:, :-1][:, drivers == driver].sum(axis=1) * shrink
        if driver == "weekday":
            log = log + np.log(_shape(made)[0])
        told = np.abs(log) > _SLIGHT
        told &= np.sign(made.mean - without(made, driver)) == np.sign(log * scale)
        parts += _named(made, driver, log, told, holidays)
    return parts


def against_last_year(made: Made) -> Floats:
    """SHAP values of each row, less the mean of its series' in the last year; and in a last column what those, with
    the model's own mean, sum to: how the series turned out against what was usual."""
    past, series = made.past.rows, made.known.panel.series
    if made.learned.model is None:
        return np.zeros((len(made.matrix), made.matrix.shape[1] + 1))
    recent = past.day >= made.known.panel.days - _YEAR
    compared = np.concatenate(
        [_spread_out(past.day, np.flatnonzero(recent & (past.series == of))) for of in range(series)]
    )
    there = made.past.matrix[compared] if len(compared) else made.matrix[:0]
    values = attribute(made.learned, np.concatenate([made.matrix, there]))
    mine, theirs = values[: len(made.matrix)], values[len(made.matrix) :]
    average = np.zeros((series, values.shape[1]))
    np.add.at(average, past.series[compared], theirs)
    average /= np.maximum(np.bincount(past.series[compared], minlength=series), 1)[:, None]
    theirs = average[made.asked.series]
    return np.column_stack([(mine - theirs)[:, :-1], theirs[:, :-1].sum(axis=1) + mine[:, -1]])


def _spread_out(day: Ints, rows: Ints) -> Ints:
    """Of the rows, `_COMPARED` that lie evenly in time."""
    ordered = rows[np.argsort(day[rows], kind="stable")]
    return ordered[np.linspace(0, len(ordered) - 1, min(_COMPARED, len(ordered))).astype(np.intp)]


def _shape(made: Made) -> tuple[Floats, Floats]:
    """The ratio of each row's weekday to an average one on which its series is sold, and that one in the profile."""
    profile = made.known.levels.profile[made.asked.series, made.asked.eve]
    sold_on = made.weekdays[made.asked.series]
    average = np.maximum((profile * sold_on).sum(axis=1) / sold_on.sum(axis=1), LEAST)
    own = profile[np.arange(len(profile)), made.known.panel.weekday(made.asked.day)]
    return np.maximum(own, LEAST) / average, average


def _stands(made: Made) -> Floats:
    """What would be expected, had nothing been learned."""
    return np.asarray(np.maximum(made.mean + made.share[0] * (made.usual - made.ways[:, 0]), LEAST))


def _named(made: Made, driver: str, log: Floats, told: Mask, holidays: Names) -> list[Part]:
    day, rows = made.asked.day, len(log)
    if driver == "holiday":
        around = {"holiday": holidays[day + 1], "holiday_eve": holidays[day + 2], "holiday_after": holidays[day]}
        code, about = _same(rows, ""), _same(rows, "")
        for lies, names in reversed(around.items()):
            code, about = np.where(names != "", lies, code), np.where(names != "", names, about)
        return [Part(code.astype(object), about, log, told & (about != ""))]
    if driver.startswith(FACT):
        value = made.matrix[:, made.names.index(driver)]
        return [
            Part(_same(rows, "fact"), _same(rows, fact_in_words(driver)), log, told & np.isfinite(value) & (value != 0))
        ]
    about = made.known.dates[day].day_name().to_numpy(dtype=object) if driver == "weekday" else _same(rows, "")
    return [Part(_same(rows, driver), about, log, told)]


def _everywhere(code: str, log: Floats) -> Part:
    return Part(_same(len(log), code), _same(len(log), ""), log, np.abs(log) > _SLIGHT)


def _same(rows: int, text: str) -> Names:
    return np.full(rows, text, dtype=object)


def log_mean(one: Floats, other: Floats) -> Floats:
    """(one - other) / ln(one / other), and what both are where they are the same."""
    one = np.maximum(one, LEAST)
    near = np.abs(one - other) < 1e-9 * other
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(near, other, (one - other) / np.log(one / other))


def _table(made: Made, mean: Floats, base: Floats, drivers: list[Driver]) -> pd.DataFrame:
    panel, asked = made.known.panel, made.asked
    dates = made.known.dates[asked.day]
    units, named = (np.column_stack([getattr(of, column) for of in drivers]) for column in ("units", "named"))
    order = np.argsort(np.where(named, -np.abs(units), np.inf), axis=1, kind="stable")[:, :MOST]
    rows = []
    for row, series in enumerate(asked.series):
        of = (panel.stores[series], panel.items[series], dates[row])
        shown = [(drivers[at].code[row], drivers[at].about[row], units[row, at]) for at in order[row] if named[row, at]]
        rest = mean[row] - base[row] - sum(drawn for _, _, drawn in shown)
        told = [(BASE, "", base[row]), *shown, (OTHER, "", rest)]
        rows += [(*of, rank, *driver) for rank, driver in enumerate(told)]
    return pd.DataFrame(rows, columns=list(COLUMNS))
