"""What one order command is going to write, collected as it is worked out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from data.core.command import Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Job, Put, Status, Write
from data.core.rows import Rows
from data.notices.notice import HOLD_NOTICES, Notice
from data.orders.order import DeadLetter
from data.organization.store import Store


@dataclass(slots=True)
class Draft:
    """The store and order a command is about, and its writes so far."""

    rows: Rows
    ctx: Context
    store: Store
    order_id: str
    writes: list[Write] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)

    def put(self, row: Any) -> None:
        """A new row."""
        self.writes.append(Put(row))

    def change(self, kind: type, key: str, **columns: Any) -> None:
        """New values for columns of a row."""
        if columns:
            self.writes.append(Change(kind, (key,), columns))

    def tell(self, name: str, ticket_id: str | None = None, **detail: Any) -> None:
        """A line of history of the order or of one of its tickets."""
        self.events.append(Event(name, ticket_id, self.order_id, None, self.store.id, detail))

    def notice(
        self, level: str, code: str, text: str, *, ticket_id: str | None = None, staff_id: str | None = None
    ) -> None:
        """A message that stays until somebody acknowledges it."""
        ident = derived_id(self.ctx.command_id, f"notice:{code}:{ticket_id or self.order_id}")
        self.put(
            Notice(
                ident, self.store.id, level, code, text, self.order_id, ticket_id, staff_id, self.ctx.now, None, None
            )
        )

    def close_hold(self) -> None:
        """What held the order is mended: its dead letters are closed and their notices seen by who mended it."""
        for letter in self.rows.where(DeadLetter, order_id=self.order_id, closed_at=None):
            self.change(DeadLetter, letter.id, closed_at=self.ctx.now, closed_says="Its order is held no more")
        for notice in self.rows.where(Notice, order_id=self.order_id, acknowledged_at=None):
            if notice.code in HOLD_NOTICES:
                seen = {"acknowledged_at": self.ctx.now, "acknowledged_by": self.ctx.actor.staff_id}
                self.change(Notice, notice.id, **seen)

    def accepted(self, says: str, *, status: Status = "applied", code: str = "applied", undo: Any = None) -> Accepted:
        """The draft as an outcome."""
        return Accepted(
            says,
            status,
            code,
            tuple(self.writes),
            tuple(self.events),
            tuple(self.jobs),
            undo,
            tuple(self.touched),
            self.order_id,
        )
