"""What a question sees: the database for reading, the store, the calendar day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.clock import Instant, local_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.organization.store import Store, Terminal
    from data.store.database import Database


class Sight:
    """On the library's thread, on a connection of its own: no scan waits for a question."""

    def __init__(self, database: Database, store: Store, terminal: Terminal, now: Callable[[], Instant]) -> None:
        """Of one store, at the time of one clock."""
        self.database, self.store, self.terminal, self.now = database, store, terminal, now

    def today(self) -> str:
        """The store's calendar day."""
        return local_day(self.now(), self.store.timezone)
