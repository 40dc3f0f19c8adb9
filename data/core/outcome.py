"""What follows from a command, as data: rows to write, events to remember, jobs to do, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["applied", "noop", "merged"]


@dataclass(frozen=True, slots=True)
class Put:
    """Insert this row."""

    row: Any


@dataclass(frozen=True, slots=True)
class Change:
    """Set these columns of the row with this key."""

    kind: type
    key: tuple[Any, ...]
    columns: Mapping[str, Any]


Write = Put | Change


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a line of history for people (`filling_completed`) or a dotted name for machines."""

    name: str
    ticket_id: str | None = None
    order_id: str | None = None
    stage: str | None = None
    store_id: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintLabel:
    """A label job: done where the command is issued, never by a replay; `printer` was asked for by name."""

    ticket_id: str
    kind: Literal["ticket", "packing"]
    reprint: int
    printer: str | None = None


@dataclass(frozen=True, slots=True)
class VoidLabels:
    """The labels of this kind printed for a ticket no longer count."""

    ticket_id: str
    kind: Literal["ticket", "packing"]


Job = PrintLabel | VoidLabels


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command holds: what it writes, in one transaction."""

    says: str
    status: Status = "applied"
    code: str = "applied"
    writes: tuple[Write, ...] = ()
    events: tuple[Event, ...] = ()
    jobs: tuple[Job, ...] = ()
    undo: Mapping[str, Any] | None = None
    ticket_ids: tuple[str, ...] = ()
    order_id: str | None = None
    tickets: tuple[Any, ...] = ()
    """The tickets as they will be, where the rule has them at hand: the screen need not read them again."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The command does not hold: a stable code and a sentence for a person; `confirm`: say it once more and it will."""

    code: str
    says: str
    confirm: bool = False
    ticket_id: str | None = None


Outcome = Accepted | Refused


def noop(code: str, says: str, *ticket_ids: str, order_id: str | None = None) -> Accepted:
    """Nothing to do: it is so already."""
    return Accepted(says, "noop", code, ticket_ids=ticket_ids, order_id=order_id)
