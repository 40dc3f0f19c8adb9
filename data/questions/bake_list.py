"""What is to be made for one day: so many of each thing, and every ticket of it."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from data.questions.queue import QueueFilter, QueueLine, queue_for
from data.store.database import Database

_WHOLE = 1_000_000

Kind = tuple[str, str | None, str | None]
"""Product, size, flavour."""


class Baking(NamedTuple):
    """One thing to make: how many, for which tickets, the earliest window first."""

    product: str
    size: str | None
    flavour: str | None
    quantity: int
    tickets: tuple[QueueLine, ...]


def bake_list(database: Database, store_id: str, day: str, today: str) -> tuple[Baking, ...]:
    """The open tickets that are due on a calendar day of the store, by product, size and flavour; cancelled ones are
    not to be made. `today` is the store's day now."""
    wanted = QueueFilter(store_id, date_from=day, date_to=day, limit=_WHOLE)
    lines = [line for line in queue_for(database, wanted, today) if line.cancelled_at is None]
    lines.sort(key=_place)
    found = []
    for (product, size, flavour), same in groupby(lines, _kind):
        tickets = tuple(same)
        found.append(Baking(product, size, flavour, sum(line.quantity for line in tickets), tickets))
    return tuple(found)


def _kind(line: QueueLine) -> Kind:
    return line.product, line.size, line.flavour


def _place(line: QueueLine) -> tuple[str | int, ...]:
    """What has no window may be fetched in the morning: it comes first."""
    window = -1 if line.window_from is None else line.window_from
    return line.product, line.size or "", line.flavour or "", window, line.order_number, line.suffix, line.id
