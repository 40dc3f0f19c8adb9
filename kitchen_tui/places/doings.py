"""What the commands of the journal and the roles of people are called."""

from __future__ import annotations

from data.store.doings import doing_of
from kitchen_tui.texts import N_, _, sentence

ROLE_NAMES = {
    "STAFF": N_("Staff"),
    "SUPERVISOR": N_("Supervisor"),
    "ADMIN": N_("Admin"),
    "OWNER": N_("Owner"),
    "SERVICE": N_("Service"),
}


def role_name(role: str) -> str:
    """A role in words."""
    return _(ROLE_NAMES[role]) if role in ROLE_NAMES else role


def doing(command: str) -> str:
    """A command of the journal in words."""
    return sentence(doing_of(command))
