"""What comes from above: guesses back, the upstream's rows over them, and once more what it does not have yet (SYNC 5).

Only guesses that the news may change are taken back and made again; which those are, the marks tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.core.outcome import Put
from data.exchange.message import Answer
from data.exchange.node import change, node_of, scopes_of
from data.exchange.values import Cookie, Node
from data.exchange.versions import lock, stamp
from data.replica.swap import HANDFUL, GaveWay, Swap, Wanted
from data.store.database import Database
from data.store.execute import apply

QUIETLY = 1_000
"""So many rows change without anybody being told before."""
BULK = 10_000
"""So many are told at once: giving way would begin all of it anew."""
PUT_OFF = 25
"""So often a swap gives way to whoever waits for the database; then it has waited long enough itself."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What an answer did: `taken` False when it was for another question; rows changed, commands replayed; how often it
    was put off before."""

    taken: bool
    changed: int = 0
    replayed: int = 0
    forked: bool = False
    put_off: int = 0


def absorb(
    database: Database,
    answer: Answer,
    fresh: Callable[[], str],
    announce: Callable[[int], None] = lambda _: None,
    wanted: Wanted | None = None,
) -> Absorbed:
    """Looked at beside the app, then swapped in by one transaction. `fresh` names a new chain, should ours have been
    forked, and tags new versions. It gives way to whoever waits for the database (`wanted`); when it does not, and so
    many rows change that a scan may wait, `announce` is told how many. Raises NotRecorded when the disk did not take
    it: then nothing has changed, and the next answer brings it all again."""
    put_off = 0
    while True:
        with database.snapshot():
            node = node_of(database)
            if node is None or not answers(database, node, answer):
                return Absorbed(False)
            swap = Swap(database, node, answer, fresh)
            if swap.is_nothing(cookies(database)):
                return Absorbed(True)
        gives_way = put_off < PUT_OFF and HANDFUL < swap.weight <= BULK
        if not gives_way and swap.weight > QUIETLY:
            announce(swap.weight)
        try:
            return _carried_out(swap, wanted if gives_way else None, put_off)
        except GaveWay:
            put_off += 1


def _carried_out(swap: Swap, wanted: Wanted | None, put_off: int) -> Absorbed:
    database, node, answer = swap.database, swap.node, swap.answer
    with database.transaction():
        if node_of(database) != node or not answers(database, node, answer):
            return Absorbed(False)
        replayed = swap.carry_out(wanted)
        _hear(database, node, answer)
        changed = swap.changed()
        if node.feeds:
            lock(database, scopes_of(node))
            stamp(database, changed, scopes_of(node), swap.fresh, answer.server_time)
    return Absorbed(True, len(changed), replayed, swap.forked, put_off)


def answers(database: Database, node: Node, answer: Answer) -> bool:
    """Whether it answers what this node would ask now: one that was late or came twice says nothing."""
    return (answer.to_epoch, answer.to_origin, dict(answer.to_cookies)) == (
        node.heard,
        node.origin,
        cookies(database),
    )


def cookies(database: Database) -> dict[str, tuple[int, str]]:
    """The heads of its upstream that a node holds."""
    return {row[0]: (row[1], row[2]) for row in database.rows("SELECT scope, ver, tag FROM sync_cookie")}


def _hear(database: Database, node: Node, answer: Answer) -> None:
    change(database, node, heard=answer.epoch)
    database.run("DELETE FROM sync_cookie")
    for scope, (ver, tag) in sorted(answer.heads.items()):
        apply(database, Put(Cookie(scope, ver, tag)))
