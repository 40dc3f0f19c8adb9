"""What is wrong with single sales: the same one twice, a figure far from usual, tests and what cost nothing."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from data.core.clock import plus_days
from data.health.mapping import Mapping
from data.health.metric import Part
from data.health.points import by_count, by_share, part
from data.health.seen import JUDGED_DAYS, Seen, SoldOnDay

ALIKE_MS = 3_000
"""Sales with the same lines so close behind each other are one that came twice."""
_HOURS_OPEN = 10
_RUSH = 3
"""So much more often than by an even day two customers buy the same within seconds."""
_ENOUGH = 8
"""Days on which a thing was sold, before anything is unusual for it."""
_TIMES, _SPREADS, _LEAST = 5, 6, 10_000
"""A quantity is far from usual at five times the middle one, six times its usual distance beyond it, and ten pieces."""
_PRICE_TIMES = 5
_SAID = 1_000


class _Unusual(NamedTuple):
    day: str
    text: str


def duplicates(seen: Seen) -> Part:
    """More sales with the same lines within seconds than two customers make by chance."""
    extra = sum(one.extra for one in seen.alike)
    prices = {one.of_that_price for one in seen.alike}
    seconds = max(len(_judged_days(seen)), 1) * _HOURS_OPEN * 3_600
    by_chance = sum(_RUSH * n * n * (ALIKE_MS // 1_000) // seconds for n in prices)
    bad = max(extra - by_chance, 0)
    says = f"Sales that are in twice, with the same lines within seconds: {bad} of {seen.sales}"
    do = (
        "Look whether a shop is connected twice, or a file was imported that a shop had told already; cancel the copies"
    )
    shown = tuple(f"{one.day} {one.number}" for one in seen.alike)
    return part("duplicates", by_share("duplicates", bad, seen.sales, 50), says, do, shown)


def outliers(seen: Seen, mapping: Mapping) -> Part:
    """In the last four weeks: a day's quantity or a price far from what is usual for the thing."""
    found = sorted({*_quantities(seen, mapping), *_prices(seen, mapping)}, reverse=True)
    says = f"Quantities and prices far from usual in four weeks: {len(found)}"
    do = "Correct the sale, or mark the day: an event, a big order that will not come again, or a bad day"
    return part("outliers", by_count("outliers", len(found), 2), says, do, tuple(one.text for one in found))


def tests(seen: Seen) -> Part:
    """Test orders and lines that cost nothing: neither is demand."""
    judged = [sold for sold in _judged(seen) if not sold.product_id]
    free, lines = sum(sold.free for sold in judged), sum(sold.lines for sold in judged)
    says = f"Test orders in four weeks: {seen.tests}; lines that cost nothing: {free}"
    do = "Switch test mode off in the shop, and give every product its price; what is given away is waste, not a sale"
    lost = by_share("tests", free + seen.tests, max(lines, seen.sales) + seen.tests, 100)
    return part("tests", lost, says, do, tuple(dict.fromkeys(sold.title for sold in judged if sold.free)))


def _judged_days(seen: Seen) -> set[str]:
    first = plus_days(seen.today, -JUDGED_DAYS)
    return {day for day in seen.sold_days if day >= first}


def _judged(seen: Seen) -> list[SoldOnDay]:
    first = plus_days(seen.today, -JUDGED_DAYS)
    return [sold for sold in seen.sold if sold.day >= first and sold.day not in seen.excused]


def _quantities(seen: Seen, mapping: Mapping) -> Iterable[_Unusual]:
    by_thing: dict[str, dict[str, int]] = {}
    for sold in seen.sold:
        if sold.day not in seen.excused:
            days = by_thing.setdefault(mapping.thing(sold), {})
            days[sold.day] = days.get(sold.day, 0) + sold.quantity
    first = plus_days(seen.today, -JUDGED_DAYS)
    for thing, days in by_thing.items():
        if len(days) < _ENOUGH:
            continue
        middle = int(median(days.values()))
        spread = int(median(abs(quantity - middle) for quantity in days.values()))
        far = max(_TIMES * middle, middle + _SPREADS * spread, middle + _LEAST)
        for day, quantity in days.items():
            if quantity > far and day >= first and not _explained(seen, day, thing):
                name, many, usual = mapping.name(thing), quantity // _SAID, middle // _SAID
                yield _Unusual(day, f"{day} {name}: {many} ({usual})")


def _prices(seen: Seen, mapping: Mapping) -> Iterable[_Unusual]:
    by_thing: dict[tuple[str, str], list[SoldOnDay]] = {}
    for sold in seen.sold:
        if sold.most_price and sold.day not in seen.excused:
            by_thing.setdefault((mapping.thing(sold), sold.variant), []).append(sold)
    first = plus_days(seen.today, -JUDGED_DAYS)
    for (thing, _), sold_days in by_thing.items():
        if len(sold_days) < _ENOUGH:
            continue
        usual = int(median(sold.most_price or 0 for sold in sold_days))
        for sold in sold_days:
            if sold.day >= first and not _explained(seen, sold.day, thing):
                yield from _far_price(sold, usual, mapping.name(thing))


def _far_price(sold: SoldOnDay, usual: int, name: str) -> Iterable[_Unusual]:
    most, least = sold.most_price or 0, sold.least_price or 0
    far = most if most > _PRICE_TIMES * usual else least if 0 < least * _PRICE_TIMES < usual else None
    if far is not None:
        yield _Unusual(sold.day, f"{sold.day} {name}: {_money(far)} ({_money(usual)})")


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _explained(seen: Seen, day: str, thing: str) -> bool:
    return (day, "") in seen.explained or (day, thing) in seen.explained
