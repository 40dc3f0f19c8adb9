"""What a person might do when she did it: the authority's word, whatever the sender of a command says of her role."""

from __future__ import annotations

from dataclasses import replace

from data.core.actor import Role
from data.core.clock import Instant
from data.core.packed import unpack
from data.exchange.message import Request, Sent
from data.people.staff import Staff
from data.store.database import Database, StoredRows

_CHANGES = """SELECT detail FROM stage_events WHERE name IN ('role_set', 'staff_active_set') AND at > ?
ORDER BY at, command_id"""
_NS = 1_000_000


def with_standing(database: Database, request: Request, command: Sent, now: Instant) -> Sent:
    """The command, its person's role as it is here: the one that it names if she has that now, else the one that she
    had when it happened. A service has none; of a person nobody knows here nothing is believed."""
    if command.actor_role == Role.SERVICE:
        return command
    person = StoredRows(database).get(Staff, command.actor_id)
    if person is not None and (person.active, person.role) == (True, command.actor_role):
        return command
    role = Role.GONE if person is None else _role_at(database, person, occurred(request, command, now))
    return replace(command, actor_role=role.value)


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


def occurred(request: Request, command: Sent, now: Instant) -> Instant:
    """When it truly happened, as far as clocks can tell: of the sender's present boot by the clock that nobody sets,
    else as it says, but never in the future."""
    passed = (request.mono_ns - command.mono_ns) // _NS
    if request.boot_id and command.boot_id == request.boot_id and passed >= 0:
        return now - passed
    return min(command.issued_at, now)
