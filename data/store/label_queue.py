"""The label jobs of this terminal as the printing process moves them: claimed before the first byte, settled after."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.core.clock import Instant
from data.kitchen.label import FAILED, OPEN, PRINTED, QUEUED, SENDING, STATES, WAITS_MS, LabelJob
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

LOOKED_AT = 500
"""So many waiting jobs are read at once; more are there when these are done."""
FIRST_WAIT_MS, LONGEST_WAIT_MS = 1_000, 30_000
ENDED = tuple(state for state in STATES if state not in OPEN)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claimed job. `state`: printed, failed, or queued for another try, not before `next_at`;
    `sent`: whether a byte of it may have reached paper."""

    job_id: str
    state: str
    sent: bool
    says: str | None = None
    next_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that is this process's to print now, as REPRINT `reprint` when that is not 0."""

    job: LabelJob
    reprint: int


def waiting(database: Database, terminal_id: str) -> list[LabelJob]:
    """The next jobs in the order in which they were asked for, those that have to wait a little among them."""
    kind = kind_of(LabelJob)
    sql = f"{kind.select} WHERE state = ? AND terminal_id = ? ORDER BY at, command_id, id LIMIT ?"
    return [kind.row(record) for record in database.rows(sql, (QUEUED, terminal_id, LOOKED_AT))]


def step(
    database: Database, now: Instant, done: Settled | None, job_id: str | None = None, printer: str | None = None
) -> Claimed | None:
    """Settles the last job and claims the next for a printer, in one transaction: a label costs one commit.

    None when there is none to claim, or when it was voided, cancelled or claimed meanwhile. Raises NotRecorded: then
    nothing is settled and nothing is claimed.
    """
    with database.transaction():
        if done is not None:
            _settle(database, now, done)
        return _claim(database, now, job_id, printer) if job_id is not None else None


def take_back(database: Database, terminal_id: str, now: Instant) -> int:
    """After a crash: what was on its way may be on paper, and is printed again as a REPRINT. Only for the process
    that alone may print here. Answers how many there were."""
    says = "The printing stopped while this label was on its way: it may be on paper already"
    with database.transaction():
        return database.run(
            "UPDATE label_job SET state = ?, says = ?, next_at = NULL, changed_at = ? "
            "WHERE state = ? AND terminal_id = ?",
            (QUEUED, says, now, SENDING, terminal_id),
        )


def put_off(database: Database, now: Instant, job_ids: list[str], says: str) -> None:
    """Why these jobs wait, in one transaction: an outage is written down once, not at every look."""
    marks = ", ".join("?" * len(job_ids))
    sql = f"UPDATE label_job SET says = ?, changed_at = ? WHERE state = ? AND id IN ({marks})"
    with database.transaction():
        database.run(sql, (says, now, QUEUED, *job_ids))


def outdated(database: Database, terminal_id: str, now: Instant) -> bool:
    """Whether any job has waited so long that it is to expire."""
    sql = "SELECT 1 FROM label_job WHERE state = ? AND terminal_id = ? AND at < ? LIMIT 1"
    return bool(database.rows(sql, (QUEUED, terminal_id, now - WAITS_MS)))


def call_printed(database: Database) -> None:
    """All that waits was printed when it was asked for: a story that is told, with labels of long ago (the demo's).
    Inside the caller's transaction."""
    sql = "UPDATE label_job SET state = ?, sends = 1, changed_at = at WHERE state = ?"
    database.run(sql, (PRINTED, QUEUED))


def wait_ms(tries: int) -> int:
    """How long to wait after so many tries in vain: 1, 2, 4 seconds, up to half a minute."""
    return min(FIRST_WAIT_MS << min(tries, 10), LONGEST_WAIT_MS)


def _claim(database: Database, now: Instant, job_id: str, printer: str | None) -> Claimed | None:
    job = StoredRows(database).get(LabelJob, job_id)
    if job is None or job.state != QUEUED:
        return None
    reprint = max(job.reprint, sends_of(database, job.ticket_id, job.kind))
    database.run(
        "UPDATE label_job SET state = ?, printer = ?, reprint = ?, sends = sends + 1, changed_at = ? WHERE id = ?",
        (SENDING, printer, reprint, now, job_id),
    )
    claimed = replace(job, state=SENDING, printer=printer, reprint=reprint, sends=job.sends + 1, changed_at=now)
    return Claimed(claimed, reprint)


def sends_of(database: Database, ticket_id: str, kind: str) -> int:
    """How often a label of this kind may have come out for this ticket, voided ones too: they are on paper."""
    sql = "SELECT coalesce(sum(sends), 0) FROM label_job WHERE ticket_id = ? AND kind = ?"
    found: int = int(database.rows(sql, (ticket_id, kind))[0][0])
    return found


def _settle(database: Database, now: Instant, done: Settled) -> None:
    """A job that was voided or cancelled on its way keeps that state; how often it was sent is true all the same."""
    tried = done.state == QUEUED
    database.run("UPDATE label_job SET sends = sends - ? WHERE id = ?", (0 if done.sent else 1, done.job_id))
    database.run(
        "UPDATE label_job SET state = ?, says = ?, tries = tries + ?, next_at = ?, changed_at = ? "
        "WHERE id = ? AND state = ?",
        (done.state, done.says, int(tried), done.next_at, now, done.job_id, SENDING),
    )


def refuse(database: Database, now: Instant, job_id: str, says: str) -> None:
    """A job that waits can never be printed: it fails with these words."""
    sql = "UPDATE label_job SET state = ?, says = ?, changed_at = ? WHERE id = ? AND state = ?"
    with database.transaction():
        database.run(sql, (FAILED, says, now, job_id, QUEUED))
