"""Who works in the demo bakery. Numbers are what they type before their PIN."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from data.core.actor import Actor, Role
from data.kitchen.stages import COVERING, DECORATING, FILLING, PACKING


@dataclass(frozen=True, slots=True)
class Hand:
    """A person: her number, role, and the station she mostly works at."""

    number: int
    name: str
    role: Role
    station: str | None = None

    @property
    def staff_id(self) -> str:
        """The id of her row."""
        return f"demo-staff-{self.number}"

    @property
    def actor(self) -> Actor:
        """Who she is when she gives a command."""
        return Actor(self.staff_id, self.name, self.role)


def _store(first: int, *people: tuple[str, Role, str | None]) -> tuple[Hand, ...]:
    return tuple(Hand(first + n, name, role, station) for n, (name, role, station) in enumerate(people))


BANNOS = _store(
    101,
    ("Olive Banno", Role.OWNER, None),
    ("Adi Haddad", Role.ADMIN, None),
    ("Sue Rossi", Role.SUPERVISOR, None),
    ("Ben Carter", Role.SUPERVISOR, PACKING),
    ("Ana Lindqvist", Role.STAFF, FILLING),
    ("Bo Nguyen", Role.STAFF, FILLING),
    ("Priya Nair", Role.STAFF, COVERING),
    ("Jun Tanaka", Role.STAFF, DECORATING),
    ("Zoë Müller", Role.STAFF, DECORATING),
    ("Sam O'Neill", Role.STAFF, PACKING),
    ("Tomás Silva", Role.STAFF, COVERING),
)
FLOURLANE = _store(
    201,
    ("Nora Lane", Role.OWNER, None),
    ("Felix Brandt", Role.ADMIN, None),
    ("Ines Moreau", Role.SUPERVISOR, None),
    ("Leo Papadakis", Role.SUPERVISOR, PACKING),
    ("Hana Kim", Role.STAFF, FILLING),
    ("Marco Bianchi", Role.STAFF, FILLING),
    ("Aisha Rahman", Role.STAFF, COVERING),
    ("Eva Novák", Role.STAFF, DECORATING),
    ("Noah Williams", Role.STAFF, DECORATING),
    ("Grace Tran", Role.STAFF, PACKING),
)


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of one store."""

    hands: tuple[Hand, ...]

    def at(self, station: str, dice: Random) -> Hand:
        """Somebody who works at a station."""
        return dice.choice([h for h in self.hands if h.station == station])

    def first(self, role: Role) -> Hand:
        """The first person with exactly this role."""
        return next(h for h in self.hands if h.role is role)
