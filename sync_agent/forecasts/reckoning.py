"""A store's forecast, reckoned: its material as tables, the library's figures as thousandths. Only a process of its own
imports this: it loads pandas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from data.core.clock import plus_days
from data.forecasts import marks
from data.forecasts.forecast import DONE, NOTHING, TOTAL, UNIT
from forecasting import Calendar, Foreseen, UnknownCountry, foresee, in_words
from forecasting.drivers import BASE, OTHER
from sync_agent.forecasts.figures import Figure, Outlook, ranked
from sync_agent.forecasts.gathering import Material
from sync_agent.forecasts.lacking import also, lacking

KNOWN, CLOSED = "ordered", "closed"
_WORDS = {KNOWN: "ordered already", CLOSED: "closed"}
ALL = "All products"


def reckon(material: Material) -> Outlook:
    """The figures of a store, or why there are none. Raises BadHistory, and what the library raises."""
    trouble = lacking(material)
    if trouble is not None:
        return Outlook(NOTHING, (), trouble, material.horizon)
    try:
        foreseen = _asked(material, material.calendar)
        notes = also(material)
    except UnknownCountry:
        foreseen = _asked(material, "")
        notes = [f"no calendar is known for {material.calendar}: public holidays are not looked at", *also(material)]
    each = _figures(material, foreseen.forecasts, _parts(foreseen.reasons))
    if not each:
        return Outlook(NOTHING, (), "No product that is sold here is active", material.horizon)
    figures = (*each, *_totals(foreseen.totals, each))
    products = len({figure.product_id for figure in each})
    says = f"{products} products, {material.horizon} days, from {material.days} days of sales"
    return Outlook(DONE, figures, "; ".join([says, *notes]), material.horizon)


def _asked(material: Material, calendar: str) -> Foreseen:
    country, _, region = calendar.partition("-")
    closed = pd.DataFrame({"date": sorted(_closed_days(material)), "closed": 1})
    return foresee(
        history(material),
        material.horizon,
        calendar=Calendar(country or None, region or None, closed),
        events=_events(material),
        orders=_orders(material),
        origin=date.fromisoformat(plus_days(material.date, -1)),
    )


def history(material: Material) -> pd.DataFrame:
    """All that was sold before the day, a row each product and day that sold, with what people know of it."""
    said = _marked(material.marks)
    rows = []
    for sold in material.sales.past:
        own = {**said.get((sold.date, TOTAL), {}), **said.get((sold.date, sold.product_id), {})}
        rows.append(
            {
                "store": material.store.id,
                "item": sold.product_id,
                "date": sold.date,
                "quantity": sold.quantity / UNIT,
                "price": sold.price / 100 if sold.price else None,
                "sold_out": int(sold.sold_out or marks.SOLD_OUT in own),
                "bad": int(marks.BAD in own),
                "one_off": min(own.get(marks.ONE_OFF, 0), sold.quantity) / UNIT,
                "ordered": None if sold.ordered is None else min(sold.ordered, sold.quantity) / UNIT,
                "category": material.categories.get(sold.product_id),
            }
        )
    frame = pd.DataFrame(rows)
    for name in ("price", "ordered"):
        frame[name] = pd.to_numeric(frame[name])
    used = [name for name in ("price", "ordered", "category") if frame[name].notna().any()]
    used += [name for name in ("sold_out", "bad", "one_off") if frame[name].any()]
    return frame[["store", "item", "date", "quantity", *used]]


def _events(material: Material) -> pd.DataFrame:
    """What a person has marked, by the name it was given: one of the same name did the same, one of another is leaned
    on."""
    told = [
        (mark.product_id, mark.date, mark.says or marks.KINDS[mark.kind])
        for mark in material.marks
        if mark.kind in (marks.EVENT, marks.PROMOTION)
    ]
    return pd.DataFrame(told, columns=["item", "date", "name"])


def _orders(material: Material) -> pd.DataFrame:
    told = [(material.store.id, one.product_id, one.date, one.quantity / UNIT) for one in material.sales.ahead]
    return pd.DataFrame(told, columns=["store", "item", "date", "quantity"])


def _marked(given: Iterable[marks.DayMark]) -> Mapping[tuple[str, str], Mapping[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for mark in given:
        found[mark.date, mark.product_id][mark.kind] = mark.value or 0
    return found


def _closed_days(material: Material) -> set[str]:
    weekly = {day for day in material.dates if date.fromisoformat(day).weekday() in material.closed_weekdays}
    return weekly | {mark.date for mark in material.marks if _closes(mark) and mark.date in material.dates}


def _closes(mark: marks.DayMark) -> bool:
    return mark.kind == marks.CLOSED and mark.product_id == TOTAL


Parts = Mapping[tuple[str, str], Mapping[tuple[str, str], int]]
"""By item and day: the thousandths of each code and its words; of the base under its own code."""


def _parts(reasons: pd.DataFrame) -> Parts:
    found: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    days = reasons["date"].dt.strftime("%Y-%m-%d")
    told = zip(reasons["item"], days, reasons["code"], reasons["about"], reasons["units"], strict=True)
    for item, day, code, about, units in told:
        words = "" if code in (BASE, OTHER) else in_words(code, about)
        found[item, day][code, words] += round(units * UNIT)
    return found


def _figures(material: Material, forecasts: pd.DataFrame, parts: Parts) -> list[Figure]:
    known = {(one.product_id, one.date): one.quantity for one in material.sales.ahead}
    shut = _closed_days(material)
    shut_of = {(m.product_id, m.date) for m in material.marks if m.kind == marks.CLOSED}
    days = forecasts["date"].dt.strftime("%Y-%m-%d")
    told = zip(forecasts["item"], days, *(forecasts[name] for name in ("p10", "p50", "p90", "mean")), strict=True)
    figures = []
    for item, day, *quantities in told:
        product = material.products.get(item)
        if product is None or not product.active:
            continue
        mean = round(quantities.pop() * UNIT)
        low, middle, high = sorted(round(quantity * UNIT) for quantity in quantities)
        ordered = known.get((item, day), 0)
        closed = not ordered and (day in shut or (item, day) in shut_of)
        figure = _figure(item, product.title, day, (low, middle, high), mean, parts[item, day], ordered)
        figures.append(_shut(figure) if closed else _no_less_than_ordered(figure))
    return figures


def _figure(
    item: str,
    title: str,
    day: str,
    spread: tuple[int, int, int],
    mean: int,
    parts: Mapping[tuple[str, str], int],
    known: int,
) -> Figure:
    named = {part: many for part, many in parts.items() if part[0] not in (BASE, OTHER)}
    base = parts.get((BASE, ""), mean - sum(named.values()))
    drivers, _ = ranked(named)
    rest = mean - base - sum(many for _, _, many in drivers)
    low, middle, high = spread
    return Figure(item, title, day, low, middle, high, mean, known, base, drivers, rest)


def _no_less_than_ordered(figure: Figure) -> Figure:
    least = figure.known
    raised = max(figure.mean, least)
    spread = {name: max(getattr(figure, name), least) for name in ("p10", "p50", "p90")}
    return replace(_moved(figure, KNOWN, raised), **spread)


def _shut(figure: Figure) -> Figure:
    return replace(_moved(figure, CLOSED, 0), p10=0, p50=0, p90=0)


def _moved(figure: Figure, code: str, mean: int) -> Figure:
    """What we change of the library's mean is a driver with a name of its own."""
    if mean == figure.mean:
        return figure
    parts = {(one, says): many for one, says, many in figure.drivers}
    key = (code, _WORDS[code])
    parts[key] = parts.get(key, 0) + mean - figure.mean
    drivers, beyond = ranked(parts)
    return replace(figure, mean=mean, drivers=drivers, rest=figure.rest + beyond)


def _totals(totals: pd.DataFrame, each: list[Figure]) -> list[Figure]:
    by_day: dict[str, list[Figure]] = defaultdict(list)
    for figure in each:
        by_day[figure.date].append(figure)
    days = totals["date"].dt.strftime("%Y-%m-%d")
    told = zip(days, *(totals[name] for name in ("p10", "p50", "p90", "mean")), strict=True)
    return [_total(day, by_day[day], spread, mean) for day, *spread, mean in told if day in by_day]


def _total(day: str, figures: list[Figure], spread: list[float], expected: float) -> Figure:
    """Means add up; the interval is the store's own. What a person took out of a product, its store will lack too."""
    mean, known, base = (sum(getattr(figure, name) for figure in figures) for name in ("mean", "known", "base"))
    parts: dict[tuple[str, str], int] = defaultdict(int)
    for figure in figures:
        for code, says, many in figure.drivers:
            parts[code, says] += many
    left = mean / expected if expected > 0 else 0.0
    low, middle, high = sorted(max(round(quantity * left), known) for quantity in spread)
    return _figure(TOTAL, ALL, day, (low, middle, high), mean, {**parts, (BASE, ""): base}, known)
