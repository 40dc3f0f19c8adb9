"""Facts: what happened to a ticket at a stage. They only grow; an undo is one more."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

OBSERVED, INFERRED, RETRACTED = "observed", "inferred", "retracted"


@dataclass(frozen=True, slots=True)
class StageFact:
    """`place` counts the facts of a ticket in the order they settled: the first one standing has the attribution."""

    ticket_id: str
    cycle: int
    stage: str
    command_id: str
    kind: str
    place: int
    at: Instant
    staff_id: str | None
    staff_name: str | None
    terminal_id: str | None
    retracts: str | None
    store_id: str
