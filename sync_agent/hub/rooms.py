"""Who hears what: rooms of an organization, and the seats in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from data.core.actor import Role, at_least
from sync_agent.hub.auth import TERMINAL, Principal

ELSEWHERE = 4409
"""The close code of a node's older socket."""
MOST_SEATS = 16
"""Of one person or script."""


class Seat(Protocol):
    """A socket of somebody who was let in with `token`. Nothing of it waits."""

    id: str
    principal: Principal
    token: str

    def push(self, text: str) -> None:
        """One message, after those before it."""
        ...

    def poke(self) -> None:
        """There is news; said once, however often it is called before it goes out."""
        ...

    def close(self, code: int, reason: str) -> None:
        """The end of it."""
        ...


def everybody(organization: str) -> str:
    """All people and scripts of an organization."""
    return f"org:{organization}"


def staff(organization: str, store: str) -> str:
    """Those of an organization who work in a store; a service is not staff."""
    return f"staff:{organization}:{store}"


def nodes(organization: str, store: str) -> str:
    """The terminals and store hubs of a store, which are told only that there is news."""
    return f"nodes:{organization}:{store}"


def rooms_of(who: Principal) -> list[str]:
    """Where somebody sits, by what its token says and nothing that it asked for."""
    organization = who.organization_id
    if who.kind == TERMINAL:
        return [nodes(organization, store) for store in who.scopes]
    found = [everybody(organization)]
    if who.role is not None and at_least(who.role, Role.STAFF):
        found += [staff(organization, store) for store in who.scopes]
    return found


class Rooms:
    """The seats of one process; used in its event loop alone."""

    def __init__(self, emptied: Callable[[str], None] = lambda _: None) -> None:
        """`emptied` is told of an organization that nobody listens to any more."""
        self._rooms: dict[str, dict[str, Seat]] = defaultdict(dict)
        self._seats: dict[str, Seat] = {}
        self._of: dict[str, list[str]] = defaultdict(list)
        self._places: dict[str, list[str]] = {}
        self._emptied = emptied

    def enter(self, seat: Seat) -> bool:
        """Gives somebody its places, and closes a node's older socket; False for a person or script with too many."""
        who = seat.principal
        others = self._of[who.id]
        if who.kind == TERMINAL:
            self.seated(who.organization_id, who.id, seat.id)
        elif len(others) >= MOST_SEATS:
            return False
        self._seats[seat.id] = seat
        self._of[who.id].append(seat.id)
        self.move(seat)
        return True

    def move(self, seat: Seat) -> None:
        """Its token says something else now."""
        self._out(seat)
        self._places[seat.id] = rooms_of(seat.principal)
        for name in self._places[seat.id]:
            self._rooms[name][seat.id] = seat

    def seated(self, organization: str, node_id: str, mark: str) -> None:
        """The node sits on the socket `mark` now, here or in another process: what else it has is old."""
        for ident in list(self._of.get(node_id, ())):
            seat = self._seats[ident]
            if ident != mark and seat.principal.organization_id == organization:
                self.leave(seat)
                seat.close(ELSEWHERE, "This node has a newer socket")

    def leave(self, seat: Seat) -> None:
        """It is gone; once more does nothing."""
        if self._seats.pop(seat.id, None) is None:
            return
        who = seat.principal
        self._of[who.id].remove(seat.id)
        if not self._of[who.id]:
            del self._of[who.id]
        self._out(seat)
        if who.kind != TERMINAL and not self.listened(who.organization_id):
            self._emptied(who.organization_id)

    def _out(self, seat: Seat) -> None:
        for name in self._places.pop(seat.id, ()):
            self._rooms[name].pop(seat.id, None)
            if not self._rooms[name]:
                del self._rooms[name]

    def listened(self, organization: str) -> bool:
        """Whether a person or script of an organization is here."""
        return everybody(organization) in self._rooms

    def tell(self, room: str, text: str) -> None:
        """Everybody in a room."""
        for seat in self._in(room):
            seat.push(text)

    def poke(self, organization: str, store: str, but: str = "") -> None:
        """The nodes of a store but one, which has heard it."""
        for seat in self._in(nodes(organization, store)):
            if seat.principal.id != but:
                seat.poke()

    def poke_all(self) -> None:
        """Every node: what was said may have been missed."""
        for seat in self:
            if seat.principal.kind == TERMINAL:
                seat.poke()

    def _in(self, room: str) -> Iterable[Seat]:
        return list(self._rooms[room].values()) if room in self._rooms else ()

    def __iter__(self) -> Iterator[Seat]:
        """Every seat, as they are now."""
        return iter(list(self._seats.values()))

    def __len__(self) -> int:
        """How many seats are taken."""
        return len(self._seats)
