"""History for people (`stage_events`) and dotted events for machines (`event_log`)."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class StageEvent:
    """What happened, who did it, when and why; `n` counts the events of one command."""

    command_id: str
    n: int
    store_id: str
    ticket_id: str | None
    order_id: str | None
    name: str
    stage: str | None
    at: Instant
    staff_id: str | None
    staff_name: str | None
    terminal_id: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A domain event other rooms and machines listen to: `item.prepared`, `ticket.completed`, `order.ready` ..."""

    command_id: str
    n: int
    store_id: str
    name: str
    ticket_id: str | None
    order_id: str | None
    at: Instant
    detail: str
