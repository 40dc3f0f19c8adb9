"""The store rooms of a hub: what is done there is done, for every terminal and every shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TypeVar

from data.core.command import Command
from data.ledger.own import rule
from data.store.database import Database
from data.store.machine import ThisMachine
from sync_agent.hub.organizations import HUB, SOURCE, fresh, organizations, stores_of
from sync_agent.hub.serving import founded
from sync_agent.hub.store import HubStore
from sync_agent.shelves.room import NOBODY, Place, Told, person

T = TypeVar("T")


class HubRoom:
    """See sync_agent.shelves.room.Room."""

    whole, own = True, None

    def __init__(self, store: HubStore) -> None:
        """Of a hub's database."""
        self._store, self._machine = store, ThisMachine()

    def places(self) -> Sequence[Place]:
        """See Room."""
        return [
            Place(whose.id, store_id)
            for whose in organizations(self._store)
            for store_id in self._store.read(whose.id, stores_of)
        ]

    def read(self, place: Place, work: Callable[[Database], T]) -> T:
        """See Room."""
        return self._store.read(place.organization, work)

    def write(self, place: Place, work: Callable[[Database], T]) -> T:
        """See Room."""
        return self._store.write(place.organization, work)

    def give(self, place: Place, command: Command, badge: str | None) -> Told:
        """See Room."""
        given = self._machine.stamp()

        def work(database: Database) -> Told:
            actor = person(database, badge) if badge is not None else HUB
            if actor is None:
                return NOBODY
            result = rule(database, command, actor, SOURCE, given, fresh, (place.store_id,))
            return Told(result.status, result.code or "", result.says)

        return self._store.write(place.organization, work)


@contextmanager
def of_database(url: str) -> Iterator[HubRoom]:
    """That of a hub. Raises StoreError, NotFounded."""
    with closing(founded(url)) as store:
        yield HubRoom(store)
