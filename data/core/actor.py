"""Who acts, and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The roles of RULES.md, each including the ones before it. SERVICE stands apart; GONE is somebody who works here
    no more, or never did, UNSIGNED one who was not signed in when she is said to have done it: what was done at a bench
    is a fact, anything else they may not."""

    STAFF = "STAFF"
    SUPERVISOR = "SUPERVISOR"
    ADMIN = "ADMIN"
    OWNER = "OWNER"
    SERVICE = "SERVICE"
    GONE = "GONE"
    UNSIGNED = "UNSIGNED"


_LADDER = {Role.STAFF: 1, Role.SUPERVISOR: 2, Role.ADMIN: 3, Role.OWNER: 4}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or service) a command speaks for; `session` is her sign-in at this terminal, if it is one."""

    staff_id: str
    name: str
    role: Role
    session: str | None = field(default=None, compare=False)


def at_least(role: Role, least: Role) -> bool:
    """Whether a person's role includes another; a service has no place on the ladder."""
    return _LADDER.get(role, 0) >= _LADDER[least]


SERVICE_ACTOR = Actor("service", "Service", Role.SERVICE)
