"""The store room as a terminal has it, with a line or without: what is done counts here at once, and goes to its hub
when there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from data.core.command import Command
from data.exchange.node import node_of
from data.questions.stores import stores, this_terminal
from data.replica.folder_owner import SHELL, unknown_to_a_hub
from data.replica.issue import Seat, issue
from data.store.database import Database
from data.store.errors import NotAStore
from data.store.home import open_store
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from sync_agent.shelves.room import NOBODY, Place, Told, person

T = TypeVar("T")


class TerminalRoom:
    """See sync_agent.shelves.room.Room."""

    def __init__(self, database: SqliteDatabase) -> None:
        """Raises NotAStore for a terminal that nobody has set up."""
        terminal = this_terminal(database)
        if terminal is None:
            raise NotAStore("This terminal is not set up: run `kitchen-tui setup`")
        self._database, self._machine = database, ThisMachine()
        self._seat, self.own = Seat(terminal.id, terminal.origin), terminal.store_id

    @property
    def whole(self) -> bool:
        """See Room."""
        node = node_of(self._database)
        return node is None or not node.upstream

    def places(self) -> Sequence[Place]:
        """See Room."""
        return [Place("", store.id) for store in stores(self._database)]

    def read(self, place: Place, work: Callable[[Database], T]) -> T:
        """See Room."""
        with self._database.snapshot():
            return work(self._database)

    def write(self, place: Place, work: Callable[[Database], T]) -> T:
        """See Room."""
        return work(self._database)

    def give(self, place: Place, command: Command, badge: str | None) -> Told:
        """See Room; where there is a hub it has to know who it was."""
        actor = person(self._database, badge) if badge is not None else SHELL
        if actor is None:
            return NOBODY
        receipt = unknown_to_a_hub(self._database, actor)
        receipt = receipt or issue(self._database, self._seat, actor, command, self._machine.stamp())
        return Told(receipt.status, receipt.code, receipt.says)


@contextmanager
def of_folder(folder: Path) -> Iterator[TerminalRoom]:
    """That of a data folder. Raises NotAStore."""
    with closing(open_store(folder)) as database:
        yield TerminalRoom(database)
