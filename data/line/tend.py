"""Small changes to one ticket: who does it, where it stands, how urgent it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from data.core.actor import Role, at_least
from data.core.command import Command, Context
from data.core.outcome import Accepted, Outcome, Refused, noop
from data.core.rows import Rows
from data.core.text import clean
from data.kitchen.stages import COMPLETE
from data.line.plan import Plan
from data.people.staff import Shift, Staff

PRIORITIES = {3: "High", 2: "Medium", 1: "Low"}


@dataclass(frozen=True, slots=True)
class AssignStaff(Command):
    """Gives the ticket's current stage to a person; no staff id takes it away again."""

    name: ClassVar[str] = "assign_staff"
    undoable: ClassVar[bool] = True

    ticket_id: str
    staff_id: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SetStorage(Command):
    """Says where the ticket stands (a shelf, a fridge)."""

    name: ClassVar[str] = "set_storage"
    undoable: ClassVar[bool] = True

    ticket_id: str
    storage: str | None


@dataclass(frozen=True, slots=True)
class OverridePriority(Command):
    """Sets the priority by hand: 3 High, 2 Medium, 1 Low, none follows the calendar again."""

    name: ClassVar[str] = "override_priority"
    least: ClassVar[Role] = Role.SUPERVISOR

    ticket_id: str
    priority: int | None


def assign_staff(command: AssignStaff, rows: Rows, ctx: Context) -> Outcome:
    """The person must be active, and on shift when the policy asks; no stage moves."""
    plan = Plan(rows, ctx, command.ticket_id)
    gone = _gone(plan)
    if gone is not None:
        return gone
    person = rows.get(Staff, command.staff_id) if command.staff_id else None
    if not ctx.settling:
        refusal = _may_assign(plan, person) if command.staff_id else _may_take_away(plan)
        if refusal is not None:
            return refusal
    note = clean(command.note, 500) if command.note else None
    name = person.name if person else "nobody"
    return _set(plan, "assigned", f"{plan.ticket.code} to {name}", assignee_id=command.staff_id, assignee_note=note)


def _may_assign(plan: Plan, person: Staff | None) -> Refused | None:
    ctx, ticket = plan.ctx, plan.ticket
    if person is None or not person.active:
        return Refused("no_such_staff", "This person does not work here", ticket_id=ticket.id)
    if person.id != ctx.actor.staff_id and not at_least(ctx.actor.role, Role.SUPERVISOR):
        return Refused("not_allowed", "A supervisor assigns other people", ticket_id=ticket.id)
    on_shift = any(s.ended_at is None for s in plan.rows.where(Shift, staff_id=person.id))
    if plan.policies.shift_needed and not on_shift:
        return Refused("not_on_shift", f"{person.name} is not clocked in", ticket_id=ticket.id)
    return None


def _may_take_away(plan: Plan) -> Refused | None:
    actor, ticket = plan.ctx.actor, plan.ticket
    if ticket.assignee_id in (None, actor.staff_id) or at_least(actor.role, Role.SUPERVISOR):
        return None
    return Refused("not_allowed", "A supervisor takes work from other people", ticket_id=ticket.id)


def set_storage(command: SetStorage, rows: Rows, ctx: Context) -> Outcome:
    """Writes the place."""
    plan = Plan(rows, ctx, command.ticket_id)
    place = clean(command.storage, 80).strip() if command.storage else None
    says = f"{plan.ticket.code} stands at {place or 'no place'}"
    return _gone(plan) or _set(plan, "stored", says, storage=place or None)


def override_priority(command: OverridePriority, rows: Rows, ctx: Context) -> Outcome:
    """Writes the priority, or lets the calendar decide again."""
    plan = Plan(rows, ctx, command.ticket_id)
    if command.priority is not None and command.priority not in PRIORITIES:
        return Refused("bad_priority", "Priority is High, Medium, Low, or none", ticket_id=plan.ticket.id)
    says = f"{plan.ticket.code} is {PRIORITIES.get(command.priority or 0, 'by the calendar')}"
    return _gone(plan) or _set(plan, "priority_overridden", says, priority_override=command.priority)


def _gone(plan: Plan) -> Refused | None:
    ticket = plan.ticket
    if plan.ctx.settling:
        return None
    if ticket.cancelled_at is not None:
        return Refused("cancelled", f"{ticket.code} is cancelled", ticket_id=ticket.id)
    if plan.order.handed_over_at is not None and ticket.stage == COMPLETE:
        return Refused("handed_over", f"{ticket.code} was handed over already", ticket_id=ticket.id)
    return None


def _set(plan: Plan, event: str, says: str, **columns: Any) -> Accepted:
    before = {name: getattr(plan.ticket, name) for name in columns}
    if before == columns:
        return noop("unchanged", f"{says} already", plan.ticket.id, order_id=plan.ticket.order_id)
    plan.set(**columns)
    plan.tell(event, plan.ticket.stage, **columns)
    undo = {"kind": "fields", "ticket_id": plan.ticket.id, "before": before, "after": columns}
    return plan.accepted(says, undo=undo)
