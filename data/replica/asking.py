"""What a node asks of its upstream: here is what I have, here is what I did; what is new?"""

from __future__ import annotations

from dataclasses import replace

from data.core.clock import Instant
from data.exchange.chain import pending
from data.exchange.message import Request, sent
from data.exchange.node import node_of, scopes_of
from data.exchange.sessions import sessions_of
from data.exchange.timing import readings
from data.replica.rebase import cookies
from data.store.database import Database

MOST_COMMANDS = 200
"""In one exchange (SYNC 4)."""


def request(
    database: Database,
    most: int = MOST_COMMANDS,
    *,
    after: int = 0,
    boot_id: str = "",
    mono_ns: int = 0,
    now: Instant | None = None,
) -> Request:
    """The next exchange of this node; raises LookupError for a terminal that is its own authority. `after`: the
    upstream is known to have the commands up to this seq, though their news has not come. `now` is a store hub's wall
    clock, by which it tells of the clocks below it."""
    node = node_of(database)
    if node is None or not node.upstream:
        raise LookupError("nobody stands above this node")
    beyond = replace(node, final=max(node.final, after))
    batch = tuple(sent(entry) for entry in pending(database, beyond, most))
    boots = {command.boot_id for command in batch}
    return Request(
        node.id,
        node.heard,
        cookies(database),
        scopes_of(node),
        node.origin,
        batch,
        boot_id=boot_id,
        mono_ns=mono_ns,
        sessions=sessions_of(database, batch),
        clocks={} if now is None else readings(database, boots, (boot_id, mono_ns), now),
    )
