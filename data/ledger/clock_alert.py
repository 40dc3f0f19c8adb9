"""A terminal's clock is far off: one notice for its store, for each time that the machine was started (SYNC 3)."""

from __future__ import annotations

from data.core.clock import HOUR, MINUTE, Instant
from data.core.ids import derived_id
from data.core.outcome import Put
from data.exchange.message import Sent
from data.exchange.timing import Timing
from data.exchange.travelling import Key, key_of
from data.exchange.values import Node
from data.ledger.rejection import store_of
from data.notices.notice import ATTENTION, Notice
from data.organization.store import Terminal
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of

_IN_DAYS = 48 * HOUR


def alert(database: Database, node: Node, command: Sent, timing: Timing, now: Instant) -> list[Key]:
    """The notice as a row for those below; nothing when the clock is good enough, or somebody was told already."""
    if not timing.far_off:
        return []
    ident = derived_id(command.boot_id or command.terminal_id, "notice:clock")
    if StoredRows(database).get(Notice, ident) is not None:
        return []
    store_id = store_of(database, node, command.terminal_id)
    text = _says(_name(database, command.terminal_id), abs(timing.skew_ms))
    notice = Notice(ident, store_id, ATTENTION, "clock", text, None, None, None, now, None, None)
    apply(database, Put(notice))
    return [key_of(kind_of(Notice), notice)]


def _name(database: Database, terminal_id: str) -> str:
    terminal = StoredRows(database).get(Terminal, terminal_id)
    return terminal_id if terminal is None else terminal.name


def _says(name: str, off_ms: int) -> str:
    if off_ms < _IN_DAYS:
        minutes = round(off_ms / MINUTE)
        return f"The clock of {name} is {minutes} min off: what is done there counts at its true time"
    days = round(off_ms / (24 * HOUR))
    return f"The clock of {name} is {days} days off: what is done there counts at its true time"
