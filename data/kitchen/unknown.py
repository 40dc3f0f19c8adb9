"""Scans of codes that nothing matched yet: kept, so that no work is lost when the order arrives later."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import HOUR, Instant

WAITS = 24 * HOUR
"""How long an unknown scan waits for its ticket."""


@dataclass(frozen=True, slots=True)
class UnknownScan:
    """A well-formed code that no ticket had at the time."""

    id: str
    store_id: str
    code: str
    station: str
    at: Instant
    staff_id: str
    staff_name: str
    staff_role: str
    terminal_id: str
    redeemed_by: str | None
