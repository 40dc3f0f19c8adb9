"""People get another name or another role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Outcome, Refused
from data.core.rows import Rows
from data.core.text import clean, one_line
from data.people.staff import Staff
from data.people.standing import ROLES, above, changed, last_owner, not_yours

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class RenameStaff(Command):
    """How a person is called."""

    name: ClassVar[str] = "rename_staff"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    staff_id: str
    person: str


@dataclass(frozen=True, slots=True)
class SetRole(Command):
    """What a person may do from now on."""

    name: ClassVar[str] = "set_role"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    staff_id: str
    role: str


def rename_staff(command: RenameStaff, rows: Rows, ctx: Context) -> Outcome:
    """What was written down under the old name keeps it."""
    person = rows.get(Staff, command.staff_id)
    if person is None:
        return Refused("no_such_staff", "No such person")
    refusal = not_yours(ctx.actor, person)
    if refusal is not None:
        return refusal
    called = person_name(command.person)
    if not called:
        return Refused("name_needed", "A person needs a name")
    return changed(person, "staff_renamed", f"{person.name} is {called} now", name=called)


def set_role(command: SetRole, rows: Rows, ctx: Context) -> Outcome:
    """Both the role that was and the one that will be must be the giver's to give; one owner stays."""
    person = rows.get(Staff, command.staff_id)
    if person is None:
        return Refused("no_such_staff", "No such person")
    if command.role not in ROLES:
        return Refused("no_such_role", f"The role is {', '.join(ROLES[:-1])} or {ROLES[-1]}")
    refusal = above(ctx.actor, Role(person.role)) or above(ctx.actor, Role(command.role))
    if refusal is None and command.role != person.role:
        refusal = last_owner(rows, person)
    return refusal or changed(
        person, "role_set", f"{person.name} is {command.role.capitalize()} now", role=command.role
    )


def person_name(text: str) -> str:
    """A name as it is kept: on one line, no longer than a list shows."""
    return clean(one_line(text), LONGEST_NAME).strip()
