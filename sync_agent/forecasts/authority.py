"""Where forecasts are made: at a hub, for all of its stores, or at a terminal that works alone, for its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from data.core.command import Command
from data.exchange.node import node_of
from data.store.database import Database
from data.store.home import open_store
from data.store.sqlite import SqliteDatabase
from sync_agent.hub.running import Changed
from sync_agent.hub.store import HubStore
from sync_agent.shelves.room import Place, Told

T = TypeVar("T")
BELOW = (
    "This terminal has a hub: forecasts are made there, and come here by themselves. At the hub: "
    "`sync-agent forecast run --database URL`"
)
STORE_HUB = "This is the hub of a store: forecasts are made at the hub above it, and come here by themselves"


class NotMadeHereError(LookupError):
    """Somebody else makes them. `code` is stable."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code = code


class Authority(Protocol):
    """Raises StoreError."""

    def organizations(self) -> Sequence[str]:
        """Each has a database of its own, or the part of one."""
        ...

    def read(self, organization: str, work: Callable[[Database], T]) -> T:
        """In one moment."""
        ...

    def write(self, organization: str, work: Callable[[Database], T]) -> T:
        """What opens a transaction of its own, perhaps more than once."""
        ...

    def give(self, place: Place, command: Command) -> Told:
        """A command of whoever may open the database."""
        ...

    def told(self, place: Place) -> None:
        """There is news in a store: whoever waits for it is woken."""
        ...


class HubAuthority:
    """See Authority."""

    def __init__(self, store: HubStore, changed: Changed) -> None:
        """Raises NotMadeHereError for the hub of a store."""
        from sync_agent.hub.organizations import organizations

        self._store, self._changed = store, changed
        self._ids = [whose.id for whose in organizations(store)]
        for each in self._ids:
            node = store.read(each, node_of)
            if node is not None and node.upstream:
                raise NotMadeHereError("store_hub", STORE_HUB)

    def organizations(self) -> Sequence[str]:
        """See Authority."""
        return self._ids

    def read(self, organization: str, work: Callable[[Database], T]) -> T:
        """See Authority."""
        return self._store.read(organization, work)

    def write(self, organization: str, work: Callable[[Database], T]) -> T:
        """See Authority."""
        return self._store.write(organization, work)

    def give(self, place: Place, command: Command) -> Told:
        """See Authority."""
        from sync_agent.shelves.at_hub import HubRoom

        return HubRoom(self._store).give(place, command, None)

    def told(self, place: Place) -> None:
        """See Authority."""
        self._changed(place.organization, (place.store_id,))


class TerminalAuthority:
    """See Authority."""

    def __init__(self, database: SqliteDatabase) -> None:
        """Raises NotMadeHereError for a terminal that has a hub."""
        node = node_of(database)
        if node is not None:
            raise NotMadeHereError("below_a_hub", BELOW)
        self._database = database

    def organizations(self) -> Sequence[str]:
        """See Authority."""
        return [""]

    def read(self, _organization: str, work: Callable[[Database], T]) -> T:
        """See Authority."""
        with self._database.snapshot():
            return work(self._database)

    def write(self, _organization: str, work: Callable[[Database], T]) -> T:
        """See Authority."""
        return work(self._database)

    def give(self, place: Place, command: Command) -> Told:
        """See Authority."""
        from sync_agent.shelves.at_terminal import TerminalRoom

        return TerminalRoom(self._database).give(place, command, None)

    def told(self, _place: Place) -> None:
        """The app looks at the file."""


@contextmanager
def of_database(url: str, changed: Changed | None = None) -> Iterator[HubAuthority]:
    """A hub's; `changed` is told of news (None: hubs hear it by the database). Raises StoreError, NotFounded,
    NotMadeHereError."""
    from sync_agent.hub.elsewhere import teller
    from sync_agent.hub.serving import founded

    with closing(founded(url)) as store:
        yield HubAuthority(store, changed or teller(store))


@contextmanager
def of_folder(folder: Path) -> Iterator[TerminalAuthority]:
    """A terminal's. Raises NotAStore, NotMadeHereError."""
    with closing(open_store(folder)) as database:
        yield TerminalAuthority(database)
