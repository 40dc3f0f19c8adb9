"""Somebody signed in at a terminal: what she does until she leaves is done in this session."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

BADGE, PIN = "badge", "pin"


@dataclass(frozen=True, slots=True)
class Session:
    """From a sign-in to leaving, by the `means` of a badge or a PIN. It never outlives a boot of its machine, whose
    monotonic clock (nanoseconds) tells what was done in it. `told`: the hub knows how it ended."""

    id: str
    staff_id: str
    terminal_id: str
    means: str
    boot_id: str
    began_at: Instant
    began_mono: int
    ended_mono: int | None
    told: bool
