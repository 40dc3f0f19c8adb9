"""F50: a rule of a hub breaks half-way through its writes, always for the same commands: some of the authority, some of
a store hub. A store hub's word is a guess, so the authority takes the latter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.core.command import Context
from data.core.outcome import Accepted
from data.store.database import Database
from data.store.execute import apply
from sync_agent.simulate.node import AUTHORITY, RELAY
from sync_agent.simulate.releases import SPEAKING

ONE_IN = 60
TURN = {AUTHORITY: 0, RELAY: 1}


class BrokenRuleError(RuntimeError):
    """A bug in a rule."""


def breaks(command_id: str, kind: str = AUTHORITY) -> bool:
    """Whether this command's rule has the bug at a node of this kind."""
    return int(command_id[-6:], 16) % ONE_IN == TURN.get(kind)


def half_way(execute: Callable[..., Any]) -> Callable[..., Any]:
    """`execute` with a bug."""

    def broken(database: Database, outcome: Accepted, ctx: Context) -> None:
        if not breaks(ctx.command_id, SPEAKING.kind):
            execute(database, outcome, ctx)
            return
        for write in outcome.writes[: max(1, len(outcome.writes) // 2)]:
            apply(database, write)
        raise BrokenRuleError("the shelf is round")

    return broken
