"""People and their keys, for the shell and the screens: what is made here is shown once, and only its hash is kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from data.core.command import Command
from data.people.commands import AddStaff, SetBadge, SetPin
from data.people.staff import Staff
from data.questions.people import next_staff_number
from data.replica.issue import Receipt, issue
from data.store.at_once import AtOnce
from data.store.database import StoredRows
from kitchen_tui.founding import SetupRefused, must
from kitchen_tui.keys import badge_hash, is_pin, new_badge

if TYPE_CHECKING:
    from data.core.actor import Actor
    from kitchen_tui.desk import Desk
    from kitchen_tui.keys import PinVerifier

PIN_RULE = "A PIN is six digits, not all the same and not a plain run"


class NewPerson(NamedTuple):
    """A person and the badge to print for her."""

    person: Staff
    badge: str


def add_person(desk: Desk, actor: Actor, name: str, role: str, store_id: str, number: int | None = None) -> NewPerson:
    """A new person with a badge, by default with the next free number, in one commit: two windows never take the same
    one. Raises SetupRefused."""
    staff_id, badge = secrets.token_hex(16), new_badge()
    with desk.database.transaction():
        free = next_staff_number(desk.database) if number is None else number
        receipt = _step(desk, actor, AddStaff(staff_id, store_id, free, name, role.upper()))
        if receipt.accepted:
            receipt = _step(desk, actor, SetBadge(staff_id, badge_hash(badge)))
    must(receipt)
    person = StoredRows(desk.database).get(Staff, staff_id)
    if person is None:
        raise LookupError(f"{staff_id} was written and is not there")
    return NewPerson(person, badge)


def change_person(desk: Desk, actor: Actor, commands: tuple[Command, ...]) -> Receipt:
    """Several changes in one commit, all or none: the receipt of the last one that changed something. Raises
    SetupRefused."""
    with desk.database.transaction():
        receipts = [must(_step(desk, actor, command)) for command in commands]
    changed = [receipt for receipt in receipts if receipt.status != "noop"]
    return (changed or receipts)[-1]


def _step(desk: Desk, actor: Actor, command: Command) -> Receipt:
    return issue(AtOnce(desk.database), desk.seat, actor, command, desk.machine.stamp())


def new_badge_for(desk: Desk, actor: Actor, staff_id: str) -> str:
    """A new badge; the old one stops working at once. Raises SetupRefused."""
    badge = new_badge()
    must(desk.do(SetBadge(staff_id, badge_hash(badge)), actor))
    return badge


def set_pin_for(desk: Desk, actor: Actor, staff_id: str, pin: str, verifier: PinVerifier) -> Receipt:
    """A new PIN of six digits; raises SetupRefused for one that is no PIN or too easily guessed."""
    if not is_pin(pin):
        raise SetupRefused("bad_pin", PIN_RULE)
    return must(desk.do(SetPin(staff_id, verifier.hash(pin)), actor))
