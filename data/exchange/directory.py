"""Who belongs to a hub: its organizations, their nodes, and what lets somebody in. None of it travels."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Organization:
    """Whose data it is; on PostgreSQL several live in one database, and none sees a row of another."""

    id: str
    name: str
    made_at: Instant


@dataclass(frozen=True, slots=True)
class Member:
    """A terminal, a store hub (`relay`) or a script. `public_key` is Ed25519's, as hex, None for a script; `scopes` the
    packed list of its stores; `role` is a script's."""

    id: str
    organization_id: str
    kind: str
    name: str
    terminal_id: str | None
    public_key: str | None
    scopes: str
    role: str | None
    enrolled_at: Instant
    seen_at: Instant | None
    revoked_at: Instant | None


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A one-time code, of which only the keyed hash is here; `used_by` is the node that came in with it."""

    code_hash: str
    organization_id: str
    store_id: str
    kind: str
    made_at: Instant
    until: Instant
    used_by: str | None


@dataclass(frozen=True, slots=True)
class Guessing:
    """How many wrong codes came from one address (or, `*`, from anywhere) since a moment."""

    subject: str
    since: Instant
    wrong: int


SET_BACK = "set back"
"""In place of the hash of a family's newest token: the hub was set back, and cannot know which one that is."""


@dataclass(frozen=True, slots=True)
class TokenFamily:
    """All refresh tokens that came from one enrolment, each made from the one before. `token_hash` is the newest's,
    `before_hash` its predecessor's, `successor` the newest, sealed with its predecessor: whoever lost the answer can be
    given it again."""

    id: str
    organization_id: str
    member_id: str
    token_hash: str
    before_hash: str | None
    successor: str | None
    rotated_at: Instant
    until: Instant
    dead_at: Instant | None


@dataclass(frozen=True, slots=True)
class HubKey:
    """A key that the hub signs with, its private half sealed; one that is retired still verifies."""

    kid: str
    issuer: str
    public_key: str
    sealed: str
    made_at: Instant
    retired_at: Instant | None


@dataclass(frozen=True, slots=True)
class Pepper:
    """A key that an organization's PINs are hashed with, sealed; `id` tells two apart and nothing of the key."""

    id: str
    sealed: str
    made_at: Instant
