"""Forecasts as the machine leaves them, for tests of what people do with them."""

from __future__ import annotations

from data.core.clock import Instant
from data.core.outcome import Put
from data.core.packed import pack
from data.forecasts.forecast import DONE, UNIT, Forecast, ForecastExplanation, ForecastRun, forecast_id, run_id
from data.store.database import Database, StoredRows
from data.store.execute import apply


def foresee(
    database: Database, store_id: str, product_id: str, date: str, at: Instant, pieces: int = 12, **columns: object
) -> Forecast:
    """A forecast of so many pieces, half as many to twice as many, with its run and its reasons."""
    mean, run = pieces * UNIT, run_id(store_id, date)
    values: dict[str, object] = {"p10": mean // 2, "p50": mean, "p90": mean * 2, "mean": mean, "known": 0}
    values |= {"last_year": None, "run_id": run, "made_at": at, "actual": None, "planned": None, "reason": None}
    ident = forecast_id(store_id, product_id, date)
    found = Forecast(ident, store_id, product_id, product_id or "All", date, **(values | columns))  # type: ignore[arg-type]
    why = ForecastExplanation(ident, store_id, mean - 3 * UNIT, pack([["weekday", "Friday", 2 * UNIT]]), UNIT)
    with database.transaction():
        if StoredRows(database).get(ForecastRun, run) is None:
            apply(database, Put(ForecastRun(run, store_id, date, at, at, DONE, 1, "1 forecast")))
        apply(database, Put(found))
        apply(database, Put(why))
    return found
