"""Label jobs: what a printer owes this terminal."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

QUEUED, VOIDED = "queued", "voided"


@dataclass(frozen=True, slots=True)
class LabelJob:
    """One label to print here; `reprint` is 0 for the first, n for REPRINT n."""

    id: str
    ticket_id: str
    kind: str
    reprint: int
    state: str
    at: Instant
    command_id: str
    terminal_id: str
