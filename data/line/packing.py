"""Packing begins: the first scan at the packing bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.command import Command, Context
from data.core.outcome import Outcome, Refused, noop
from data.core.rows import Rows
from data.kitchen.algebra import cycle_of
from data.kitchen.fact import INFERRED
from data.kitchen.stages import COMPLETE, PACKING
from data.line.complete import ahead_of_line, already_done, missing_before, off_route, stopped
from data.line.plan import Plan
from data.notices.notice import ATTENTION


@dataclass(frozen=True, slots=True)
class StartPacking(Command):
    """`cycle` is the one the terminal saw; `ahead` says that a scan ahead was confirmed."""

    name: ClassVar[str] = "start_packing"
    physical: ClassVar[bool] = True
    undoable: ClassVar[bool] = True

    ticket_id: str
    cycle: int = 0
    ahead: bool = False


def start_packing(command: StartPacking, rows: Rows, ctx: Context) -> Outcome:
    """Packing is next: remember when, who and where."""
    plan = Plan(rows, ctx, command.ticket_id)
    ticket = plan.ticket
    if not ctx.settling:
        refusal = stopped(plan) or off_route(plan, PACKING)
        if refusal is not None:
            return refusal
        if plan.facts.proofs(PACKING, ticket.cycle):
            return already_done(plan, PACKING, ticket.cycle)
        if ticket.packing_start_ts is not None:
            return _started_before(plan)
        refusal = ahead_of_line(plan, PACKING, confirmed=command.ahead)
        if refusal is not None:
            return refusal
    if ticket.packing_start_ts is not None or ticket.stage == COMPLETE:
        return noop("duplicate", f"{ticket.code}: packing was started already", ticket.id, order_id=ticket.order_id)
    return _start(command, plan)


def _started_before(plan: Plan) -> Outcome:
    ticket = plan.ticket
    says = f"{ticket.code}: packing started {plan.clock_text(ticket.packing_start_ts or 0)}"
    if ticket.packing_start_terminal != plan.ctx.terminal_id:
        return Refused("started_elsewhere", f"{says} at another bench. Go on here? Scan again", True, ticket.id)
    return noop("already_started", says, ticket.id, order_id=ticket.order_id)


def _start(command: StartPacking, plan: Plan) -> Outcome:
    ctx, ticket = plan.ctx, plan.ticket
    stale = command.cycle != ticket.cycle
    missing = () if stale else missing_before(plan, PACKING)
    for stage in missing:
        plan.add_fact(stage, cycle_of(stage, ticket.cycle), INFERRED)
    plan.tell("packing_started", PACKING, **({"inferred": list(missing)} if missing else {}))
    if stale:
        plan.notice(ATTENTION, "stale_cycle", f"{ticket.human_id} was packed after it went back to Decorating")
        return plan.accepted(f"{ticket.code} is back at Decorating", status="merged", code="stale_cycle")
    plan.project()
    plan.set(packing_start_ts=ctx.now, packing_start_by=ctx.actor.staff_id, packing_start_terminal=ctx.terminal_id)
    plan.settle_order()
    undo = {
        "kind": "facts",
        "ticket_id": ticket.id,
        "packing_started": True,
        "assignee_id": ticket.assignee_id,
        "note": ticket.assignee_note,
    }
    if ticket.cancelled_at is not None:
        plan.notice(ATTENTION, "worked_on_cancelled", f"{ticket.human_id} is cancelled and stands at the packing bench")
        return plan.accepted(
            f"{ticket.code} is cancelled: the work is recorded", status="merged", code="on_cancelled", undo=undo
        )
    if missing:
        return plan.accepted(f"{ticket.code}: packing started", status="merged", code="scan_ahead", undo=undo)
    return plan.accepted(f"{ticket.code}: packing started. Scan again when packed", undo=undo)
