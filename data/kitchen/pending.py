"""What a terminal asked and still waits for: a yes, a stop that was shown and not yet acknowledged, or the scan that
completes a command barcode."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

CONFIRM_MS = 10_000
FOLLOWS_MS = 60_000
LONGEST_MS = max(CONFIRM_MS, FOLLOWS_MS)


@dataclass(frozen=True, slots=True)
class Pending:
    """One question a terminal: a scan before `until` is the answer, of the same code or of what was asked for; a stop
    has no end. `ticket_id` is empty where any ticket may answer."""

    terminal_id: str
    station: str
    ticket_id: str
    kind: str
    code: str
    until: Instant | None
