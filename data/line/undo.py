"""Undo: one's own last action, for two minutes; a retraction fact or the old value of a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from data.core.clock import MINUTE
from data.core.command import Command, Context
from data.core.envelope import JournalEntry
from data.core.outcome import Accepted, Change, Outcome, Refused, VoidLabels, noop
from data.core.packed import unpack
from data.core.rows import Rows
from data.kitchen.fact import RETRACTED
from data.kitchen.stages import COMPLETE
from data.line.plan import Plan

WINDOW = 2 * MINUTE


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Takes back the command with this id."""

    name: ClassVar[str] = "undo"

    target: str


def undo(command: Undo, rows: Rows, ctx: Context) -> Outcome:
    """Only one's own, only what can be undone, only for two minutes; twice is once."""
    entry = rows.get(JournalEntry, command.target)
    if entry is None:
        return _cannot(ctx, "nothing_to_undo", "Nothing of yours to undo")
    # A replay finds the mark that the undo itself left when it was issued.
    if entry.undone_by not in (None, ctx.command_id):
        return noop("already_undone", "Undone already", *_ticket(entry), order_id=entry.order_id)
    refusal = None if ctx.settling else _refusal(entry, ctx)
    if refusal is not None:
        return refusal
    if not entry.undoable or entry.undo is None:
        return _cannot(ctx, "not_undoable", f"{entry.name.replace('_', ' ')} cannot be undone", entry)
    what: Mapping[str, Any] = unpack(entry.undo)
    plan = Plan(rows, ctx, what["ticket_id"])
    outcome = _UNDO[what["kind"]](plan, what, entry)
    mark = Change(JournalEntry, (entry.command_id,), {"undone_by": ctx.command_id})
    return replace(outcome, writes=(*outcome.writes, mark)) if outcome.status != "noop" else outcome


def _cannot(ctx: Context, code: str, says: str, entry: JournalEntry | None = None) -> Outcome:
    """The authority has nobody to refuse: what was never done there is undone already."""
    if not ctx.settling:
        return Refused(code, says, ticket_id=entry.ticket_id if entry else None)
    return noop(code, says, *(_ticket(entry) if entry else ()), order_id=entry.order_id if entry else None)


def _refusal(entry: JournalEntry, ctx: Context) -> Refused | None:
    if entry.actor_id != ctx.actor.staff_id:
        return Refused("not_yours", f"That was done by {entry.actor_name}", ticket_id=entry.ticket_id)
    if ctx.now - entry.issued_at > WINDOW:
        return Refused("too_late", "Undo works for two minutes: ask a supervisor", ticket_id=entry.ticket_id)
    return None


def _ticket(entry: JournalEntry) -> tuple[str, ...]:
    return (entry.ticket_id,) if entry.ticket_id else ()


def _facts(plan: Plan, what: Mapping[str, Any], entry: JournalEntry) -> Accepted:
    was = plan.ticket
    for fact in [f for f in plan.facts if f.command_id == entry.command_id]:
        plan.add_fact(fact.stage, fact.cycle, RETRACTED, retracts=entry.command_id)
    if what.get("packing_started"):
        plan.set(packing_start_ts=None, packing_start_by=None, packing_start_terminal=None)
    plan.project(keep_assignee=True)
    went_back = plan.ticket.stage != was.stage and was.cancelled_at is None
    if went_back and was.assignee_id is None:
        plan.set(assignee_id=what.get("assignee_id"), assignee_note=what.get("note"))
    plan.tell("undone", plan.ticket.stage, command=entry.name)
    plan.settle_order()
    if was.stage == COMPLETE != plan.ticket.stage:
        plan.jobs.append(VoidLabels(was.id, "packing"))
    return plan.accepted(f"{was.code}: undone, at {plan.ticket.stage}")


def _fields(plan: Plan, what: Mapping[str, Any], entry: JournalEntry) -> Accepted:
    ticket = plan.ticket
    if any(getattr(ticket, name) != value for name, value in what["after"].items()):
        return noop("changed_since", f"{ticket.code} was changed since", ticket.id, order_id=ticket.order_id)
    plan.set(**what["before"])
    plan.tell("undone", ticket.stage, command=entry.name)
    return plan.accepted(f"{ticket.code}: undone")


def _hand_over(plan: Plan, what: Mapping[str, Any], entry: JournalEntry) -> Accepted:
    plan.order = replace(plan.order, handed_over_at=None, handed_over_by=None)
    plan.tell("undone", command=entry.name)
    plan.settle_order(hand_over_on_pack=False)
    return plan.accepted(f"{plan.order.human_id}: not handed over")


_UNDO = {"facts": _facts, "fields": _fields, "hand_over": _hand_over}
