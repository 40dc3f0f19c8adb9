"""What a station shows of the line, kept up to date by its own scans without asking the database again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from data.core.clock import Instant
    from data.kitchen.ticket import Ticket
    from data.questions.queue import QueueLine

SHORT = 60
"""With fewer lines than this left of a longer queue, the rest is asked for."""
PAGE = 200

Kind = tuple[str, "str | None", "str | None"]
"""Product, size, flavour."""
Due = tuple["str | None", "int | None"]
"""Day, and the minute at which its window begins."""


class View(NamedTuple):
    """Which tickets are looked at."""

    stage: str
    unassigned: bool = False
    mine: str | None = None
    limit: int = PAGE


class Standing(NamedTuple):
    """Where a ticket counts."""

    store_id: str
    stage: str
    queued: bool
    cancelled_at: Instant | None
    assignee_id: str | None
    kind: Kind
    quantity: int
    due: Due

    @property
    def open(self) -> bool:
        """Whether it is still to be made."""
        return self.queued and self.cancelled_at is None


def standing(ticket: Ticket) -> Standing:
    """Where this ticket counts."""
    kind = (ticket.product, ticket.size, ticket.flavour)
    due = (ticket.due_date, ticket.window_from)
    t = ticket
    return Standing(t.store_id, t.stage, t.in_queue, t.cancelled_at, t.assignee_id, kind, t.quantity, due)


class Board:
    """The queue of one view, and the counts around it."""

    def __init__(self, store_id: str, view: View) -> None:
        """Empty until the first news."""
        self.store_id, self.view = store_id, view
        self.lines: list[QueueLine] = []
        self.counts: dict[str, tuple[int, int]] = {}
        self.all_day: dict[Kind, int] = {}
        self.due: dict[Due, int] = {}
        self.held = self.attentions = self.dead_letters = self.broken = 0
        self.known = False
        self.whole = True

    def take(self, part: str, value: Any) -> None:
        """One part, as the database has it."""
        if part == "lines":
            self.lines, self.known, self.whole = value, True, len(value) < self.view.limit
        elif part == "counts":
            self.counts = {count.stage: (count.open, count.unassigned) for count in value}
        elif part == "all_day":
            self.all_day = {(count.product, count.size, count.flavour): count.quantity for count in value}
        elif part == "waiting":
            self.held, self.attentions, self.dead_letters, self.broken = value
        elif part == "due":
            self.due = {(count.due_date, count.window_from): count.tickets for count in value}

    def move(self, before: Standing, after: Standing, line: QueueLine) -> bool:
        """Counts a ticket where it stands now; False when the queue must be asked for, because it came in somewhere."""
        if after.store_id != self.store_id:
            return True
        self._count(before, -1)
        self._count(after, 1)
        at = self.place_of(line.id)
        if at is None:
            return not self._belongs(after)
        if self._belongs(after):
            self.lines[at] = line
        else:
            del self.lines[at]
        return self.whole or len(self.lines) > SHORT

    def place_of(self, ticket_id: str | None) -> int | None:
        """The line of a ticket, if it is here."""
        return next((n for n, line in enumerate(self.lines) if line.id == ticket_id), None)

    def next(self) -> QueueLine | None:
        """What to do next: the first ticket that is not cancelled."""
        return next((line for line in self.lines if line.cancelled_at is None), None)

    def _belongs(self, at: Standing) -> bool:
        view = self.view
        if not at.queued or at.stage != view.stage:
            return False
        if view.unassigned and (at.assignee_id is not None or at.cancelled_at is not None):
            return False
        return view.mine is None or at.assignee_id == view.mine

    def _count(self, at: Standing, one: int) -> None:
        if not at.open:
            return
        total, free = self.counts.get(at.stage, (0, 0))
        self.counts[at.stage] = (total + one, free + one * (at.assignee_id is None))
        if at.stage != self.view.stage:
            return
        self.all_day[at.kind] = self.all_day.get(at.kind, 0) + one * at.quantity
        if at.due in self.due or one > 0:
            self.due[at.due] = self.due.get(at.due, 0) + one
