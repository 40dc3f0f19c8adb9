"""A stage is done: the scan at Filling, Covering, Decorating, and the second scan at Packing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role, at_least
from data.core.command import Command, Context
from data.core.outcome import Accepted, Outcome, PrintLabel, Refused, noop
from data.core.rows import Rows
from data.kitchen.algebra import cycle_of
from data.kitchen.fact import OBSERVED
from data.kitchen.stages import COMPLETE, COVERING, DECORATING, FILLING, PACKING
from data.line.plan import Plan
from data.line.stops import open_stops, stop_of
from data.notices.notice import ATTENTION


@dataclass(frozen=True, slots=True)
class CompleteStage(Command):
    """`cycle` is the one the terminal saw; `ahead` says that a scan ahead was confirmed."""

    stage: ClassVar[str]
    physical: ClassVar[bool] = True
    undoable: ClassVar[bool] = True

    ticket_id: str
    cycle: int = 0
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class CompleteFilling(CompleteStage):
    """Filling is done."""

    name: ClassVar[str] = "complete_filling"
    stage: ClassVar[str] = FILLING


@dataclass(frozen=True, slots=True)
class CompleteCovering(CompleteStage):
    """Covering is done."""

    name: ClassVar[str] = "complete_covering"
    stage: ClassVar[str] = COVERING


@dataclass(frozen=True, slots=True)
class CompleteDecorating(CompleteStage):
    """Decorating is done."""

    name: ClassVar[str] = "complete_decorating"
    stage: ClassVar[str] = DECORATING


@dataclass(frozen=True, slots=True)
class CompletePacking(CompleteStage):
    """Packed: the ticket is complete."""

    name: ClassVar[str] = "complete_packing"
    stage: ClassVar[str] = PACKING


def complete_stage(command: CompleteStage, rows: Rows, ctx: Context) -> Outcome:
    """Rules on any of the four; see RULES.md, Commands on the line."""
    plan = Plan(rows, ctx, command.ticket_id)
    here = plan.facts.proofs(command.stage, command.cycle)
    stale = cycle_of(command.stage, command.cycle) != cycle_of(command.stage, plan.ticket.cycle)
    if not ctx.settling:
        refusal = (
            stopped(plan)
            or off_route(plan, command.stage)
            or (None if here or stale else not_started(plan, command.stage))
            or (None if here or stale else ahead_of_line(plan, command.stage, confirmed=command.ahead))
        )
        if refusal is not None:
            return refusal
        if here and here[0].kind == OBSERVED:
            return already_done(plan, command.stage, command.cycle)
    return _record(command, plan, duplicate=bool(here and here[0].kind == OBSERVED), upgrade=bool(here), stale=stale)


def _record(command: CompleteStage, plan: Plan, *, duplicate: bool, upgrade: bool, stale: bool) -> Accepted:
    before = plan.ticket
    plan.add_fact(command.stage, cycle_of(command.stage, command.cycle), OBSERVED)
    missing = plan.infer()
    plan.tell(f"{command.stage.lower()}_completed", command.stage, **({"inferred": list(missing)} if missing else {}))
    plan.project()
    plan.settle_order()
    undo = {"kind": "facts", "ticket_id": before.id, "assignee_id": before.assignee_id, "note": before.assignee_note}
    if duplicate:
        # It can be undone too: were only the first of two scans retracted, the other would stand for ever.
        says = _done_text(plan, command.stage, command.cycle)
        return plan.accepted(says, status="noop", code="duplicate", undo=undo)
    code = _merge_code(plan, stale=stale, upgrade=upgrade, ahead=bool(missing))
    if plan.ticket.stage == COMPLETE != before.stage and before.cancelled_at is None:
        plan.jobs.append(PrintLabel(before.id, "packing", 0))
    return plan.accepted(
        _moved_text(plan, command.stage, upgrade=upgrade),
        status="merged" if code else "applied",
        code=code or "applied",
        undo=undo,
    )


def _merge_code(plan: Plan, *, stale: bool, upgrade: bool, ahead: bool) -> str | None:
    if plan.ticket.cancelled_at is not None:
        text = f"{plan.ticket.human_id} is cancelled, but work on it was done: resell it or book it as waste"
        plan.notice(ATTENTION, "worked_on_cancelled", text)
        return "on_cancelled"
    if stale:
        text = f"{plan.ticket.human_id} was scanned after it went back to Decorating: look at it once more"
        plan.notice(ATTENTION, "stale_cycle", text)
        return "stale_cycle"
    if upgrade:
        return "observed"
    return "scan_ahead" if ahead else None


def _moved_text(plan: Plan, stage: str, *, upgrade: bool) -> str:
    ticket = plan.ticket
    if ticket.cancelled_at is not None:
        return f"{ticket.code} is cancelled: the work is recorded"
    if upgrade:
        return f"{ticket.code}: {stage} recorded, it stays at {ticket.stage}"
    return f"{ticket.code} complete" if ticket.stage == COMPLETE else f"{ticket.code} to {ticket.stage}"


def _done_text(plan: Plan, stage: str, cycle: int) -> str:
    first = plan.facts.proofs(stage, cycle)[0]
    return f"{stage} already done by {first.staff_name or 'someone'} {plan.clock_text(first.at)}"


def already_done(plan: Plan, stage: str, cycle: int) -> Accepted:
    """A second scan: who did it and when; of a cancelled cake that was packed before, what it is now."""
    if plan.ticket.cancelled_at is not None:
        says = f"{plan.ticket.code} is cancelled: do not hand it over. {_done_text(plan, stage, cycle)}"
        return noop("cancelled", says, plan.ticket.id, order_id=plan.ticket.order_id)
    return noop("already_done", _done_text(plan, stage, cycle), plan.ticket.id, order_id=plan.ticket.order_id)


def missing_before(plan: Plan, stage: str) -> tuple[str, ...]:
    """The stages of the route before this one that nothing says are done."""
    stages = plan.ticket.stages
    earlier = stages[: stages.index(stage)] if stage in stages else ()
    return tuple(s for s in earlier if not plan.facts.proofs(s, plan.ticket.cycle))


def stopped(plan: Plan) -> Refused | None:
    """A cancelled or changed ticket stops the scan until somebody has seen it."""
    stops = open_stops(plan.rows, plan.ticket.id)
    return stop_of(plan.ticket, stops) if stops else None


def off_route(plan: Plan, stage: str) -> Refused | None:
    """A station this ticket never visits."""
    if stage in plan.ticket.stages:
        return None
    return wrong_station(plan)


def wrong_station(plan: Plan) -> Refused:
    """Names the station to go to."""
    ticket = plan.ticket
    where = "it is complete" if ticket.stage == COMPLETE else f"go to {ticket.stage.upper()}"
    return Refused("wrong_station", f"{ticket.code}: {where}", ticket_id=ticket.id)


def not_started(plan: Plan, stage: str) -> Refused | None:
    """No packing is completed that was not started: only the start may be scanned ahead."""
    if stage != PACKING or plan.ticket.packing_start_ts is not None:
        return None
    if missing_before(plan, PACKING):
        return wrong_station(plan)
    return Refused("not_started", f"{plan.ticket.code}: start packing first", ticket_id=plan.ticket.id)


def ahead_of_line(plan: Plan, stage: str, *, confirmed: bool) -> Refused | None:
    """The store's policy for a cake that stands further on than the screen knew."""
    missing = missing_before(plan, stage)
    if not missing:
        return None
    policy = plan.policies.scan_ahead
    far = len(missing) > 1 and policy == "one" and not at_least(plan.ctx.actor.role, Role.SUPERVISOR)
    if policy == "deny" or far:
        return wrong_station(plan)
    if confirmed:
        return None
    names = " and ".join(missing)
    return Refused(
        "scan_ahead", f"{plan.ticket.code}: {names} was never scanned. Done? Scan again", True, plan.ticket.id
    )
