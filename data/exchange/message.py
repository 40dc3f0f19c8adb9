"""One exchange between two nodes: what goes up and what comes down. Values only: a wire spells them elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, NamedTuple

from data.core.clock import Instant
from data.core.envelope import JournalEntry
from data.core.frozen import maker
from data.people.session import Session

Head = tuple[int, str]
"""A version of a scope and its tag."""
Record = tuple[Any, ...] | None
"""A row's columns in the order of its class; None is a tombstone."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A command on its way, as its sender keeps it; `seq` and `prev_id` chain it to the one before."""

    seq: int
    command_id: str
    prev_id: str | None
    name: str
    v: int
    args: str
    actor_id: str
    actor_name: str
    actor_role: str
    terminal_id: str
    issued_at: Instant
    hlc: int
    boot_id: str
    mono_ns: int
    session: str | None = None


_ENVELOPE = attrgetter(*(each.name for each in fields(Sent)))
"""Of a journal entry, what goes up."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a node asks of its upstream. `cookies` are the heads that it holds, by scope, under `epoch`. `more`: further
    commands follow at once, and news can wait until they are there. `clocks` are what the monotonic clocks of other
    boots show now, whose commands it brings: those of machines below it; `sessions` the sign-ins that its commands
    name."""

    node_id: str
    epoch: str
    cookies: Mapping[str, Head]
    scopes: tuple[str, ...]
    origin: str
    batch: tuple[Sent, ...] = ()
    boot_id: str = ""
    mono_ns: int = 0
    more: bool = False
    clocks: Mapping[str, int] = field(default_factory=dict)
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a command that was pushed."""

    command_id: str
    status: str
    code: str
    says: str


class NewsRow(NamedTuple):
    """A row as it is upstream."""

    tbl: str
    pk: str
    record: Record


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a node needs to stand where its upstream stands. It echoes what it answers (`to_*`): one to another
    question is thrown away. `seq` and `command_id` say how far the chain of `to_origin` has come; `forked`: it is not
    the chain that is known here; `too_old`: the next command is from a later release than the upstream. `reset`: `rows`
    are all there are."""

    to_epoch: str
    to_cookies: Mapping[str, Head]
    to_origin: str
    epoch: str
    reset: bool
    rows: tuple[NewsRow, ...]
    heads: Mapping[str, Head]
    seq: int
    command_id: str | None
    forked: bool
    too_old: bool
    results: tuple[Result, ...]
    server_time: Instant


def sent(entry: JournalEntry) -> Sent:
    """A journal entry as it goes up; raises ValueError for one that has no place in a chain."""
    if entry.seq is None:
        raise ValueError(f"{entry.command_id} changed nothing and is not sent")
    made: Sent = maker(Sent)(*_ENVELOPE(entry))
    return made
