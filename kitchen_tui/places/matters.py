"""What somebody should look at: notices that people acknowledge, and what the line itself shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.core.clock import Instant
from data.notices.notice import ATTENTION, INFO, STOP, Notice
from data.questions.attention import ESCALATED_AFTER, LATE, STUCK, UNASSIGNED, Attention
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.due import due_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kitchen_tui.widgets.due import Clock

ESCALATED, SOON, SEEN = "escalated", "soon", "seen"
ORDER = (ESCALATED, STOP, LATE, STUCK, ATTENTION, SOON, UNASSIGNED, INFO, SEEN)
"""What stands first."""
WORDS = {
    ESCALATED: N_("STUCK 48 H"),
    STOP: N_("STOP"),
    LATE: N_("LATE"),
    SOON: N_("SOON"),
    STUCK: N_("STUCK"),
    UNASSIGNED: N_("UNASSIGNED"),
    ATTENTION: N_("ATTENTION"),
    INFO: N_("INFO"),
    SEEN: N_("SEEN"),
}
STYLES = {
    ESCALATED: "late",
    STOP: "late",
    LATE: "late",
    SOON: "soon",
    STUCK: "soon",
    UNASSIGNED: "soon",
    ATTENTION: "accent",
}


class Matter(NamedTuple):
    """One line. `about` is its ticket or order; `of` a notice, or a ticket that shows it by itself; `at` since when."""

    key: str
    kind: str
    of: Notice | Attention
    at: Instant
    about: str
    by: str = ""
    """Who acknowledged it."""

    @property
    def code(self) -> str:
        """What a notice is about, in one word that never changes."""
        return self.of.code if isinstance(self.of, Notice) else self.of.kind

    @property
    def notice_id(self) -> str:
        """Empty where there is no notice that one could acknowledge."""
        return self.of.id if isinstance(self.of, Notice) and self.of.open else ""


def of_notice(notice: Notice) -> Matter:
    """A notice that waits for somebody."""
    return Matter(notice.id, notice.level, notice, notice.at, notice.ticket_id or notice.order_id or "")


def of_seen(notice: Notice, name: str | None) -> Matter:
    """One that somebody acknowledged."""
    at = notice.acknowledged_at or notice.at
    return of_notice(notice)._replace(kind=SEEN, at=at, by=name or "?")


def of_attention(found: Attention, clock: Clock) -> Matter:
    """What the line shows by itself."""
    kind, at = found.kind, found.since
    due = (found.due_date, found.window_from)
    if kind == STUCK and clock.now - at > ESCALATED_AFTER:
        kind = ESCALATED
    elif kind == LATE:
        kind, at = LATE if clock.urgency(due) == LATE else SOON, due_at(due, clock.zone) or at
    return Matter(f"{found.kind} {found.id}", kind, found, at, found.id)


def in_order(matters: Iterable[Matter]) -> list[Matter]:
    """The worst kind first, and of each the oldest."""
    return sorted(matters, key=lambda matter: (ORDER.index(matter.kind), matter.at))


def text(matter: Matter) -> str:
    """What it says, in one sentence; it may hold what a customer wrote."""
    if isinstance(matter.of, Notice):
        said = sentence(matter.of.text)
        return _("{name}: {text}").format(name=matter.by, text=said) if matter.by else said
    found = matter.of
    number = found.order_number + (f"-{found.suffix}" if found.suffix else "")
    whose = found.assignee_name or _("nobody has it")
    facts = f"{number}: {found.product}, {_(found.stage)}, {whose}"
    return _("{facts}, nothing happened").format(facts=facts) if found.kind == STUCK else facts


def since(matter: Matter, clock: Clock) -> str:
    """How long it has been so; or how long there still is."""
    if isinstance(matter.of, Notice) or matter.kind != SOON:
        return age(clock.now - matter.at)
    return clock.countdown((matter.of.due_date, matter.of.window_from))
