"""The only writer: turns an outcome into rows, events and jobs, inside the caller's transaction."""

from __future__ import annotations

from data.core.command import Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Event, Job, PrintLabel, Put, Write
from data.core.packed import pack
from data.kitchen.history import LoggedEvent, StageEvent
from data.kitchen.label import QUEUED, VOIDED, LabelJob
from data.store.database import Database
from data.store.kinds import kind_of, update


def execute(database: Database, outcome: Accepted, ctx: Context) -> None:
    """Writes the rows and the history of an outcome. Jobs are the issuing terminal's: see run_jobs."""
    for write in outcome.writes:
        apply(database, write)
    for n, event in enumerate(outcome.events):
        apply(database, Put(_told(event, n, ctx)))


def apply(database: Database, write: Write) -> None:
    """One row in, or some columns of one row changed."""
    if isinstance(write, Put):
        kind = kind_of(type(write.row))
        database.run(kind.insert, kind.record(write.row))
    else:
        kind = kind_of(write.kind)
        names = tuple(write.columns)
        touched = database.run(update(kind, names), [*write.columns.values(), *write.key])
        if touched != 1:
            raise LookupError(f"{kind.table} {write.key}: {touched} rows instead of one")


def run_jobs(database: Database, outcome: Accepted, ctx: Context) -> None:
    """Label jobs become rows in the same transaction: none is lost, none is printed for a scan that did not count."""
    for job in outcome.jobs:
        _job(database, job, ctx)


def _job(database: Database, job: Job, ctx: Context) -> None:
    if isinstance(job, PrintLabel):
        ident = derived_id(ctx.command_id, f"label:{job.kind}:{job.ticket_id}")
        row = LabelJob(
            id=ident,
            ticket_id=job.ticket_id,
            kind=job.kind,
            reprint=job.reprint,
            state=QUEUED,
            at=ctx.now,
            command_id=ctx.command_id,
            terminal_id=ctx.terminal_id,
            printer=None,
            wanted=job.printer,
            sends=0,
            tries=0,
            next_at=None,
            says=None,
            changed_at=ctx.now,
        )
        apply(database, Put(row))
        return
    # One on its way to a printer is voided too: whatever becomes of it there, it does not count.
    sql = "UPDATE label_job SET state = ?, changed_at = ? WHERE ticket_id = ? AND kind = ? AND state <> ?"
    database.run(sql, (VOIDED, ctx.now, job.ticket_id, job.kind, VOIDED))


def _told(event: Event, n: int, ctx: Context) -> StageEvent | LoggedEvent:
    store_id, detail = event.store_id or "", pack(dict(event.detail))
    if "." in event.name:
        return LoggedEvent(ctx.command_id, n, store_id, event.name, event.ticket_id, event.order_id, ctx.now, detail)
    who = ctx.actor
    return StageEvent(
        ctx.command_id,
        n,
        store_id,
        event.ticket_id,
        event.order_id,
        event.name,
        event.stage,
        ctx.now,
        who.staff_id,
        who.name,
        ctx.terminal_id,
        detail,
    )
