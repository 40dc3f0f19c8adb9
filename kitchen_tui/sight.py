"""What a question sees: the database for reading, the store, the calendar day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.clock import Instant, local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from data.organization.store import Store, Terminal
    from data.store.sqlite import SqliteDatabase
    from kitchen_tui.desk import Desk


class Sight:
    """On the library's thread, on a connection of its own: no scan waits for a question."""

    def __init__(self, database: SqliteDatabase, store: Store, terminal: Terminal, now: Callable[[], Instant]) -> None:
        """Of one store, at the time of one clock."""
        self.database, self.store, self.terminal, self.now = database, store, terminal, now

    @classmethod
    def at(cls, folder: Path, store_id: str | None, now: Callable[[], Instant]) -> Sight:
        """Of the store that this process has open already; raises NotAStore.

        The file is opened by SQLite and by nobody else: whoever opens and closes it by itself takes the locks of all
        connections of this process away, and another process then throws away a log that is still written.
        """
        from data.questions.stores import stores
        from data.store.errors import NotAStore
        from data.store.sqlite import SqliteDatabase
        from kitchen_tui.home import store_path, terminal_of

        database = SqliteDatabase(store_path(folder), reads_only=True)
        terminal, known = terminal_of(database), {store.id: store for store in stores(database)}
        store = known.get(store_id or terminal.store_id)
        if store is None:
            raise NotAStore(f"There is no store {store_id or terminal.store_id} here")
        return cls(database, store, terminal, now)

    @classmethod
    def of(cls, desk: Desk) -> Sight:
        """What the desk sees."""
        return cls(desk.database, desk.store, desk.terminal, desk.now)

    def look_again(self) -> None:
        """Something has changed: which terminal this is, perhaps."""
        from data.questions.stores import this_terminal

        self.terminal = this_terminal(self.database) or self.terminal

    def today(self) -> str:
        """The store's calendar day."""
        return local_day(self.now(), self.store.timezone)
