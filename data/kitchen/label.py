"""Label jobs: what a printer owes this terminal, and how far it came."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import HOUR, Instant

QUEUED, SENDING, PRINTED = "queued", "sending", "printed"
FAILED, CANCELLED, VOIDED, EXPIRED = "failed", "cancelled", "voided", "expired"
STATES = (QUEUED, SENDING, PRINTED, FAILED, CANCELLED, VOIDED, EXPIRED)
"""queued, sending, then how it ended; a voided label no longer counts, wherever it was."""
OPEN = (QUEUED, SENDING)

WAITS_MS = 24 * HOUR
"""A label that nobody could print for so long is not printed any more: the cake has gone its way without."""


@dataclass(frozen=True, slots=True)
class LabelJob:
    """One label to print here; `reprint` is 0 for the first, n for REPRINT n.

    `printer` has it or had it, `wanted` is one that was asked for by name. `sends` counts how often bytes of it may
    have reached paper, `tries` how often they certainly did not; not before `next_at` it is tried again. `says` is the
    last trouble, in words.
    """

    id: str
    ticket_id: str
    kind: str
    reprint: int
    state: str
    at: Instant
    command_id: str
    terminal_id: str
    printer: str | None
    wanted: str | None
    sends: int
    tries: int
    next_at: Instant | None
    says: str | None
    changed_at: Instant
