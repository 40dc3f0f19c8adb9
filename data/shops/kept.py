"""What a hub keeps of shops for itself, and no terminal ever sees: deliveries as they came, secrets, who is at what."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

NEW, TAKEN, DEAD = "new", "taken", "dead"


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """One webhook, byte for byte; `state`: new, taken (a word has been said on it: `says`), dead."""

    id: str
    integration_id: str
    store_id: str
    provider: str
    delivery_id: str
    event_id: str
    topic: str
    received_at: Instant
    headers: str
    raw: bytes
    state: str
    tries: int
    next_at: Instant | None
    says: str | None


@dataclass(frozen=True, slots=True)
class ShopSecret:
    """`name` says what for (`access`, `refresh`, `webhook`, `webhook_before`); `sealed` with the hub's master key.
    `expires_at`: from then on it is to be renewed."""

    integration_id: str
    name: str
    sealed: str
    expires_at: Instant | None
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class OauthState:
    """A question to a shop's owner, answered once at most; `state_hash` is all that is kept of it."""

    state_hash: str
    integration_id: str
    made_at: Instant
    until: Instant
    used_at: Instant | None


@dataclass(frozen=True, slots=True)
class WorkLease:
    """Who is at a piece of work; `fence` counts the leases, and a word from an older one is not heard."""

    work_id: str
    locked_at: Instant
    locked_by: str
    fence: int


@dataclass(frozen=True, slots=True)
class WebhookGap:
    """Found by asking, missed by webhook."""

    integration_id: str
    gid: str
    content_at: Instant
    found_at: Instant
    source: str


@dataclass(frozen=True, slots=True)
class Alert:
    """One message of one cause on one channel; `next_at` None: it has been sent, or given up (`says` tells why)."""

    id: str
    store_id: str
    channel: str
    subject: str
    body: str
    tries: int
    next_at: Instant | None
    says: str | None
    made_at: Instant


@dataclass(frozen=True, slots=True)
class ApiLog:
    """How long one call of a route took."""

    id: str
    at: Instant
    route: str
    t_ms: int
    ok: bool
    code: str
