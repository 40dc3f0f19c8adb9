"""What people do with labels beside the first print: once more, again after trouble, not any more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Outcome, PrintLabel, Put, Refused, Write, noop
from data.core.rows import Rows
from data.kitchen.label import CANCELLED, EXPIRED, PRINTED, QUEUED, SENDING, VOIDED, WAITS_MS, LabelJob
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.line.plan import Plan
from data.notices.notice import ATTENTION, Notice
from data.organization.printer import no_such, printers

AT_ONCE = 500
"""Labels that expire in one transaction; the rest with the next."""


@dataclass(frozen=True, slots=True)
class PrintPackingLabel(Command):
    """Prints the packing label again; `printer` is one that is asked for by name."""

    name: ClassVar[str] = "print_packing_label"

    ticket_id: str
    printer: str | None = None


@dataclass(frozen=True, slots=True)
class RetryLabel(Command):
    """Prints a label job now, whatever it waited for."""

    name: ClassVar[str] = "retry_label"

    job_id: str
    printer: str | None = None


@dataclass(frozen=True, slots=True)
class CancelLabel(Command):
    """Nobody needs this label any more."""

    name: ClassVar[str] = "cancel_label"

    job_id: str


@dataclass(frozen=True, slots=True)
class ExpireLabels(Command):
    """Gives up on labels that waited for a day, and tells people."""

    name: ClassVar[str] = "expire_labels"
    least: ClassVar[Role] = Role.SUPERVISOR
    for_service: ClassVar[bool] = True

    before: int


def print_packing_label(command: PrintPackingLabel, rows: Rows, ctx: Context) -> Outcome:
    """Only a cake that is being packed, or was. Which REPRINT it is the printing process counts."""
    plan = Plan(rows, ctx, command.ticket_id)
    ticket = plan.ticket
    if not ctx.settling:
        if ticket.cancelled_at is not None:
            return Refused("cancelled", f"{ticket.code} is cancelled: no label", ticket_id=ticket.id)
        if ticket.packing_start_ts is None and ticket.stage != COMPLETE:
            says = f"{ticket.code} is at {ticket.stage}: its packing label comes with packing"
            return Refused("not_at_packing", says, ticket_id=ticket.id)
        refusal = unknown_printer(rows, ctx, command.printer)
        if refusal is not None:
            return refusal
    plan.tell("label_printed", ticket.stage, kind="packing")
    plan.jobs.append(PrintLabel(ticket.id, "packing", 0, command.printer))
    return plan.accepted(f"{ticket.code}: packing label")


def unknown_printer(rows: Rows, ctx: Context, printer: str | None) -> Refused | None:
    """The refusal of a printer that this terminal does not have."""
    if printer is None or ctx.settling:
        return None
    here = printers(rows, ctx.terminal_id)
    return None if printer in here else Refused("no_such_printer", no_such(printer, here))


def retry_label(command: RetryLabel, rows: Rows, ctx: Context) -> Outcome:
    """Begins anew: no waiting, no tries; what may be on paper already stays counted."""
    job = rows.get(LabelJob, command.job_id)
    if job is None:
        return _not_here(ctx)
    if job.state in (SENDING, PRINTED, VOIDED):
        says = {
            SENDING: "That label is being printed",
            PRINTED: "That label was printed: ask for a new one instead",
            VOIDED: "That label does not count any more",
        }
        return Refused(f"is_{job.state}", says[job.state], ticket_id=job.ticket_id)
    refusal = unknown_printer(rows, ctx, command.printer)
    if refusal is not None:
        return refusal
    columns = {
        "state": QUEUED,
        "at": ctx.now,
        "tries": 0,
        "next_at": None,
        "says": None,
        "changed_at": ctx.now,
        "wanted": command.printer or job.wanted,
    }
    return _told("label_retried", rows, job, "is tried again", columns)


def cancel_label(command: CancelLabel, rows: Rows, ctx: Context) -> Outcome:
    """A label on its way to the printer may still come out; it is not tried again."""
    job = rows.get(LabelJob, command.job_id)
    if job is None:
        return _not_here(ctx)
    if job.state in (PRINTED, CANCELLED, VOIDED, EXPIRED):
        return noop(f"is_{job.state}", f"That label is {job.state} already", job.ticket_id)
    may_come = "is cancelled, but may be on paper already" if job.state == SENDING else "is cancelled"
    return _told("label_cancelled", rows, job, may_come, {"state": CANCELLED, "changed_at": ctx.now})


def expire_labels(command: ExpireLabels, rows: Rows, ctx: Context) -> Outcome:
    """One notice a store, however many labels; `before` is when the oldest that is still printed was asked for."""
    before = min(command.before, ctx.now - WAITS_MS)
    old = sorted((j for j in rows.where(LabelJob, state=QUEUED) if j.at < before), key=lambda j: (j.at, j.id))
    if not old:
        return noop("nothing_old", "No label has waited that long")
    gone = {"state": EXPIRED, "changed_at": ctx.now}
    writes: list[Write] = [Change(LabelJob, (j.id,), gone) for j in old[:AT_ONCE]]
    counts = Counter(_store_of(rows, j) for j in old[:AT_ONCE])
    for store_id, labels in sorted(counts.items()):
        words = "1 label waited" if labels == 1 else f"{labels} labels waited"
        text = f"{words} for a printer for a day and will not be printed: see `kitchen-tui jobs list --all`"
        ident = derived_id(ctx.command_id, f"notice:labels_expired:{store_id}")
        notice = Notice(ident, store_id, ATTENTION, "labels_expired", text, None, None, None, ctx.now, None, None)
        writes.append(Put(notice))
    told = tuple(Event("labels_expired", store_id=s, detail={"labels": n}) for s, n in sorted(counts.items()))
    return Accepted(f"{sum(counts.values())} labels expired", writes=tuple(writes), events=told)


def _not_here(ctx: Context) -> Outcome:
    """Jobs stay at the terminal that has the printer: nobody else can say anything about them."""
    if ctx.settling:
        return noop("not_here", "That label job is of another terminal")
    return Refused("no_such_job", "That label job is gone")


def _store_of(rows: Rows, job: LabelJob) -> str:
    ticket = rows.get(Ticket, job.ticket_id)
    return ticket.store_id if ticket is not None else ""


def _told(event: str, rows: Rows, job: LabelJob, says: str, columns: dict[str, Any]) -> Accepted:
    ticket = rows.get(Ticket, job.ticket_id)
    detail = {"kind": job.kind, "job": job.id}
    code = ticket.code if ticket is not None else job.ticket_id
    return Accepted(
        f"{code}: {job.kind} label {says}",
        writes=(Change(LabelJob, (job.id,), columns),),
        events=(Event(event, job.ticket_id, ticket.order_id if ticket else None, None, _store_of(rows, job), detail),),
        ticket_ids=(job.ticket_id,),
        order_id=ticket.order_id if ticket else None,
    )
