"""When a supplier can be asked and when the goods come: weekdays, a cut-off in the store's own time, days closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data.core.clock import Instant, at_minute, local_day, plus_days
from data.core.packed import unpack
from data.procurement.supplier import Supplier

_LOOKS_AHEAD = 400
"""Days in which a delivery must come, or none ever does."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """`order_by` is the last moment at which an order still comes on that day."""

    order_by: Instant
    arrives: str


def deliveries(supplier: Supplier, zone_name: str, now: Instant) -> Iterator[Delivery]:
    """The deliveries that can still be ordered, the next one first; none where it never delivers."""
    closed = frozenset(unpack(supplier.closed_days))
    today = local_day(now, zone_name)
    found: Delivery | None = None
    for day in _days(unpack(supplier.order_days), today, closed):
        order_by = at_minute(day, supplier.cutoff_minute, zone_name)
        arrives = _first_delivery(supplier, plus_days(day, supplier.lead_days), closed)
        if order_by <= now or arrives is None:
            continue
        if found is not None and found.arrives != arrives:
            yield found
        found = Delivery(order_by, arrives)
    if found is not None:
        yield found


def next_two(supplier: Supplier, zone_name: str, now: Instant) -> tuple[Delivery | None, Delivery | None]:
    """The delivery that can be ordered now, and the one after it, until which it has to last."""
    coming = deliveries(supplier, zone_name, now)
    return next(coming, None), next(coming, None)


def _first_delivery(supplier: Supplier, earliest: str, closed: frozenset[str]) -> str | None:
    return next(_days(unpack(supplier.delivery_days), earliest, closed), None)


def _days(weekdays: list[int], first: str, closed: frozenset[str]) -> Iterator[str]:
    """The days from one on that fall on these weekdays and are not closed."""
    for n in range(_LOOKS_AHEAD):
        day = plus_days(first, n)
        if date.fromisoformat(day).weekday() in weekdays and day not in closed:
            yield day
