"""A shop's past, made up: so many pieces on each weekday, a little more each month, and chance by a fixed seed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from data.core.outcome import Put
from data.forecasts.forecast import UNIT
from data.forecasts.kept import DailySales
from data.store.database import Database
from data.store.execute import apply

USUAL = {"gelato-cake": (4, 5, 6, 6, 9, 14, 0), "sponge": (12, 12, 13, 14, 18, 25, 0)}
"""Monday to Sunday; on Sundays the shop is closed."""


Usual = Mapping[str, tuple[int, ...]]


def sold(last: str, days: int, usual: Usual = USUAL, store: str = "bannos") -> list[DailySales]:
    """So many days up to and with the last."""
    dice, end = Random(7), date.fromisoformat(last)
    rows = []
    for ago in range(days):
        day = end - timedelta(days=ago)
        for product, week in usual.items():
            pieces = round(week[day.weekday()] * dice.uniform(0.7, 1.3))
            if pieces:
                rows.append(DailySales(store, product, day.isoformat(), pieces * UNIT, 450, False, "till.csv"))
    return rows


def sell(database: Database, last: str, days: int, usual: Usual = USUAL) -> None:
    """They stand in the store as an import leaves them."""
    with database.transaction():
        for row in sold(last, days, usual):
            apply(database, Put(row))
