"""What is expected to sell of a product, day by day, as the store room has to expect it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.core.clock import plus_days
from data.procurement.rounding import up
from data.procurement.service import at_quantile

WHOLE = 1_000
"""Thousandths: of a piece, of a unit, of a yield."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """See data.forecasts.forecast.Forecast; in thousandths."""

    p10: int
    p50: int
    p90: int
    known: int = 0
    planned: int | None = None

    def wanted(self, service: int) -> int:
        """What a person means to bake goes before what the machine expects; what is ordered already is the least."""
        expected = at_quantile(self.p10, self.p50, self.p90, service) if self.planned is None else self.planned
        return max(expected, self.known)


@dataclass(frozen=True, slots=True)
class Selling:
    """A product and its forecasts by day. `stocked` of it lie ready, and need not be made; `yield_permille` of what is
    made can be sold."""

    store_id: str
    product_id: str
    title: str
    days: Mapping[str, Day]
    yield_permille: int = WHOLE
    stocked: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """A product takes so many thousandths of an item's unit."""

    selling: Selling
    takes: int


class Ahead:
    """So many days from one on, as a number of items ask for the same products again and again."""

    def __init__(self, first: str, days: int) -> None:
        """Nothing is reckoned yet."""
        self.days = tuple(plus_days(first, n) for n in range(days))
        self._found: dict[tuple[str, str, int], tuple[int, ...]] = {}

    def sold(self, use: Use, service: int) -> list[int]:
        """Millionths of the item's unit that sell, day by day."""
        return [units * use.takes for units in self._to_make(use.selling, service)]

    def _to_make(self, selling: Selling, service: int) -> tuple[int, ...]:
        """Thousandths of a product, after what lies ready."""
        key = (selling.store_id, selling.product_id, service)
        known = self._found.get(key)
        if known is None:
            ready, found = max(selling.stocked, 0) * WHOLE, []
            for wanted in _wanted(selling, self.days, service):
                from_stock = min(ready, wanted)
                ready -= from_stock
                found.append(wanted - from_stock)
            known = self._found[key] = tuple(found)
        return known


def made(use: Use, sold: int) -> int:
    """Millionths that have to be made so that as many can be sold."""
    return up(sold * WHOLE, use.selling.yield_permille)


def _wanted(selling: Selling, days: Sequence[str], service: int) -> Iterator[int]:
    """Behind the last day that has a forecast the week before it comes again; a day without one, before that, sells
    nothing."""
    last = max(selling.days, default="")
    again: list[int] = []
    for day in days:
        if day <= last:
            known = selling.days.get(day)
            yield known.wanted(service) if known is not None else 0
        elif last:
            again = again or [_expected(selling, plus_days(last, n - _WEEK), service) for n in range(1, _WEEK + 1)]
            yield again[_days_after(last, day) % _WEEK]
        else:
            yield 0


def _expected(selling: Selling, day: str, service: int) -> int:
    """Without what is known or planned of that very day."""
    known = selling.days.get(day)
    return at_quantile(known.p10, known.p50, known.p90, service) if known is not None else 0


def _days_after(last: str, day: str) -> int:
    """How many days later than the day after the last one."""
    return (date.fromisoformat(day) - date.fromisoformat(last)).days - 1
