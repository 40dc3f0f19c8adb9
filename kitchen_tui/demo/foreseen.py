"""The demo's forecasts: made up by a rule of a few lines that says what it is, so that there is something to look at
before a real one was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import sqrt
from typing import Any, NamedTuple
from zlib import crc32

from data.core.clock import MINUTE, at_minute
from data.core.packed import pack
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import DONE, TOTAL, UNIT, Forecast, ForecastExplanation, ForecastRun, forecast_id, run_id
from data.forecasts.marks import BAD, EVENT, MarkDay
from data.store.at_once import AtOnce
from data.store.kinds import kind_of
from kitchen_tui.demo.around import DAY
from kitchen_tui.demo.deeds import Beat, plain
from kitchen_tui.demo.menu import PRODUCTS, Product
from kitchen_tui.demo.payload import Placed
from kitchen_tui.demo.till import YEAR, Till

AHEAD, BEHIND = 14, 56
FIRST_ORDERS = 10
"""Days ago: since then the shop's orders come in here, and they are not all that it sells."""
SAYS = "Demonstration: made up by a simple rule, not learned; the real one: sync-agent forecast run"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LIMIT, _VARIES = 1.28, 1.2
"""How many deviations a limit of eight days in ten lies off, and how much more than its mean a day's sales vary."""
_KNOWN_BETTER = (
    *(("CUP", 12, 1, "School fete"), ("MIN", 9, -3, "Wedding at the harbour"), ("MUD", 7, 0, "Rain all day")),
    *(("CUP", 5, 6, "Football final"), ("MAC", 3, -1, "Window display"), ("TIR", 15, 1, ""), ("RED", 18, -4, "")),
)
"""SKU, days ago, how far from what sold a person's plan was, and why she had it: now nearer, now not."""
_PLANS = (("VAN", 1, 12, "Three christenings"), ("MIN", 2, 70, "Harbour View Events, by telephone"))
"""SKU, days ahead, pieces, why."""


class Figure(NamedTuple):
    """One product ('' is the store) on one day, in thousandths: base and drivers sum to the mean."""

    product_id: str
    item: str
    base: int
    drivers: tuple[tuple[str, str, int], ...]
    known: int
    last_year: int
    sold: int | None

    @property
    def mean(self) -> int:
        """What is expected."""
        return self.base + sum(many for _code, _says, many in self.drivers)


def ordered(orders: Iterable[Placed]) -> Counter[tuple[str, str]]:
    """What these orders are for, in thousandths by SKU and day."""
    found: Counter[tuple[str, str]] = Counter()
    for placed in orders:
        cart = placed.cart
        if cart.due is not None and not cart.test and not cart.cancelled and cart.financial_status == "paid":
            for line in cart.lines:
                found[line.sku or "", cart.due.day] += (line.quantity if line.left is None else line.left) * UNIT
    return found


def keep(database: AtOnce, till: Till, known: Counter[tuple[str, str]]) -> None:
    """The rows of one store: what its old till told, and what is made of it."""
    around, store_id = till.scene.around, till.scene.store_id
    today = around.day(0)
    made_at = min(at_minute(today, 2 * 60, around.zone), around.ago(10))
    run = ForecastRun(run_id(store_id, today), store_id, today, made_at - MINUTE, made_at, DONE, 0, SAYS)
    rows: list[Forecast | ForecastExplanation] = []
    for n in range(-BEHIND, AHEAD):
        figures = [_figure(till, made, n, known[made.sku, around.day(n)] if n >= 0 else 0) for made in PRODUCTS]
        for figure in (*figures, _together(figures)):
            rows += _rows(figure, run, around.day(n))
    _put(database, list(till.rows()))
    _put(database, [row for row in rows if isinstance(row, Forecast)])
    _put(database, [row for row in rows if isinstance(row, ForecastExplanation)])
    _put(database, [replace(run, rows=len(rows) // 2)])


def said(till: Till) -> Iterator[Beat]:
    """Where a person knew better, or thought so, and what she knew of days."""
    around, store_id, manager = till.scene.around, till.scene.store_id, till.scene.supervisor
    plans = [(sku, -ago, max(till.sold(sku, ago) // UNIT + off, 0), why) for sku, ago, off, why in _KNOWN_BETTER]
    for sku, n, pieces, why in (*plans, *_PLANS):
        ident = forecast_id(store_id, f"{store_id}-{sku.lower()}", around.day(n))
        at = around.now + (min(n, 0) - 1) * DAY
        yield Beat(at, plain(manager, GiveForecastFeedback(ident, planned=pieces * UNIT, reason=why)))
    yield Beat(around.ago(5 * 60), plain(manager, MarkDay(store_id, around.day(2), EVENT, says="Street fair")))
    for n in range(1, FIRST_ORDERS + 1):
        at = max(around.now - (n - 1) * DAY - DAY // 2, around.now - FIRST_ORDERS * DAY)
        yield Beat(
            at, plain(manager, MarkDay(store_id, around.day(-n), BAD, says="Part of it went through the old till"))
        )


def _figure(till: Till, made: Product, n: int, known: int) -> Figure:
    around = till.scene.around
    day, usual = around.day(n), till.usual(made.sku, around.day(n))
    level = usual.mean * (crc32(made.sku.encode()) % 17 - 8) // 100
    drivers = [
        ("weekday", _WEEKDAYS[date.fromisoformat(day).weekday()], usual.weekday),
        ("season", "the time of year", usual.season),
        ("weeks", "the last weeks' level", level),
        ("known", "known orders", max(known - usual.mean - level, 0)),
    ]
    drivers.sort(key=lambda driver: -abs(driver[2]))
    told = tuple(driver for driver in drivers if driver[2])
    ident = f"{till.scene.store_id}-{made.sku.lower()}"
    sold = till.sold(made.sku, -n) if n < 0 else None
    return Figure(ident, made.title, usual.base, told, known, till.sold(made.sku, YEAR - n), sold)


def _together(figures: Sequence[Figure]) -> Figure:
    """All products of a day: every driver is the sum of theirs."""
    summed: Counter[tuple[str, str]] = Counter()
    for figure in figures:
        for code, says, many in figure.drivers:
            summed[code, says] += many
    drivers = [(code, says, many) for (code, says), many in summed.items() if many]
    drivers.sort(key=lambda driver: -abs(driver[2]))
    sold = [figure.sold for figure in figures if figure.sold is not None]
    totals = [sum(getattr(figure, name) for figure in figures) for name in ("base", "known", "last_year")]
    base, known, last_year = totals
    return Figure(TOTAL, "", base, tuple(drivers), known, last_year, sum(sold) if sold else None)


def _rows(figure: Figure, run: ForecastRun, day: str) -> tuple[Forecast, ForecastExplanation]:
    mean, known = figure.mean, figure.known
    off = int(_LIMIT * sqrt(mean * _VARIES * UNIT))
    low, middle, high = (max(at, known) for at in (max(mean - off, 0), mean * 98 // 100, mean + off))
    ident = forecast_id(run.store_id, figure.product_id, day)
    row = Forecast(
        *(ident, run.store_id, figure.product_id, figure.item, day),
        *(low, middle, high, mean, known, figure.last_year),
        *(run.id, run.ended_at or 0, figure.sold, None, None),
    )
    return row, ForecastExplanation(ident, run.store_id, figure.base, pack([list(d) for d in figure.drivers]), 0)


def _put(database: AtOnce, rows: Sequence[Any]) -> None:
    kind = kind_of(type(rows[0]))
    database.many(kind.insert, [kind.record(row) for row in rows])
