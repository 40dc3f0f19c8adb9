"""Giving tickets to a person: one command each, one answer for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.core.text import one_line
from kitchen_tui.texts import _
from kitchen_tui.verdict import REFUSED, Verdict

if TYPE_CHECKING:
    from data.core.actor import Actor
    from kitchen_tui.desk import Desk


def assign(
    desk: Desk, actor: Actor, ticket_ids: Sequence[str], staff_id: str, note: str, badge: Actor | None = None
) -> Verdict:
    """To one person, as far as the rule lets the actor. Whoever shows her own `badge` may take work herself, whoever is
    signed in. What is refused is said, and the rest is done."""
    from data.line.tend import AssignStaff

    verdicts = []
    for ticket_id in ticket_ids:
        command = AssignStaff(ticket_id, staff_id, note or None)
        verdict = desk.done(command, actor, ticket_id)
        if verdict.code == "not_allowed" and badge is not None:
            verdict = desk.done(command, badge, ticket_id)
        verdicts.append(verdict)
    if len(verdicts) == 1:
        return verdicts[0]
    changed = tuple(ticket for verdict in verdicts for ticket in verdict.changed)
    refused = [verdict for verdict in verdicts if verdict.verdict == REFUSED]
    if refused:
        return replace(refused[0], changed=changed)
    says = _("{n} tickets to {name}").format(n=len(verdicts), name=_name(desk, staff_id))
    return replace(verdicts[-1], says=says, ticket=None, before=None, changed=changed)


def _name(desk: Desk, staff_id: str) -> str:
    """Whose badge it was: a scan of the wrong one is seen before she has walked away."""
    from data.people.staff import Staff
    from data.store.database import StoredRows

    person = StoredRows(desk.database).get(Staff, staff_id)
    return one_line(person.name) if person is not None else staff_id
