"""What begins at this hub itself: a shop's order, a manager's browser, a script. The same rule, the same feed."""

from __future__ import annotations

from collections.abc import Callable

from data.core import hlc
from data.core.actor import Actor
from data.core.command import Command
from data.core.envelope import Stamp
from data.core.packed import pack
from data.exchange.chain import last
from data.exchange.message import Result, Sent
from data.exchange.node import node_of, scopes_of
from data.exchange.versions import lock, stamp
from data.ledger.receive import settle
from data.store.database import Database


def rule(
    database: Database, command: Command, actor: Actor, source: str, given: Stamp, fresh: Callable[[], str]
) -> Result:
    """Settles a command of `source` (a chain of its own at the authority). Raises LookupError where this is no hub,
    NotRecorded when nothing of it happened. The same command id again answers noop."""
    with database.transaction():
        node = node_of(database)
        if node is None or not node.feeds:
            raise LookupError("this is no hub")
        lock(database, scopes_of(node))
        seq, prev_id = last(database, source)
        sent = Sent(
            seq + 1,
            given.command_id,
            prev_id,
            command.name,
            command.version,
            pack(command.to_args()),
            actor.staff_id,
            actor.name,
            actor.role.value,
            source,
            given.at,
            hlc.after(0, given.at),
            given.boot_id,
            given.mono_ns,
        )
        result, keys = settle(database, node, sent, source, given.at)
        stamp(database, keys, scopes_of(node), fresh, given.at)
        return result
