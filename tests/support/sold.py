"""Sales of a store over weeks, planted as rows: an ordinary history, in which a test then spoils one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.core.clock import Instant, at_minute, plus_days
from data.core.outcome import Put
from data.orders.order import Transaction, TransactionItem
from data.store.database import Database
from data.store.execute import apply
from tests.support.cast import GELATO_CAKE, SPONGE, SYDNEY, TODAY

WEEKS_BACK = 10
TIMES = (9 * 60, 11 * 60 + 7, 14 * 60 + 31)
"""Minutes of the day at which something is sold."""


@dataclass(frozen=True, slots=True)
class Sold:
    """One line of a sale."""

    title: str = GELATO_CAKE
    quantity: int = 1
    price: int = 8_900
    sku: str | None = None


def sale(number: str, at: Instant, *lines: Sold, store_id: str = "bannos", test: bool = False) -> list[Put]:
    """The rows of a sale."""
    total = sum(line.quantity * line.price for line in lines)
    row = Transaction(number, store_id, f"gid://shopify/Order/{number}", "web", at, "AUD", total, test, number, at)
    items = [
        TransactionItem(number, str(n), line.title, None, line.sku, line.quantity, line.price, store_id)
        for n, line in enumerate(lines)
    ]
    return [Put(row), *map(Put, items)]


def days_back(days: int = 7 * WEEKS_BACK, today: str = TODAY) -> list[str]:
    """The days before today, the oldest first."""
    return [plus_days(today, -n) for n in range(days, 0, -1)]


def ordinary(days: Sequence[str] | None = None, store_id: str = "bannos", zone: str = SYDNEY) -> list[Put]:
    """Three sales a day, none like the one before."""
    found = []
    for day in days_back() if days is None else days:
        for n, minute in enumerate(TIMES):
            lines = (Sold(quantity=1 + n), Sold(SPONGE, 1, 3_000))[: 1 + n % 2]
            found += sale(f"{store_id}-{day}-{n}", at_minute(day, minute, zone), *lines, store_id=store_id)
    return found


def plant(database: Database, puts: Iterable[Put]) -> None:
    """All of them, in one transaction."""
    with database.transaction():
        for put in puts:
            apply(database, put)


def without_days(puts: Iterable[Put], *days: str) -> list[Put]:
    """As if nobody had told of these days."""
    return [put for put in puts if not any(f"-{day}-" in _sale_of(put) for day in days)]


def with_lines(puts: Iterable[Put], number: str, **columns: Any) -> list[Put]:
    """With other columns in the lines of one sale."""
    return [
        Put(replace(put.row, **columns)) if isinstance(put.row, TransactionItem) and _sale_of(put) == number else put
        for put in puts
    ]


def _sale_of(put: Put) -> str:
    number: str = put.row.transaction_id if isinstance(put.row, TransactionItem) else put.row.id
    return number
