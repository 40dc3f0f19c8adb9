"""What a board asks the database; loaded by the clerk, never before the first paint."""

from __future__ import annotations

from typing import Any, NamedTuple

from data.core.clock import plus_days
from data.kitchen.ticket import Ticket
from data.organization.policies import policies_of
from data.organization.store import Store
from data.people.staff import Staff
from data.questions.counts import all_day, due_counts, stage_counts
from data.questions.labels import job_count, printers_of
from data.questions.notices import waiting_count
from data.questions.queue import QueueFilter, QueueLine, line_of, queue_for
from data.store.database import StoredRows
from kitchen_tui.board import View
from kitchen_tui.desk import Desk
from kitchen_tui.news import LABELS, SHOP, WAITING, Shop
from kitchen_tui.verdict import Verdict


def part_of_board(desk: Desk, part: str, view: View) -> Any:
    """One part of a board: `lines`, `counts`, `all_day`, `due` or LABELS."""
    return _PARTS[part](desk, view)


def shown_ticket(desk: Desk, verdict: Verdict) -> QueueLine | None:
    """The ticket of a verdict as a queue would show it."""
    ticket = verdict.ticket
    return None if ticket is None else line_of_ticket(desk, ticket, changed=verdict.code == "changed")


def line_of_ticket(desk: Desk, ticket: Ticket, *, changed: bool = False) -> QueueLine:
    """A ticket as a queue would show it."""
    person = StoredRows(desk.database).get(Staff, ticket.assignee_id) if ticket.assignee_id else None
    return line_of(ticket, desk.today(), person.name if person else None, changed=changed)


def _lines(desk: Desk, view: View) -> list[QueueLine]:
    wanted = QueueFilter(desk.store.id, view.stage, view.unassigned, view.mine, limit=view.limit)
    return queue_for(desk.database, wanted, desk.today())


def _counts(desk: Desk, view: View) -> Any:
    return stage_counts(desk.database, desk.store.id)


def _all_day(desk: Desk, view: View) -> Any:
    return all_day(desk.database, desk.store.id, view.stage)


def _due(desk: Desk, view: View) -> Any:
    return due_counts(desk.database, desk.store.id, view.stage, plus_days(desk.today(), 1))


def _waiting(desk: Desk, view: View) -> Any:
    return waiting_count(desk.database, desk.store.id, desk.terminal.id)


def _shop(desk: Desk, view: View) -> Any:
    # The desk works by what the screen tells: nobody starts a terminal anew for a setting.
    desk.reread()
    return shop_of(desk.store)


def shop_of(store: Store) -> Shop:
    """What the screens need of a store."""
    policies = policies_of(store)
    return Shop(
        store.id,
        store.name,
        store.timezone,
        store.currency,
        store.locale,
        policies.language,
        policies.clock_12h,
        policies.late_warning_minutes,
        policies.idle_sign_out_minutes,
        policies.qc_reasons,
    )


class LabelsHere(NamedTuple):
    """Whether there is a printer, and how many labels wait or cannot be printed."""

    printer: bool
    waiting: int
    failed: int


def _labels(desk: Desk, view: View) -> LabelsHere:
    printer = not desk.seen_again and bool(printers_of(desk.database, desk.terminal.id))
    return LabelsHere(printer, *job_count(desk.database))


_PARTS = {
    "lines": _lines,
    "counts": _counts,
    "all_day": _all_day,
    "due": _due,
    WAITING: _waiting,
    SHOP: _shop,
    LABELS: _labels,
}
