"""The forecasts as people look at them: a week, one figure with its reasons, what to bake, how old it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

from data.core.clock import Instant, plus_days
from data.core.packed import unpack
from data.forecasts.forecast import DONE, TOTAL, UNIT, Forecast, ForecastExplanation, ForecastFeedback, ForecastRun
from data.forecasts.marks import DayMark
from data.forecasts.terms import WHOLE, ProductTerms
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

RECENT_DAYS = 28
FAR = 90
"""Of a hundred: p90 and p10 stand as far from the middle as on a bell curve."""
_BY_SHELF_LIFE = {0: 500, 1: 500, 2: 700}
KEEPS_LONG = 900
"""Of a thousand days: how often what keeps for three days or more shall last. What is thrown away in the evening shall
last on every second one."""
_DAYS = f"{kind_of(Forecast).select} WHERE store_id = ? AND date >= ? AND date <= ? ORDER BY item, product_id, date"
_ACTUAL = """SELECT product_id, date, actual FROM forecast
WHERE store_id = ? AND date >= ? AND date < ? AND actual IS NOT NULL ORDER BY date"""
_RUNS = f"{kind_of(ForecastRun).select} WHERE store_id = ? ORDER BY forecast_date DESC, begun_at DESC LIMIT ?"
_DONE = f"{kind_of(ForecastRun).select} WHERE store_id = ? AND status = '{DONE}' ORDER BY forecast_date DESC LIMIT 1"
_MARKS = (
    f"{kind_of(DayMark).select} WHERE store_id = ? AND date >= ? AND date <= ? AND active ORDER BY date, product_id"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A product's days, in the order of the week, None where nothing was forecast; `recent` are its last actual days
    before the first of them, oldest first, as (date, thousandths). Product '' is the whole store."""

    product_id: str
    item: str
    days: tuple[Forecast | None, ...]
    recent: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Some days of a store: its products by title, all of it together, what is marked."""

    dates: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line | None
    marks: tuple[DayMark, ...]


@dataclass(frozen=True, slots=True)
class Age:
    """How old the forecasts are: the newest run that made some (its sales end on the day before `forecast_date`), and
    the newest of all where that one made none, whose `says` tells why."""

    made: ForecastRun | None
    trouble: ForecastRun | None


@dataclass(frozen=True, slots=True)
class Driver:
    """What moves a figure: a stable code, English words, thousandths."""

    code: str
    says: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Explained:
    """base + drivers + rest == forecast.mean; without reasons (a forecast of an hour when there were none) base is the
    mean itself. `said` is what people said to it, the newest first."""

    forecast: Forecast
    base: int
    drivers: tuple[Driver, ...]
    rest: int
    said: tuple[ForecastFeedback, ...]


@dataclass(frozen=True, slots=True)
class Bake:
    """Whole pieces of a product for a day; `planned`: a person has said so, for this reason. `forecast` is p50."""

    forecast_id: str
    product_id: str
    item: str
    pieces: int
    planned: bool
    reason: str
    forecast: int
    known: int


def week_of(database: Database, store_id: str, first: str, days: int = 7, recent: int = RECENT_DAYS) -> Week:
    """From a day on."""
    dates = tuple(plus_days(first, n) for n in range(days))
    kind = kind_of(Forecast)
    found: dict[str, dict[str, Forecast]] = defaultdict(dict)
    for record in database.rows(_DAYS, (store_id, dates[0], dates[-1])):
        forecast: Forecast = kind.row(tuple(record))
        found[forecast.product_id][forecast.date] = forecast
    past: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for product, date, actual in database.rows(_ACTUAL, (store_id, plus_days(first, -recent), first)):
        past[product].append((date, actual))
    lines = [_line(product, by_date, dates, past[product]) for product, by_date in found.items()]
    total = next((line for line in lines if line.product_id == TOTAL), None)
    marks = [kind_of(DayMark).row(tuple(r)) for r in database.rows(_MARKS, (store_id, dates[0], dates[-1]))]
    products = sorted((x for x in lines if x.product_id != TOTAL), key=lambda x: (x.item.casefold(), x.product_id))
    return Week(dates, tuple(products), total, tuple(marks))


def _line(product: str, by_date: dict[str, Forecast], dates: Sequence[str], past: list[tuple[str, int]]) -> Line:
    newest = by_date[max(by_date)]
    return Line(product, newest.item, tuple(by_date.get(date) for date in dates), tuple(past))


def explained(database: Database, forecast_id: str) -> Explained | None:
    """One figure with its reasons; None for one that is not here."""
    rows = StoredRows(database)
    forecast = rows.get(Forecast, forecast_id)
    if forecast is None:
        return None
    said = sorted(rows.where(ForecastFeedback, forecast_id=forecast_id), key=lambda one: (one.at, one.id), reverse=True)
    why = rows.get(ForecastExplanation, forecast_id)
    if why is None:
        return Explained(forecast, forecast.mean, (), 0, tuple(said))
    drivers = tuple(Driver(*each) for each in unpack(why.drivers))
    return Explained(forecast, why.base, drivers, why.rest, tuple(said))


def age_of(database: Database, store_id: str) -> Age:
    """From when the forecasts are, and why there are no newer ones."""
    kind = kind_of(ForecastRun)
    newest = [kind.row(tuple(record)) for record in database.rows(_RUNS, (store_id, 1))]
    made = [kind.row(tuple(record)) for record in database.rows(_DONE, (store_id,))]
    trouble = newest[0] if newest and newest[0].status != DONE else None
    return Age(made[0] if made else None, trouble)


def age_ms(age: Age, now: Instant) -> int | None:
    """Milliseconds since they were made; None where there are none."""
    if age.made is None or age.made.ended_at is None:
        return None
    return max(now - age.made.ended_at, 0)


def to_bake(database: Database, store_id: str, date: str) -> tuple[Bake, ...]:
    """What to bake on a day, product by product: what a person has planned, else the forecast at the level that the
    product's terms ask for, never less than is ordered; rounded up to whole pieces, those that go wrong added."""
    terms = {row.product_id: row for row in StoredRows(database).where(ProductTerms, store_id=store_id)}
    foreseen = [line.days[0] for line in week_of(database, store_id, date, 1, 0).lines]
    return tuple(_bake(forecast, terms.get(forecast.product_id)) for forecast in foreseen if forecast is not None)


def _bake(forecast: Forecast, terms: ProductTerms | None) -> Bake:
    wanted = max(at_level(forecast, level_of(terms)), forecast.known) if forecast.planned is None else forecast.planned
    made = wanted * WHOLE // terms.yield_permille if terms and forecast.planned is None else wanted
    return Bake(
        forecast.id,
        forecast.product_id,
        forecast.item,
        ceil(made / UNIT),
        forecast.planned is not None,
        forecast.reason or "",
        forecast.p50,
        forecast.known,
    )


def level_of(terms: ProductTerms | None) -> int:
    """On how many of a thousand days a product shall last: as a person said, else by how long it keeps."""
    if terms is None:
        return _BY_SHELF_LIFE[1]
    return terms.service_permille or _BY_SHELF_LIFE.get(terms.shelf_life_days, KEEPS_LONG)


def at_level(forecast: Forecast, permille: int) -> int:
    """The quantity, in thousandths, that will do on so many of a thousand days: between the three figures, and beyond
    them, as on a bell curve with two halves."""
    deviation = NormalDist().inv_cdf(permille / WHOLE) / NormalDist().inv_cdf(FAR / 100)
    half = forecast.p90 - forecast.p50 if deviation > 0 else forecast.p50 - forecast.p10
    return max(round(forecast.p50 + deviation * half), 0)
