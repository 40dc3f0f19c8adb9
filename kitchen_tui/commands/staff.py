"""`kitchen-tui staff add|list|badge|pin`."""

from __future__ import annotations

import sys
from argparse import Namespace
from getpass import getpass

from data.people.staff import Staff
from data.questions.people import staff_list, staff_named
from data.store.database import StoredRows
from kitchen_tui.commands.frame import OK, REFUSED, WrongUse, actor_of, desk_of, nobody, refused, say
from kitchen_tui.desk import Desk
from kitchen_tui.founding import SetupRefused
from kitchen_tui.people import add_person, new_badge_for, set_pin_for


def add(args: Namespace) -> int:
    """A new person and her badge, shown once."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    try:
        made = add_person(desk, actor, args.name, args.role, desk.store.id)
    except SetupRefused as trouble:
        return refused(args, trouble.code, trouble.says)
    fields = {"id": made.person.id, "number": made.person.number, "name": made.person.name, "badge": made.badge}
    say(args, fields, f"{made.person.name}: number {made.person.number}, badge (shown only now): {made.badge}")
    return OK


def listing(args: Namespace) -> int:
    """Everybody, or the people of a store."""
    desk = desk_of(args)
    for p in staff_list(desk.database, args.store):
        keys = ", ".join(name for name, has in (("badge", p.badge), ("PIN", p.pin)) if has) or "no keys"
        gone = "" if p.active else "  left"
        say(args, p._asdict(), f"{p.number:5} {p.role:11} {p.store_id:12} {p.name:28} {keys}{gone}")
    return OK


def new_badge(args: Namespace) -> int:
    """The old badge stops working at once."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    person = _person(desk, args.person)
    try:
        badge = new_badge_for(desk, actor, person.id)
    except SetupRefused as trouble:
        return refused(args, trouble.code, trouble.says)
    say(args, {"id": person.id, "name": person.name, "badge": badge}, f"{person.name}, badge (shown only now): {badge}")
    return OK


def pin(args: Namespace) -> int:
    """Sets a PIN, or lets PINs be tried again."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    person = _person(desk, args.person) if args.person else None
    if args.unlock:
        done = desk.door.unlock(actor, person.number if person else None)
        fields = {"verdict": "accepted" if done.actor else "refused", "code": done.code, "says": done.says}
        say(args, fields, done.says)
        return OK if done.actor else REFUSED
    person = person or StoredRows(desk.database).get(Staff, actor.staff_id)
    if person is None:
        raise WrongUse("whose PIN? give a number or a name")
    try:
        set_pin_for(desk, actor, person.id, args.pin or _asked_twice(), desk.door.verifier)
    except SetupRefused as trouble:
        return refused(args, trouble.code, trouble.says)
    says = f"{person.name} has a PIN"
    say(args, {"verdict": "accepted", "code": "applied", "says": says}, says)
    return OK


def _asked_twice() -> str:
    if not sys.stdin.isatty():
        raise WrongUse("nobody to ask: give --pin")
    first = getpass("PIN (six digits): ")
    if first != getpass("Once more: "):
        raise WrongUse("the two PINs differ")
    return first


def _person(desk: Desk, text: str) -> Staff:
    found = staff_named(desk.database, text)
    if found is None:
        raise WrongUse(f"nobody is called {text!r}: see `kitchen-tui staff list`")
    return found
