"""What a terminal asked and still waits for: a confirm, or a stop that was shown and not yet acknowledged."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

CONFIRM_MS = 10_000
HAND_OVER_MS = 60_000
LONGEST_MS = max(CONFIRM_MS, HAND_OVER_MS)


@dataclass(frozen=True, slots=True)
class Pending:
    """One question a terminal: the same code scanned again before `until` is the answer; a stop has no end."""

    terminal_id: str
    station: str
    ticket_id: str
    kind: str
    code: str
    until: Instant | None
