"""Quality control at the packing bench: back to Decorating, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role, at_least
from data.core.command import Command, Context
from data.core.outcome import Outcome, Refused, VoidLabels, noop
from data.core.rows import Rows
from data.kitchen.stages import COMPLETE, DECORATING, PACKING
from data.line.plan import Plan
from data.notices.notice import ATTENTION


@dataclass(frozen=True, slots=True)
class QcReturnToDecorating(Command):
    """`cycle` is the one the terminal saw: the same return asked twice is one return."""

    name: ClassVar[str] = "qc_return_to_decorating"
    least: ClassVar[Role] = Role.STAFF

    ticket_id: str
    reason: str
    cycle: int = 0


def qc_return(command: QcReturnToDecorating, rows: Rows, ctx: Context) -> Outcome:
    """Starts the next cycle at Decorating; the store's policy may give it to staff (X16). The authority does not ask
    where the ticket stands: what the cake passed since arrives as facts, before the return or after it."""
    plan = Plan(rows, ctx, command.ticket_id)
    ticket = plan.ticket
    refusal = None if ctx.settling else _refusal(command, plan)
    if refusal is not None:
        return refusal
    if command.cycle < ticket.cycle:
        return noop("already_returned", f"{ticket.code} went back already", ticket.id, order_id=ticket.order_id)
    if DECORATING not in ticket.stages:
        return noop("no_decorating", f"{ticket.code} has no Decorating", ticket.id, order_id=ticket.order_id)
    cycle = command.cycle + 1
    plan.set(
        cycle=cycle,
        packing_start_ts=None,
        packing_start_by=None,
        packing_start_terminal=None,
    )
    plan.tell("returned_to_decorating", DECORATING, reason=command.reason, cycle=cycle)
    if plan.order.handed_over_at is not None:
        plan.notice(ATTENTION, "returned_after_hand_over", f"{ticket.human_id} went back, but was handed over")
    plan.project()
    plan.settle_order()
    plan.jobs.append(VoidLabels(ticket.id, "packing"))
    return plan.accepted(f"{ticket.code} back to Decorating: {command.reason}")


def _refusal(command: QcReturnToDecorating, plan: Plan) -> Refused | None:
    ticket = plan.ticket
    if not at_least(plan.ctx.actor.role, Role.SUPERVISOR) and not plan.policies.qc_by_staff:
        return Refused("not_allowed", "A supervisor sends cakes back to Decorating", ticket_id=ticket.id)
    if not command.reason.strip():
        return Refused("reason_needed", f"{ticket.code}: say why it goes back", ticket_id=ticket.id)
    if ticket.cancelled_at is not None:
        return Refused("cancelled", f"{ticket.code} is cancelled", ticket_id=ticket.id)
    if plan.order.handed_over_at is not None:
        return Refused("handed_over", f"{ticket.code} was handed over already", ticket_id=ticket.id)
    if command.cycle >= ticket.cycle and (ticket.stage not in (PACKING, COMPLETE) or DECORATING not in ticket.stages):
        says = f"{ticket.code} is at {ticket.stage}: nothing to send back"
        return Refused("not_at_packing", says, ticket_id=ticket.id)
    return None
