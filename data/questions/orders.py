"""Orders that wait for a person."""

from __future__ import annotations

from data.orders.order import PAYMENT_FAILED, PENDING, Order
from data.store.database import Database
from data.store.kinds import kind_of


def held_orders(database: Database, store_id: str) -> list[Order]:
    """The orders without tickets that something is missing from, oldest first."""
    kind = kind_of(Order)
    sql = f"{kind.select} WHERE store_id = ? AND status IN (?, ?) ORDER BY created_at, id"
    return [kind.row(record) for record in database.rows(sql, (store_id, PENDING, PAYMENT_FAILED))]
