"""Mistakes to plant, one rule each: a proof that does not fail over them proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from data.core.actor import Role
from data.core.command import Context
from data.core.outcome import Accepted, Outcome
from data.core.packed import unpack
from data.core.rows import Rows
from data.kitchen import algebra
from data.kitchen.fact import INFERRED, OBSERVED
from data.kitchen.ticket import Ticket
from data.line import complete, packing, plan, undo
from data.orders import cancelling, status
from data.orders.docket import docket_from_args
from data.orders.holding import holds, wanted_for
from data.orders.tickets import line_of
from data.stock.ledger import book
from data.store import catalogue

Plant = Callable[[pytest.MonkeyPatch], None]
Rule = Callable[[Any, Rows, Context], Outcome]


def rule_of(planted: pytest.MonkeyPatch, names: tuple[str, ...], wrap: Callable[[Rule], Rule]) -> None:
    """Puts something around the rules of these commands."""
    original = catalogue._rule
    planted.setattr(catalogue, "_rule", lambda name: wrap(original(name)) if name in names else original(name))


def undo_does_not_retract(planted: pytest.MonkeyPatch) -> None:
    planted.setitem(undo._UNDO, "facts", lambda plan, what, entry: plan.accepted("undone"))


def undo_is_for_everybody_and_for_ever(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(undo, "_refusal", lambda entry, ctx: None)


def the_assignee_is_kept_at_a_change_of_stage(planted: pytest.MonkeyPatch) -> None:
    project = plan.Plan.project
    planted.setattr(plan.Plan, "project", lambda self, **_: project(self, keep_assignee=True))


def a_hold_is_not_released_by_a_cancellation(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(cancelling, "release", lambda *_: [])


def the_cycle_of_a_scan_is_not_looked_at(planted: pytest.MonkeyPatch) -> None:
    def wrap(rule: Rule) -> Rule:
        def with_the_current_cycle(command: Any, rows: Rows, ctx: Context) -> Outcome:
            ticket = rows.get(Ticket, command.ticket_id)
            return rule(replace(command, cycle=ticket.cycle) if ticket else command, rows, ctx)

        return with_the_current_cycle

    rule_of(planted, ("complete_decorating", "complete_packing", "qc_return_to_decorating"), wrap)


def what_is_inferred_gets_a_time(planted: pytest.MonkeyPatch) -> None:
    add_fact = plan.Plan.add_fact

    def as_observed(self: plan.Plan, stage: str, cycle: int, kind: str, *rest: Any, **given: Any) -> None:
        add_fact(self, stage, cycle, OBSERVED if kind == INFERRED else kind, *rest, **given)

    planted.setattr(plan.Plan, "add_fact", as_observed)


def nothing_is_inferred(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(algebra.Facts, "gaps", lambda *_: ())


def a_duplicate_is_held_twice(planted: pytest.MonkeyPatch) -> None:
    def wrap(rule: Rule) -> Rule:
        def holding_again(command: Any, rows: Rows, ctx: Context) -> Outcome:
            outcome = rule(command, rows, ctx)
            if not isinstance(outcome, Accepted) or outcome.code != "duplicate" or not outcome.ticket_ids:
                return outcome
            docket = docket_from_args(unpack(command.docket))
            tickets = [t for t in (rows.get(Ticket, i) for i in outcome.ticket_ids) if t is not None]
            wanted = [w for t in tickets for w in wanted_for(rows, t, line_of(docket, t.line_id))]
            return replace(outcome, writes=tuple(book(rows, ctx, holds(wanted, outcome.order_id or ""))))

        return holding_again

    rule_of(planted, ("ingest_order",), wrap)


def a_service_may_scan(planted: pytest.MonkeyPatch) -> None:
    may = catalogue.may
    planted.setattr(catalogue, "may", lambda c, role: (role is Role.SERVICE and c.physical) or may(c, role))


def a_stop_does_not_stop(planted: pytest.MonkeyPatch) -> None:
    for room in (complete, packing):
        planted.setattr(room, "stopped", lambda plan: None)


def a_scan_ahead_is_not_asked_about(planted: pytest.MonkeyPatch) -> None:
    for room in (complete, packing):
        planted.setattr(room, "ahead_of_line", lambda plan, stage, *, confirmed: None)


def packing_needs_no_start(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(complete, "not_started", lambda plan, stage: None)


def ready_is_never_withdrawn(planted: pytest.MonkeyPatch) -> None:
    announced = status.announced
    planted.setattr(
        plan,
        "announced",
        lambda before, after: tuple(n for n in announced(before, after) if n != "order.ready_withdrawn"),
    )


def stock_is_not_used_by_filling(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(plan, "consume_holds", lambda *_: [])


def a_cancelled_ticket_counts_for_the_status(planted: pytest.MonkeyPatch) -> None:
    of = status.status_of

    def with_all(order: Any, tickets: Any, **given: Any) -> str:
        return of(order, [replace(t, cancelled_at=None) for t in tickets], **given)

    planted.setattr(plan, "status_of", with_all)


MISTAKES: tuple[Plant, ...] = (
    undo_does_not_retract,
    undo_is_for_everybody_and_for_ever,
    the_assignee_is_kept_at_a_change_of_stage,
    a_hold_is_not_released_by_a_cancellation,
    the_cycle_of_a_scan_is_not_looked_at,
    what_is_inferred_gets_a_time,
    nothing_is_inferred,
    a_duplicate_is_held_twice,
    a_service_may_scan,
    a_stop_does_not_stop,
    a_scan_ahead_is_not_asked_about,
    packing_needs_no_start,
    ready_is_never_withdrawn,
    stock_is_not_used_by_filling,
    a_cancelled_ticket_counts_for_the_status,
)
