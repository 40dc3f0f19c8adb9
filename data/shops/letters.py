"""Dead letters: somebody takes one on, and it stays until somebody closes it or it has been mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Refused, noop
from data.core.rows import Rows
from data.core.text import clean
from data.orders.order import DeadLetter


@dataclass(frozen=True, slots=True)
class OwnDeadLetter(Command):
    """Whoever gives it looks after the letter from now on."""

    name: ClassVar[str] = "own_dead_letter"
    least: ClassVar[Role] = Role.ADMIN

    letter_id: str


@dataclass(frozen=True, slots=True)
class CloseDeadLetter(Command):
    """Nothing will come of it, and that is right: the reason is kept."""

    name: ClassVar[str] = "close_dead_letter"
    least: ClassVar[Role] = Role.ADMIN
    for_service: ClassVar[bool] = True

    letter_id: str
    reason: str


def own_dead_letter(command: OwnDeadLetter, rows: Rows, ctx: Context) -> Outcome:
    """The newest owner is the owner."""
    letter = rows.get(DeadLetter, command.letter_id)
    if letter is None:
        return Refused("no_such_letter", "No such dead letter")
    if letter.owner == ctx.actor.name:
        return noop("known", f"{letter.owner} has it already")
    change = Change(DeadLetter, (letter.id,), {"owner": ctx.actor.name})
    return Accepted(f"{ctx.actor.name} looks after it", writes=(change,))


def close_dead_letter(command: CloseDeadLetter, rows: Rows, ctx: Context) -> Outcome:
    """With a reason; an order that it held stays held."""
    letter = rows.get(DeadLetter, command.letter_id)
    if letter is None:
        return Refused("no_such_letter", "No such dead letter")
    if letter.closed_at is not None:
        return noop("known", "It is closed already")
    reason = clean(command.reason, 500).strip()
    if not reason:
        return Refused("reason_needed", "Say why nothing will come of it")
    change = Change(
        DeadLetter, (letter.id,), {"closed_at": ctx.now, "owner": letter.owner or ctx.actor.name, "closed_says": reason}
    )
    event = Event(
        "dead_letter_closed",
        order_id=letter.order_id,
        store_id=letter.store_id,
        detail={"letter": letter.id, "reason": reason},
    )
    return Accepted("The dead letter is closed", writes=(change,), events=(event,))
