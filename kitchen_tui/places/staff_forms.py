"""The forms of the staff list: a person, a name and a role, a PIN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kitchen_tui.places.doings import role_name
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.texts import _, sentence

if TYPE_CHECKING:
    from data.core.actor import Actor
    from data.questions.crew import Colleague

Done = Callable[[Mapping[str, str]], None]


def new_person(actor: Actor, number: int, done: Done) -> Form:
    """Number, name and role of somebody new."""
    asks = [
        Ask("name", _("Name"), needed=True, check=name_trouble),
        Ask("number", _("Number"), str(number), needed=True, check=_number_trouble),
        Ask("role", _("Role"), "STAFF", choices=_roles(actor)),
    ]
    return Form(_("Somebody new"), asks, done, saves=_("Add, and make a badge"))


def changes(actor: Actor, person: Colleague, done: Done) -> Form:
    """Another name, and another role as far as the actor may give it."""
    from data.core.actor import Role
    from data.people.standing import may_give

    asks = [Ask("name", _("Name"), person.name, needed=True, check=name_trouble)]
    if may_give(actor, Role(person.role)):
        asks.append(Ask("role", _("Role"), person.role, choices=_roles(actor)))
    return Form(_("Name and role of {name}").format(name=person.name), asks, done)


def another_badge(person: Colleague, done: Callable[[], None]) -> Form:
    """A question: Enter is yes."""
    title = _("A new badge for {name}").format(name=person.name)
    return Form(title, (), lambda _values: done(), saves=_("Yes, and the one of before stops working"))


def new_pin(person: Colleague, done: Done) -> Form:
    """A PIN, typed twice where nobody sees it."""
    from kitchen_tui.keys import is_pin
    from kitchen_tui.people import PIN_RULE

    def check(text: str) -> str | None:
        return None if is_pin(text) else sentence(PIN_RULE)

    def both(values: Mapping[str, str]) -> tuple[str, str] | None:
        if values["pin"] != values["again"]:
            return "again", _("The two are not the same")
        done(values)
        return None

    asks = [
        Ask("pin", _("New PIN"), secret=True, needed=True, check=check, hint=_("six digits")),
        Ask("again", _("Once more"), secret=True, needed=True),
    ]
    return Form(_("A new PIN for {name}").format(name=person.name), asks, both)


def name_trouble(text: str) -> str | None:
    """Why this is no name, in words."""
    from data.people.renaming import LONGEST_NAME

    most = _("A name has {n} characters at most").format(n=LONGEST_NAME)
    return most if len(text) > LONGEST_NAME else None


def _number_trouble(text: str) -> str | None:
    right = text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0
    return None if right else _("A number of one to six digits")


def _roles(actor: Actor) -> tuple[tuple[str, str], ...]:
    from data.people.standing import ROLES, may_give

    return tuple((role.value, role_name(role.value)) for role in ROLES if may_give(actor, role))
