"""Label jobs and the printers they wait for: what is owed, what failed, and why."""

from __future__ import annotations

from typing import NamedTuple

from data.core.clock import Instant
from data.kitchen.label import FAILED, OPEN
from data.organization.printer import Printer, printers
from data.store.database import Database, StoredRows


class JobLine(NamedTuple):
    """One label job with what a person knows it by. `printer` has it or had it, `wanted` was asked for by name."""

    id: str
    code: str
    human_id: str
    kind: str
    printer: str | None
    wanted: str | None
    state: str
    reprint: int
    sends: int
    tries: int
    says: str | None
    at: Instant
    next_at: Instant | None
    changed_at: Instant

    @property
    def open(self) -> bool:
        """Whether it is still to be printed."""
        return self.state in OPEN

    def age_ms(self, now: Instant) -> int:
        """How long ago it was asked for."""
        return max(0, now - self.at)


class JobCount(NamedTuple):
    """How many labels are still to be printed, and how many nobody will print unless a person says so."""

    waiting: int
    failed: int


_LINES = (
    "SELECT j.id, coalesce(t.code, ''), coalesce(t.human_id, ''), j.kind, j.printer, j.wanted, j.state, j.reprint, "
    "j.sends, j.tries, j.says, j.at, j.next_at, j.changed_at FROM label_job j LEFT JOIN ticket t ON t.id = j.ticket_id"
)
_NEWEST_FIRST = "ORDER BY j.at DESC, j.command_id DESC, j.id DESC LIMIT ?"


def label_jobs(database: Database, *, finished: bool = False, limit: int = 1_000) -> list[JobLine]:
    """The newest so many, oldest first: those that wait or failed, and with `finished` all that are still known."""
    if finished:
        found = database.rows(f"{_LINES} {_NEWEST_FIRST}", (limit,))
    else:
        found = database.rows(f"{_LINES} WHERE j.state IN (?, ?, ?) {_NEWEST_FIRST}", (*OPEN, FAILED, limit))
    return [JobLine(*row) for row in reversed(found)]


def label_job(database: Database, job_id: str) -> JobLine | None:
    """One job by its whole id."""
    found = database.rows(f"{_LINES} WHERE j.id = ?", (job_id,))
    return JobLine(*found[0]) if found else None


def jobs_beginning(database: Database, text: str) -> list[JobLine]:
    """The jobs whose id begins so; at most ten."""
    last = text + "\N{REPLACEMENT CHARACTER}"
    found = database.rows(f"{_LINES} WHERE j.id >= ? AND j.id < ? ORDER BY j.id LIMIT 10", (text, last))
    return [JobLine(*row) for row in found]


def jobs_of_command(database: Database, command_id: str, ticket_id: str) -> list[JobLine]:
    """The jobs that a command made for a ticket."""
    where = "WHERE j.ticket_id = ? AND j.command_id = ? ORDER BY j.id"
    return [JobLine(*row) for row in database.rows(f"{_LINES} {where}", (ticket_id, command_id))]


def job_count(database: Database) -> JobCount:
    """Waiting and failed."""
    sql = "SELECT state, count(*) FROM label_job WHERE state IN (?, ?, ?) GROUP BY state"
    found: dict[str, int] = dict(database.rows(sql, (*OPEN, FAILED)))
    return JobCount(sum(found.get(state, 0) for state in OPEN), found.get(FAILED, 0))


def printers_of(database: Database, terminal_id: str) -> dict[str, Printer]:
    """The printers of a terminal by name, in order of their names."""
    return printers(StoredRows(database), terminal_id)
