"""A notice stays until a person acknowledges it; a `stop` also halts the next scan of its ticket."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant

STOP, ATTENTION, INFO = "stop", "attention", "info"
HOLD_NOTICES = ("held", "unpaid")
"""The codes that tell of an order without tickets."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`level`: stop (at the bench), attention (for supervisors), info. `code` is stable, `text` is for people."""

    id: str
    store_id: str
    level: str
    code: str
    text: str
    order_id: str | None
    ticket_id: str | None
    staff_id: str | None
    at: Instant
    acknowledged_at: Instant | None
    acknowledged_by: str | None
    terminal_id: str | None = None
    """The one terminal that it is for; None: for all of its store."""

    @property
    def open(self) -> bool:
        """Whether nobody has acknowledged it yet."""
        return self.acknowledged_at is None
