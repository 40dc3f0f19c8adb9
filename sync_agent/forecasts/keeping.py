"""Forecasts and their reasons become rows in one transaction: all of a store's, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from data.core.clock import Instant, plus_days
from data.forecasts.forecast import (
    TOTAL,
    Forecast,
    ForecastExplanation,
    ForecastRun,
    forecast_id,
    run_id,
)
from data.ledger.made import hold, lay_down
from data.questions.sales_history import Sold
from data.store.database import Database
from data.store.kinds import kind_of
from sync_agent.forecasts.figures import Figure, Outlook
from sync_agent.forecasts.gathering import Material
from sync_agent.forecasts.queue import Lease, LeaseLostError

ACTUAL_DAYS = 35
"""So long a sale that is heard of late, or set right, still changes what is held against its forecast."""
KEPT_DAYS = 400
"""After that a forecast goes, with its reasons; what people said to it stays."""
_YEAR = 364
"""The same weekday."""
_FROM = f"{kind_of(Forecast).select} WHERE store_id = ? AND date >= ? AND date <= ?"
_NEWER = "SELECT id FROM forecast_run WHERE store_id = ? AND forecast_date > ?"
_OLD = "SELECT id FROM forecast WHERE store_id = ? AND date < ?"
_SAID = """SELECT DISTINCT b.forecast_id FROM forecast_feedback b JOIN forecast f ON f.id = b.forecast_id
WHERE b.store_id = ? AND b.actual IS NOT NULL AND f.date >= ?"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many forecasts were written, and how many of an earlier run went, of products that are sold no more."""

    forecasts: int
    gone: int


def keep(
    database: Database,
    material: Material,
    outlook: Outlook,
    began: Instant,
    now: Instant,
    fresh: Callable[[], str],
    lease: Lease | None = None,
) -> Kept:
    """In one transaction. A day that a later run has foreseen keeps that. Raises LeaseLostError, NotTheAuthorityError,
    NotRecorded; then nothing was written."""
    store_id = material.store.id
    with database.transaction():
        hold(database, store_id)
        if lease is not None and not lease.holds(database):
            raise LeaseLostError(f"{store_id}: another worker makes the forecasts of {material.date}")
        first, last = plus_days(material.date, -ACTUAL_DAYS), plus_days(material.date, material.horizon - 1)
        known = _known(database, store_id, first, last)
        later = {ident for (ident,) in database.rows(_NEWER, (store_id, material.date))}
        run = _run(material, outlook, began, now)
        past = _Past.of(material.sales.past)
        made = [_row(material, figure, run, now, known, past) for figure in outlook.figures]
        made = [row for row in made if row.id not in known or known[row.id].run_id not in later]
        written = {row.id for row in made}
        reasons = [_why(store_id, figure) for figure in outlook.figures if _id(store_id, figure) in written]
        said = {ident for (ident,) in database.rows(_SAID, (store_id, first))}
        over = [row for row in known.values() if row.date < material.date and row.id not in said]
        gone = _gone(known, written, later, material) if made else []
        old = [ident for (ident,) in database.rows(_OLD, (store_id, plus_days(material.date, -KEPT_DAYS)))]
        away = [(cls, ident) for ident in (*gone, *old) for cls in (Forecast, ForecastExplanation)]
        lay_down(database, store_id, [run, *made, *reasons, *_counted(over, past)], away, now, fresh)
    return Kept(len(made), len(gone))


def _known(database: Database, store_id: str, first: str, last: str) -> dict[str, Forecast]:
    kind = kind_of(Forecast)
    found = [kind.row(tuple(record)) for record in database.rows(_FROM, (store_id, first, last))]
    return {row.id: row for row in found}


def _run(material: Material, outlook: Outlook, began: Instant, now: Instant) -> ForecastRun:
    ident, day = run_id(material.store.id, material.date), material.date
    return ForecastRun(ident, material.store.id, day, began, now, outlook.status, len(outlook.figures), outlook.says)


def _id(store_id: str, figure: Figure) -> str:
    return forecast_id(store_id, figure.product_id, figure.date)


def _row(
    material: Material, figure: Figure, run: ForecastRun, now: Instant, known: dict[str, Forecast], past: _Past
) -> Forecast:
    """What people have said stays, whatever the model says now."""
    ident = _id(material.store.id, figure)
    before = known.get(ident)
    return Forecast(
        ident,
        material.store.id,
        figure.product_id,
        figure.item,
        figure.date,
        figure.p10,
        figure.p50,
        figure.p90,
        figure.mean,
        figure.known,
        past.on(figure.product_id, plus_days(figure.date, -_YEAR)),
        run.id,
        now,
        before.actual if before else None,
        before.planned if before else None,
        before.reason if before else None,
    )


def _why(store_id: str, figure: Figure) -> ForecastExplanation:
    return ForecastExplanation(_id(store_id, figure), store_id, figure.base, figure.packed_drivers, figure.rest)


def _gone(known: dict[str, Forecast], written: set[str], later: set[str], material: Material) -> list[str]:
    """Of products that are not foreseen any more, and for which nobody has planned anything."""
    return [
        row.id
        for row in known.values()
        if row.date >= material.date and row.id not in written and row.run_id not in later and row.planned is None
    ]


def _counted(over: Iterable[Forecast], past: _Past) -> list[Forecast]:
    """Days that are over, with what was sold then; a day on which nothing at all was sold tells nothing."""
    found = []
    for row in over:
        actual = past.on(row.product_id, row.date) if row.date in past.days else None
        if actual is not None and actual != row.actual:
            found.append(replace(row, actual=actual))
    return found


@dataclass(frozen=True, slots=True)
class _Past:
    """What was sold of each product on each day; of all of them under TOTAL."""

    sold: dict[tuple[str, str], int]
    first: dict[str, str]
    days: frozenset[str]

    @classmethod
    def of(cls, past: Iterable[Sold]) -> _Past:
        sold: dict[tuple[str, str], int] = defaultdict(int)
        first: dict[str, str] = {}
        for one in past:
            for product in (one.product_id, TOTAL):
                sold[product, one.date] += one.quantity
                first[product] = min(first.get(product, one.date), one.date)
        return cls(dict(sold), first, frozenset(day for product, day in sold if product == TOTAL))

    def on(self, product_id: str, day: str) -> int | None:
        """None before anything of it was sold."""
        first = self.first.get(product_id)
        return None if first is None or day < first else self.sold.get((product_id, day), 0)
