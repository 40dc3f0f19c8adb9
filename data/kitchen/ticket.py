"""A ticket: one item to make, one barcode, one way down the line."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Ticket:
    """One row a ticket. `stage`, `in_queue` and the timestamps are projections of its facts."""

    id: str
    store_id: str
    order_id: str
    human_id: str
    code: str
    order_number: str
    number_sort: str
    suffix: str
    line_id: str
    unit: int
    product: str
    size: str | None
    size_rank: int
    flavour: str | None
    writing: str | None
    notes: str | None
    kept: str
    accessories: str
    allergens: str | None
    quantity: int
    customer: str | None
    method: str | None
    due_date: str | None
    due_window: str | None
    window_from: int | None
    window_to: int | None
    route: str
    cycle: int
    stage: str
    filling_start_ts: Instant | None
    filling_complete_ts: Instant | None
    covering_complete_ts: Instant | None
    decorating_complete_ts: Instant | None
    packing_start_ts: Instant | None
    packing_complete_ts: Instant | None
    packing_start_by: str | None
    packing_start_terminal: str | None
    assignee_id: str | None
    assignee_note: str | None
    storage: str | None
    priority_override: int | None
    cancelled_at: Instant | None
    in_queue: bool
    inventory_blocked: bool
    test: bool
    prints: int
    created_at: Instant

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages this ticket passes, in order."""
        return tuple(self.route.split(","))

    @property
    def started(self) -> bool:
        """Whether any work on it has begun."""
        return (
            self.filling_start_ts is not None
            or self.packing_start_ts is not None
            or self.cycle > 0
            or self.stage != self.stages[0]
        )
