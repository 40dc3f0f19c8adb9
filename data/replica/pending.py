"""The one question a terminal may have open: it survives a restart, and it ends by itself."""

from __future__ import annotations

from data.core.clock import Instant
from data.core.outcome import Put
from data.kitchen.pending import CONFIRM_MS, FOLLOWS_MS, Pending
from data.store.database import Database, StoredRows
from data.store.execute import apply

CONFIRM, STOP = "confirm", "stop"
HAND_OVER, SEND_BACK, LABEL, ASSIGN = TICKET_FOLLOWS = ("hand_over", "send_back", "label", "assign")
"""A command barcode was scanned, and says what the next ticket is for."""
CLOCK_IN, CLOCK_OUT = BADGE_FOLLOWS = ("clock_in", "clock_out")
"""Nobody is signed in: the next badge says who comes or goes."""
FOLLOWS = (*TICKET_FOLLOWS, *BADGE_FOLLOWS)
_LASTS = {CONFIRM: CONFIRM_MS} | dict.fromkeys(FOLLOWS, FOLLOWS_MS)
"""Milliseconds; a stop waits until it is answered."""


def ask(
    database: Database, terminal_id: str, station: str, ticket_id: str, kind: str, code: str, now: Instant
) -> Pending:
    """Replaces whatever was open; a confirm waits ten seconds, what follows a command barcode a minute, a stop until it
    is answered."""
    lasts = _LASTS.get(kind)
    pending = Pending(terminal_id, station, ticket_id, kind, code, None if lasts is None else now + lasts)
    with database.transaction():
        _forget(database, terminal_id)
        apply(database, Put(pending))
    return pending


def open_question(database: Database, terminal_id: str, now: Instant) -> Pending | None:
    """What this terminal waits for, if it still does; a clock set back does not prolong it."""
    pending = StoredRows(database).get(Pending, terminal_id)
    if pending is None:
        return None
    if pending.until is not None and not 0 <= pending.until - now <= _LASTS.get(pending.kind, 0):
        return None
    return pending


def close(database: Database, terminal_id: str) -> None:
    """Nothing is open any more."""
    if StoredRows(database).get(Pending, terminal_id) is not None:
        with database.transaction():
            _forget(database, terminal_id)


def _forget(database: Database, terminal_id: str) -> None:
    database.run("DELETE FROM pending WHERE terminal_id = ?", (terminal_id,))
