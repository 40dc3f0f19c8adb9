"""A forecast as a row: one for each product and day, and one for the whole store, with its reasons and its run."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant
from data.core.ids import derived_id

TOTAL = ""
"""In place of a product: all of the store together."""
UNIT = 1_000
"""Quantities are whole thousandths of what is sold, so that sums are exact."""
RUNNING, DONE, NOTHING, FAILED = "running", "done", "nothing", "failed"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a product will sell on a day, in thousandths. `date` is the store's day; `known` is ordered already,
    `last_year` what sold 364 days before. `planned` is what a person will bake instead, `actual` what was sold."""

    id: str
    store_id: str
    product_id: str
    item: str
    date: str
    p10: int
    p50: int
    p90: int
    mean: int
    known: int
    last_year: int | None
    run_id: str
    made_at: Instant
    actual: int | None
    planned: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ForecastExplanation:
    """Why: base + drivers + rest == the forecast's mean, in thousandths. `drivers` is a packed list of [code, in words,
    thousandths], the greatest first."""

    forecast_id: str
    store_id: str
    base: int
    drivers: str
    rest: int


@dataclass(frozen=True, slots=True)
class ForecastFeedback:
    """What a person said to a forecast; never changed."""

    id: str
    forecast_id: str
    store_id: str
    actual: int | None
    planned: int | None
    reason: str
    at: Instant
    staff_id: str


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """One making of a store's forecasts, from the sales before `forecast_date` on; `says` is how it came out."""

    id: str
    store_id: str
    forecast_date: str
    begun_at: Instant
    ended_at: Instant | None
    status: str
    rows: int
    says: str


def forecast_id(store_id: str, product_id: str, date: str) -> str:
    """The same for every run: a later forecast of a day takes the place of an earlier one."""
    return derived_id(store_id, f"forecast:{product_id}:{date}")


def run_id(store_id: str, forecast_date: str) -> str:
    """One for each store and day: a run that is made again is the same run."""
    return derived_id(store_id, f"forecast_run:{forecast_date}")
