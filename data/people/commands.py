"""People come, get badges and PINs, come to work and go home."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Outcome, Put, Refused, noop
from data.core.rows import Rows
from data.core.text import clean
from data.organization.store import Store
from data.people.staff import Shift, Staff
from data.people.standing import ROLES, above, changed, last_owner, may_set_pin, not_yours, told


@dataclass(frozen=True, slots=True)
class AddStaff(Command):
    """A new person; `number` is what she types before her PIN, unique in the organization."""

    name: ClassVar[str] = "add_staff"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    staff_id: str
    store_id: str
    number: int
    person: str
    role: str


@dataclass(frozen=True, slots=True)
class SetBadge(Command):
    """A new badge; the old one stops working."""

    name: ClassVar[str] = "set_badge"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    staff_id: str
    badge_hash: str


@dataclass(frozen=True, slots=True)
class SetPin(Command):
    """A new PIN, as its verifier; people set their own, admins anyone's below an owner."""

    name: ClassVar[str] = "set_pin"
    relied_on: ClassVar[bool] = True

    staff_id: str
    pin_hash: str


@dataclass(frozen=True, slots=True)
class SetActive(Command):
    """A person leaves, or comes back."""

    name: ClassVar[str] = "set_staff_active"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    staff_id: str
    active: bool


@dataclass(frozen=True, slots=True)
class ClockIn(Command):
    """A shift begins."""

    name: ClassVar[str] = "start_shift"

    staff_id: str


@dataclass(frozen=True, slots=True)
class ClockOut(Command):
    """A shift ends."""

    name: ClassVar[str] = "end_shift"

    staff_id: str


def add_staff(command: AddStaff, rows: Rows, ctx: Context) -> Outcome:
    """Admins add people below owner; only an owner adds admins and owners."""
    if rows.get(Store, command.store_id) is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    if command.role not in ROLES:
        return Refused("no_such_role", "The role is STAFF, SUPERVISOR, ADMIN or OWNER")
    refusal = above(ctx.actor, Role(command.role))
    if refusal is not None:
        return refusal
    person = clean(command.person, 80).strip()
    if not person:
        return Refused("name_needed", "A person needs a name")
    if rows.get(Staff, command.staff_id) is not None:
        return noop("known", f"{person} is known")
    if rows.where(Staff, number=command.number):
        return Refused("number_taken", f"Staff number {command.number} is taken")
    row = Staff(command.staff_id, command.store_id, command.number, person, command.role, True, None, None, ctx.now)
    return Accepted(
        f"{person} is {command.role}, number {command.number}", writes=(Put(row),), events=(told("staff_added", row),)
    )


def set_badge(command: SetBadge, rows: Rows, ctx: Context) -> Outcome:
    """Keeps the hash; a badge is one person's."""
    person = _to_change(command.staff_id, rows, ctx)
    if isinstance(person, Refused):
        return person
    if any(other.id != person.id for other in rows.where(Staff, badge_hash=command.badge_hash)):
        return Refused("badge_taken", "Somebody else has this badge")
    return changed(person, "badge_set", f"{person.name} has a new badge", badge_hash=command.badge_hash)


def set_pin(command: SetPin, rows: Rows, ctx: Context) -> Outcome:
    """Keeps the verifier."""
    if not may_set_pin(ctx.actor, command.staff_id, Role.STAFF):
        return Refused("not_allowed", "An admin sets other people's PINs")
    person = _to_change(command.staff_id, rows, ctx)
    if isinstance(person, Refused):
        return person
    return changed(person, "pin_set", f"{person.name} has a new PIN", pin_hash=command.pin_hash)


def set_active(command: SetActive, rows: Rows, ctx: Context) -> Outcome:
    """A person who left can neither sign in nor be assigned; one owner stays."""
    person = _to_change(command.staff_id, rows, ctx)
    if isinstance(person, Refused):
        return person
    refusal = None if command.active else last_owner(rows, person)
    if refusal is not None:
        return refusal
    if command.active:
        return changed(person, "staff_active_set", f"{person.name} works here again", active=True)
    outcome = changed(person, "staff_active_set", f"{person.name} does not work here any more", active=False)
    shift = _open_shift(rows, person.id)
    if shift is None or not isinstance(outcome, Accepted) or outcome.status == "noop":
        return outcome
    # Nobody else would end it: hours would be counted of somebody who is not here.
    ends = Change(Shift, (shift.id,), {"ended_at": ctx.now})
    return replace(outcome, writes=(*outcome.writes, ends), events=(*outcome.events, told("shift_ended", person)))


def _to_change(staff_id: str, rows: Rows, ctx: Context) -> Staff | Refused:
    person = rows.get(Staff, staff_id)
    if person is None:
        return Refused("no_such_staff", "No such person")
    return not_yours(ctx.actor, person) or person


def clock_in(command: ClockIn, rows: Rows, ctx: Context) -> Outcome:
    """One open shift a person (O40)."""
    person = rows.get(Staff, command.staff_id)
    if person is None or not person.active:
        return Refused("no_such_staff", "This person does not work here")
    if _open_shift(rows, person.id) is not None:
        return noop("on_shift", f"{person.name} is clocked in already")
    shift = Shift(derived_id(ctx.command_id, "shift"), person.id, person.store_id, ctx.now, None)
    return Accepted(f"{person.name} clocked in", writes=(Put(shift),), events=(told("shift_started", person),))


def clock_out(command: ClockOut, rows: Rows, ctx: Context) -> Outcome:
    """Ends the open shift."""
    person = rows.get(Staff, command.staff_id)
    if person is None:
        return Refused("no_such_staff", "No such person")
    shift = _open_shift(rows, person.id)
    if shift is None:
        return noop("not_on_shift", f"{person.name} is not clocked in")
    writes = (Change(Shift, (shift.id,), {"ended_at": ctx.now}),)
    return Accepted(f"{person.name} clocked out", writes=writes, events=(told("shift_ended", person),))


def _open_shift(rows: Rows, staff_id: str) -> Shift | None:
    return next((s for s in rows.where(Shift, staff_id=staff_id) if s.ended_at is None), None)
