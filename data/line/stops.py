"""What halts a scan before it counts: an open stop notice of its ticket (cancelled, changed)."""

from __future__ import annotations

from data.core.rows import Rows
from data.notices.notice import STOP, Notice


def open_stops(rows: Rows, ticket_id: str) -> tuple[Notice, ...]:
    """The stop notices of a ticket that nobody acknowledged."""
    return tuple(n for n in rows.where(Notice, ticket_id=ticket_id, acknowledged_at=None) if n.level == STOP)
