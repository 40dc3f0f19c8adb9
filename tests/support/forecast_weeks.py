"""A store whose forecasts were made this morning: two weeks ahead, and four behind of which it is known what sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data.core.clock import Instant, plus_days
from data.core.outcome import Put
from data.core.packed import pack, unpack
from data.forecasts.forecast import DONE, Forecast, ForecastExplanation, ForecastRun, forecast_id, run_id
from data.store.execute import apply
from tests.support.bakery import Bakery
from tests.support.cast import NOW, TODAY

MADE: Instant = NOW - 8 * 3_600_000
"""Two o'clock in the morning."""
PRODUCTS = (("gelato-cake", "Gelato Cake", 12_000), ("sponge", "Sponge", 4_400))
_PROFILE = (-300, -250, -100, 50, 400, 900, -700)
"""What the days from Monday to Sunday add to an average one, in thousandths of it."""
_WEEK_LEVEL = 60


def explained(product_id: str, base: int, day: str) -> tuple[Forecast, ForecastExplanation]:
    """One figure and why: the weekday, last week's level, a school holiday on the two days after the first."""
    at = date.fromisoformat(day)
    effect = base * _PROFILE[at.weekday()] // 1_000
    level, holiday = base * _WEEK_LEVEL // 1_000, -1_230 if at.day % 7 == 0 else 0
    drivers = [["weekday", at.strftime("%A"), effect], ["level", "last week's level", level]]
    drivers += [["holiday", "school holiday", holiday]] if holiday else []
    mean = max(base + effect + level + holiday + 37, 0)
    title = next((title for ident, title, _base in PRODUCTS if ident == product_id), product_id)
    spread = (mean * 35) // 100
    ident = forecast_id("bannos", product_id, day)
    last_year = mean * 9 // 10 // 1_000 * 1_000
    low, high = max(mean - spread, 0), mean + spread
    figures = (low, mean * 98 // 100, high, mean, 0, last_year)
    row = Forecast(ident, "bannos", product_id, title, day, *figures, run_id("bannos", TODAY), MADE, None, None, None)
    rest = mean - base - sum(driver[2] for driver in drivers)  # type: ignore[misc]
    return row, ForecastExplanation(ident, "bannos", base, pack(drivers), rest)


def foresee_weeks(bakery: Bakery, products: Sequence[tuple[str, str, int]] = PRODUCTS, *, behind: int = 28) -> None:
    """All of it, as the hub's rows would have come."""
    rows: list[Any] = [ForecastRun(run_id("bannos", TODAY), "bannos", TODAY, MADE - 60_000, MADE, DONE, 42, "")]
    for n in range(-behind, 14):
        day = plus_days(TODAY, n)
        figures = [explained(ident, base, day) for ident, _title, base in products]
        total, why = explained("", sum(base for _id, _title, base in products), day)
        mean = sum(row.mean for row, _why in figures)
        figures.append((replace(total, mean=mean), why_of(why, mean)))
        for at, (row, why) in enumerate(figures):
            sold = row.mean * (92 + (n * 7 + at * 5) % 19) // 100 // 1_000 * 1_000 if n < 0 else None
            rows += [replace(row, actual=sold), why]
    with bakery.database.transaction():
        for row in rows:
            apply(bakery.database, Put(row))


def why_of(why: ForecastExplanation, mean: int) -> ForecastExplanation:
    """The same reasons for another mean: the rest makes up for it."""
    return replace(why, rest=mean - why.base - sum(driver[2] for driver in unpack(why.drivers)))
