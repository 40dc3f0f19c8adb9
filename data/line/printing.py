"""The ticket label, printed when Filling begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.command import Command, Context
from data.core.outcome import Outcome, PrintLabel, Refused
from data.core.rows import Rows
from data.kitchen.stages import FILLING
from data.line.labels import unknown_printer
from data.line.plan import Plan


@dataclass(frozen=True, slots=True)
class PrintBarcode(Command):
    """Prints the ticket's label; again prints a copy marked REPRINT n. `printer` is one that is asked for by name."""

    name: ClassVar[str] = "print_barcode"

    ticket_id: str
    printer: str | None = None


def print_barcode(command: PrintBarcode, rows: Rows, ctx: Context) -> Outcome:
    """One label job; the first one begins Filling (O18)."""
    plan = Plan(rows, ctx, command.ticket_id)
    ticket = plan.ticket
    if ticket.cancelled_at is not None and not ctx.settling:
        return Refused("cancelled", f"{ticket.code} is cancelled: no label", ticket_id=ticket.id)
    refusal = unknown_printer(rows, ctx, command.printer)
    if refusal is not None:
        return refusal
    begins = ticket.filling_start_ts is None and FILLING in ticket.stages
    plan.set(prints=ticket.prints + 1, filling_start_ts=ctx.now if begins else ticket.filling_start_ts)
    plan.tell("label_printed", ticket.stage, reprint=ticket.prints)
    plan.settle_order()
    plan.jobs.append(PrintLabel(ticket.id, "ticket", ticket.prints, command.printer))
    return plan.accepted(f"{ticket.code}: REPRINT {ticket.prints}" if ticket.prints else f"{ticket.code}: label")
