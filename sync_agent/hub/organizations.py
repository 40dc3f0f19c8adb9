"""Organizations in the hub's database: how they are founded, which there are, and who may look into which."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from data.core.actor import Actor, Role
from data.core.clock import Instant
from data.core.command import Command
from data.core.outcome import Put
from data.core.text import clean
from data.exchange.directory import Organization
from data.exchange.node import become, change, node_of, packed_scopes, scopes_of
from data.exchange.values import Node
from data.ledger.own import rule
from data.organization.commands import AddStore
from data.people.commands import AddStaff, SetBadge
from data.store.at_once import AtOnce
from data.store.database import Database
from data.store.execute import apply
from data.store.kinds import kind_of
from data.store.machine import Machine
from sync_agent.hub.badges import badge_hash, new_badge

ANY = "*"
"""In place of an organization: the door, where nobody is known yet. It sees who belongs here, and no other row."""

T = TypeVar("T")


class Doors(Protocol):
    """The database as an organization (or ANY) sees it; sync_agent.hub.store.HubStore is one."""

    def write(self, organization: str, work: Callable[[Database], T]) -> T:
        """Does what opens a transaction of its own, perhaps more than once."""
        ...

    def read(self, organization: str, work: Callable[[Database], T]) -> T:
        """Does what only reads."""
        ...


SOURCE = "hub"
"""The chain of what the hub itself commands."""
HUB = Actor("hub", "Hub", Role.OWNER)
"""Who speaks when a terminal is added: the admin who gave out the code, whom the hub does not know yet."""
FIRST_STAFF_NUMBER = 100


_REVOKE = "UPDATE hub_member SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?"


class NotFounded(Exception):
    """`code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code, self.says = code, says


@dataclass(frozen=True, slots=True)
class FirstStore:
    """What a first store needs."""

    id: str
    name: str
    letter: str
    timezone: str
    currency: str
    locale: str
    owner: str
    sizes: tuple[str, ...] = ("Small", "Medium", "Large")


DEMO = FirstStore("bannos", "Banno's", "B", "Australia/Sydney", "AUD", "en_AU", "Olive")


@dataclass(frozen=True, slots=True)
class Founded:
    """A new organization, its first store, and the badge of the store's owner: shown once, only its hash is kept."""

    organization: Organization
    store_id: str | None = None
    badge: str | None = field(default=None, repr=False)


def no_hub() -> NotFounded:
    """Where nobody has founded one."""
    return NotFounded("no_hub", "There is no hub in this database yet: `sync-agent hub init` founds one")


def fresh() -> str:
    """128 bits of chance, as hex: a node, a chain, an epoch."""
    return secrets.token_hex(16)


def found(doors: Doors, name: str, machine: Machine, first: FirstStore | None = None) -> Founded:
    """A new organization, of which this database is the authority. All or nothing; raises NotFounded for values that
    cannot be used, for the name of another one, or where the database (SQLite) can hold no second one."""
    called = clean(name, 120).strip()
    if not called:
        raise NotFounded("name_needed", "An organization needs a name")
    if any(there.name == called for there in organizations(doors)):
        raise NotFounded("founded", f"There is an organization {called} in this database already")
    organization = Organization(fresh(), called, machine.stamp().at)

    def work(database: Database) -> Founded:
        with database.transaction():
            if node_of(database) is not None:
                raise NotFounded("founded", "There is a hub in this database already, or a terminal's store")
            apply(database, Put(organization))
            become(database, _authority())
            if first is None:
                return Founded(organization)
            return Founded(organization, first.id, add_store(AtOnce(database), first, machine))

    return doors.write(organization.id, work)


def _authority() -> Node:
    node_id = fresh()
    return Node(node_id, "", fresh(), 0, "", upstream=False, feeds=True, epoch=fresh(), scopes=packed_scopes(()))


def add_store(database: Database, store: FirstStore, machine: Machine) -> str:
    """A store and its owner, by the commands that every store is made with, inside the caller's transaction; answers
    the owner's badge."""
    node = node_of(database)
    if node is None:
        raise no_hub()
    change(database, node, scopes=packed_scopes([*scopes_of(node), store.id]))
    owner_id, badge = fresh(), new_badge()
    number = _highest(database, "staff", FIRST_STAFF_NUMBER) + 1
    commands: tuple[Command, ...] = (
        AddStore(
            store.id,
            store.name,
            store.letter,
            store.timezone,
            store.currency,
            store.locale,
            store.sizes,
            secrets.token_hex(32),
        ),
        AddStaff(owner_id, store.id, number, store.owner, Role.OWNER.value),
        SetBadge(owner_id, badge_hash(badge)),
    )
    for command in commands:
        result = rule(database, command, HUB, SOURCE, machine.stamp(), fresh)
        if result.status != "applied":
            raise NotFounded(result.code, result.says)
    return badge


def _highest(database: Database, table: str, least: int) -> int:
    return int(database.rows(f"SELECT max(number) FROM {table}")[0][0] or least)  # noqa: S608


def next_terminal_number(database: Database) -> int:
    """One that no terminal of the organization has."""
    return _highest(database, "terminal", 0) + 1


def organizations(doors: Doors) -> tuple[Organization, ...]:
    """All of this database, the oldest first."""
    kind = kind_of(Organization)
    return doors.read(ANY, lambda d: tuple(kind.row(r) for r in d.rows(f"{kind.select} ORDER BY made_at, id")))


def organization_with(doors: Doors, store_id: str, among: str | None = None) -> Organization:
    """The organization (of this name or id, if one is given) that has a store; raises NotFounded."""
    asked = [o for o in organizations(doors) if among in (None, o.id, o.name)]
    if not asked:
        raise no_such_organization(among)
    having = [o for o in asked if _has_store(doors, o, store_id)]
    if not having:
        raise NotFounded("no_such_store", f"There is no store {store_id} here")
    if len(having) > 1:
        raise NotFounded("which_one", f"Several organizations have a store {store_id}: say which with --organization")
    return having[0]


def no_such_organization(name: str | None) -> NotFounded:
    """Of this name or id."""
    return NotFounded("no_such_organization", f"There is no organization {name} here")


def _has_store(doors: Doors, organization: Organization, store_id: str) -> bool:
    return doors.read(organization.id, lambda d: bool(d.rows("SELECT 1 FROM store WHERE id = ?", (store_id,))))


def stores_of(database: Database) -> tuple[str, ...]:
    """The stores that this hub holds."""
    node = node_of(database)
    return () if node is None else scopes_of(node)


def revoke(doors: Doors, member_id: str, now: Instant) -> bool:
    """Whoever has this id is let in no more, its refresh tokens are worth nothing; False when there is none."""

    def work(database: Database) -> bool:
        with database.transaction():
            database.run("UPDATE hub_family SET dead_at = coalesce(dead_at, ?) WHERE member_id = ?", (now, member_id))
            return database.run(_REVOKE, (now, member_id)) == 1

    return doors.write(ANY, work)
