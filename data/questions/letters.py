"""Dead letters that nobody has closed: what could not become work, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from data.core.clock import Instant
from data.orders.order import OrderPayload
from data.store.database import Database, StoredRows

_EVERY = 1_000_000_000


class LetterLine(NamedTuple):
    """`held`: its order waits at the held ones, and is counted there. `shop_id`: it is a thing that a shop could not be
    told of, whose `work` stands so."""

    id: str
    source: str
    reason: str
    says: str
    order_id: str | None
    order_number: str | None
    held: bool
    at: Instant
    owner: str | None
    sha256: str
    shop_id: str | None
    work: str | None
    closed_at: Instant | None = None
    closed_says: str | None = None


class Letters(NamedTuple):
    """The oldest of them; how many there are besides the held orders, and how many of those."""

    lines: list[LetterLine]
    letters: int
    held: int


# The statuses stand in the statement as in that of the held orders: both lists are of one mind.
_IS_HELD = "o.status IN ('PENDING', 'PAYMENT_FAILED')"
_OPEN = "d.store_id = ? AND d.closed_at IS NULL"
_LINE = (
    f"SELECT d.id, d.source, d.reason, d.says, d.order_id, o.number, CASE WHEN {_IS_HELD} THEN 1 ELSE 0 END, d.at, "
    "d.owner, d.payload_sha256, w.integration_id, w.status, d.closed_at, d.closed_says"
)
_FROM = "FROM dead_letter d LEFT JOIN orders o ON o.id = d.order_id LEFT JOIN work_queue w ON w.id = d.id"
_LETTERS = (
    f"{_LINE}, count(*) OVER (), sum(CASE WHEN {_IS_HELD} THEN 1 ELSE 0 END) OVER () "
    f"{_FROM} WHERE {_OPEN} ORDER BY d.at, d.id LIMIT ?"
)
_CLOSED = f"{_LINE} {_FROM} WHERE d.store_id = ? AND d.closed_at IS NOT NULL ORDER BY d.closed_at DESC, d.id LIMIT ?"
LETTER_COUNT = (
    f"SELECT count(*) FROM dead_letter d LEFT JOIN orders o ON o.id = d.order_id AND {_IS_HELD} "
    f"WHERE {_OPEN} AND o.id IS NULL"
)


def kept_payload(database: Database, letter_id: str, order_id: str | None, sha256: str) -> bytes | None:
    """What came, where it was kept with its order or its letter in this database."""
    for ident in filter(None, (order_id, letter_id)):
        kept = StoredRows(database).get(OrderPayload, ident, sha256)
        if kept is not None:
            return bytes(kept.raw)
    return None


def open_letters(database: Database, store_id: str, limit: int = _EVERY) -> Letters:
    """Those of a store that are open, the oldest first."""
    records = database.rows(_LETTERS, (store_id, limit))
    total, held = (int(n) for n in records[0][14:]) if records else (0, 0)
    return Letters([_line(row[:14]) for row in records], total - held, held)


def closed_letters(database: Database, store_id: str, limit: int = _EVERY) -> list[LetterLine]:
    """Those that somebody has closed, or that were mended, the newest first, each with why."""
    return [_line(row) for row in database.rows(_CLOSED, (store_id, limit))]


def _line(row: Sequence[Any]) -> LetterLine:
    return LetterLine._make((*row[:6], bool(row[6]), *row[7:]))
