"""A store room: items to be found in it, commands to be given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from data.core.actor import Actor
from data.core.command import Command
from data.people.staff import Staff
from data.questions.stock import StockLine, stock_of
from data.store.database import Database, StoredRows
from sync_agent.hub.badges import badge_hash

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A store, and whose it is (a terminal knows one organization only, and it has no name there)."""

    organization: str
    store_id: str


@dataclass(frozen=True, slots=True)
class Item:
    """One, and where it lies."""

    place: Place
    line: StockLine


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a command: applied, noop, refused, and the rule's words."""

    status: str
    code: str
    says: str


class NotFound(Exception):
    """`code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code = code


class Room(Protocol):
    """Raises StoreError."""

    @property
    def whole(self) -> bool:
        """Whether every line of every ledger is here: below a hub, those of orders long closed are not."""
        ...

    @property
    def own(self) -> str | None:
        """The store in which it stands: where a name may mean several items, the one there is meant."""
        ...

    def places(self) -> Sequence[Place]:
        """Its stores."""
        ...

    def read(self, place: Place, work: Callable[[Database], T]) -> T:
        """In one moment of the store."""
        ...

    def write(self, place: Place, work: Callable[[Database], T]) -> T:
        """What opens a transaction of its own, and is no person's doing."""
        ...

    def give(self, place: Place, command: Command, badge: str | None) -> Told:
        """As the person of the badge; without one as whoever may open the database."""
        ...


def items(room: Room, store_id: str | None) -> list[Item]:
    """All of a store, or of every store, by name. Raises NotFound for a store that is not here."""
    found: list[Item] = []
    for place in places(room, store_id):
        lines = room.read(place, lambda database, place=place: stock_of(database, place.store_id))  # type: ignore[misc]
        found += [Item(place, line) for line in lines]
    return found


def item(room: Room, store_id: str | None, text: str) -> Item:
    """The one that a scan or a name means. Raises NotFound where it is none, or several."""
    there = items(room, store_id)
    wanted = text.strip()
    found = [one for one in there if wanted and one.line.means(wanted)]
    found = found or [one for one in there if one.line.name.casefold() == wanted.casefold()]
    found = [one for one in found if one.place.store_id == room.own] or found
    if len(found) > 1:
        which = ", ".join(f"{one.line.id} of {one.place.store_id}" for one in found)
        raise NotFound("which_one", f"Several items are called {wanted}: {which}")
    if not found:
        says = f"No stock item here is called {wanted}" if wanted else "Which item? Its id, its SKU or its name"
        raise NotFound("no_such_item", says)
    return found[0]


def person(database: Database, badge: str) -> Actor | None:
    """Whose badge it is, if she still works here."""
    found = StoredRows(database).where(Staff, badge_hash=badge_hash(badge.strip().upper()))
    return found[0].actor() if found and found[0].active else None


NOBODY = Told("refused", "unknown_badge", "This badge is not known here")


def places(room: Room, store_id: str | None) -> list[Place]:
    """Its stores, or this one. Raises NotFound."""
    there = list(room.places())
    found = [place for place in there if store_id in (None, place.store_id)]
    if not found:
        known = ", ".join(place.store_id for place in there)
        raise NotFound("no_such_store", f"There is no store {store_id} here: {known}")
    return found
