"""Raw payloads from below: kept where the order that was read from them is known, byte for byte."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from data.core.outcome import Put
from data.orders.order import DeadLetter, Order, OrderPayload, Transaction
from data.store.database import Database, StoredRows
from data.store.execute import apply


def keep_payload(database: Database, payload: OrderPayload, scopes: Collection[str]) -> bool:
    """False for bytes that are not what they are said to be, and for an order that nobody here knows (yet) in one of
    these stores. Twice is once."""
    with database.transaction():
        if sha256(payload.raw).hexdigest() != payload.sha256 or not _is_known(database, payload.order_id, scopes):
            return False
        if StoredRows(database).get(OrderPayload, payload.order_id, payload.sha256) is None:
            apply(database, Put(payload))
        return True


def _is_known(database: Database, ident: str, scopes: Collection[str]) -> bool:
    """A payload is of an order, of a sale at the counter, or of a dead letter."""
    rows = StoredRows(database)
    found = (rows.get(Order, ident), rows.get(Transaction, ident), rows.get(DeadLetter, ident))
    return any(row is not None and row.store_id in scopes for row in found)
