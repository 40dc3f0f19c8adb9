"""Open notices: what a person still has to see."""

from __future__ import annotations

from data.notices.notice import Notice
from data.store.database import Database, StoredRows


def open_notices(database: Database, store_id: str) -> tuple[Notice, ...]:
    """The unacknowledged notices of a store, oldest first."""
    found = StoredRows(database).where(Notice, store_id=store_id, acknowledged_at=None)
    return tuple(sorted(found, key=lambda n: (n.at, n.id)))
