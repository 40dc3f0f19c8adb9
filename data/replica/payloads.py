"""Raw payloads that came in at a node below a hub: they wait here until the authority has them, and not longer."""

from __future__ import annotations

from data.orders.order import OrderPayload
from data.store.database import Database
from data.store.kinds import kind_of

Place = tuple[str, str]
"""An order (or what its dead letter is known by) and the SHA-256 of the bytes."""
START: Place = ("", "")


def next_payload(database: Database, after: Place) -> OrderPayload | None:
    """The first one beyond a place."""
    kind = kind_of(OrderPayload)
    sql = f"{kind.select} WHERE (order_id, sha256) > (?, ?) ORDER BY order_id, sha256 LIMIT 1"
    found = database.rows(sql, after)
    return kind.row(found[0]) if found else None


def erase(database: Database, place: Place) -> None:
    """The one above has it."""
    with database.transaction():
        database.run("DELETE FROM order_payload WHERE order_id = ? AND sha256 = ?", place)
