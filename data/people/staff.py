"""People of the kitchen, their badges, and the hours they are there."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.actor import Actor, Role
from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Staff:
    """A person. `number` is what she types before her PIN; the badge is kept as a keyed hash only."""

    id: str
    store_id: str
    number: int
    name: str
    role: str
    active: bool
    badge_hash: str | None
    pin_hash: str | None
    created_at: Instant

    def actor(self) -> Actor:
        """Who she is when she gives a command."""
        return Actor(self.id, self.name, Role(self.role))


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of work; open while `ended_at` is null."""

    id: str
    staff_id: str
    store_id: str
    started_at: Instant
    ended_at: Instant | None


@dataclass(frozen=True, slots=True)
class PinGuard:
    """Wrong PINs of one person (`staff:<number>`) or of this device, in monotonic time: no clock jump helps."""

    subject: str
    failures: int
    wait_ms: int
    boot_id: str
    until_mono_ms: int
    locked: bool
