"""Who may change what about whom, and the owner that a shop never loses."""

from __future__ import annotations

from collections.abc import Mapping

from data.core.actor import Actor, Role, at_least
from data.core.outcome import Accepted, Change, Event, Outcome, Refused, noop
from data.core.rows import Rows
from data.people.staff import Staff

ROLES = (Role.STAFF, Role.SUPERVISOR, Role.ADMIN, Role.OWNER)
"""Those that a person can have, the least first."""
_TOLD = {"role", "active"}


def may_give(actor: Actor, role: Role) -> bool:
    """Whether somebody may make or change a person of this role: of admins and owners only an owner does."""
    return not at_least(role, Role.ADMIN) or at_least(actor.role, Role.OWNER)


def may_change(actor: Actor, staff_id: str, role: Role) -> bool:
    """Whether somebody may change the keys, the name or the leaving of this person: her own, or as `may_give`."""
    return staff_id == actor.staff_id or may_give(actor, role)


def may_set_pin(actor: Actor, staff_id: str, role: Role) -> bool:
    """Whether somebody may set this person's PIN: people set their own, admins that of others."""
    return staff_id == actor.staff_id or (at_least(actor.role, Role.ADMIN) and may_give(actor, role))


def above(actor: Actor, role: Role) -> Refused | None:
    """The refusal of `may_give`."""
    return None if may_give(actor, role) else Refused("not_allowed", "Only an owner may do that for admins and owners")


def not_yours(actor: Actor, person: Staff) -> Refused | None:
    """The refusal of `may_change`."""
    return None if person.id == actor.staff_id else above(actor, Role(person.role))


def last_owner(rows: Rows, person: Staff) -> Refused | None:
    """The refusal to take the only owner who is left out of her role or out of the shop."""
    if person.role != Role.OWNER or not person.active:
        return None
    others = [p for p in rows.where(Staff, role=Role.OWNER.value) if p.active and p.id != person.id]
    return None if others else Refused("last_owner", f"{person.name} is the only owner: make somebody else one first")


def changed(person: Staff, event: str, says: str, **columns: object) -> Outcome:
    """New values of a person's columns."""
    if all(getattr(person, name) == value for name, value in columns.items()):
        return noop("unchanged", f"{person.name}: nothing to change")
    was = {name: getattr(person, name) for name in _TOLD & columns.keys()}
    return Accepted(says, writes=(Change(Staff, (person.id,), columns),), events=(told(event, person, was),))


def told(name: str, person: Staff, was: Mapping[str, object] | None = None) -> Event:
    """Something that happened to a person; `was` is what she might do before it, for what she did then and that is
    heard of only now."""
    detail = {"staff_id": person.id} | ({"was": dict(was)} if was else {})
    return Event(name, store_id=person.store_id, detail=detail)
