"""A command on its way: who gave it, where, when, and its place in the chain of its origin."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the issuing machine knows at the moment of a command."""

    command_id: str
    at: Instant
    boot_id: str
    mono_ns: int


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One accepted or refused command as this node keeps it: its envelope and the recorded result.

    `session` is the sign-in in which it was given. The rest only the authority writes, of a command that came to it:
    `received_at` by its own clock, `occurred_at` when it truly happened as far as clocks can tell, `skew_ms` how far
    the sender's clock was ahead of that, and `seal`, a hash over all entries of its chain up to this one.
    """

    command_id: str
    origin: str
    seq: int | None
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
    status: str
    code: str
    says: str
    ticket_id: str | None
    order_id: str | None
    undoable: bool
    undo: str | None
    undone_by: str | None
    settled: bool
    session: str | None = None
    received_at: Instant | None = None
    occurred_at: Instant | None = None
    skew_ms: int | None = None
    seal: str | None = None
