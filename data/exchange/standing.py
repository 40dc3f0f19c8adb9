"""What a person might do when she did it: the authority's word, whatever the sender of a command says of her role."""

from __future__ import annotations

from data.core.actor import Role
from data.core.clock import Instant
from data.core.frozen import altered
from data.core.packed import unpack
from data.exchange.message import Sent
from data.exchange.sessions import fits
from data.people.staff import Staff
from data.store.catalogue import command_class
from data.store.database import Database, StoredRows

_CHANGES = """SELECT detail FROM stage_events WHERE name IN ('role_set', 'staff_active_set') AND at > ?
ORDER BY at, command_id"""


def with_standing(database: Database, command: Sent, occurred: Instant) -> Sent:
    """The command, its person's role as it is here: the one that it names if she has that now, else the one that she
    had when it `occurred`. A service has none; of a person nobody knows here nothing is believed, and of one who was
    not signed in then no more than what everybody may."""
    if command.actor_role == Role.SERVICE:
        return command
    if not fits(database, command):
        return altered(command, actor_role=_of_nobody(command).value)
    person = StoredRows(database).get(Staff, command.actor_id)
    if person is not None and (person.active, person.role) == (True, command.actor_role):
        return command
    role = Role.GONE if person is None else _role_at(database, person, occurred)
    return altered(command, actor_role=role.value)


def _of_nobody(command: Sent) -> Role:
    """A stage scan is recorded with an attention; what staff may is taken from anybody, so that no scan is lost."""
    asked = command_class(command.name)
    return Role.UNSIGNED if asked.physical or asked.least is not Role.STAFF else Role.STAFF


def _role_at(database: Database, person: Staff, at: Instant) -> Role:
    """Each change tells what was before it: the first one after that moment knows what held in it."""
    held: dict[str, object] = {}
    for (detail,) in database.rows(_CHANGES, (at,)):
        change = unpack(detail)
        if change.get("staff_id") == person.id:
            held = change.get("was", {}) | held
    if not held.get("active", person.active):
        return Role.GONE
    return Role(str(held.get("role", person.role)))
