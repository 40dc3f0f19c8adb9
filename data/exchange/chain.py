"""The chain of a node's own commands: gap-free numbers, each command holding on to the one before."""

from __future__ import annotations

from collections.abc import Collection

from data.core.envelope import JournalEntry
from data.exchange.node import change
from data.exchange.values import Node
from data.store.database import Database
from data.store.kinds import kind_of

Link = tuple[int, str | None]
"""A seq and the command that has it."""

_JOURNAL = kind_of(JournalEntry)
_LAST = "SELECT seq, command_id FROM journal WHERE origin = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
_RETAINED = "SELECT seq, command_id FROM journal WHERE origin = ? AND seq IS NOT NULL ORDER BY seq"
_REKEY = "UPDATE journal SET origin = ?, seq = ?, prev_id = ?, settled = ? WHERE command_id = ?"


def last(database: Database, origin: str) -> Link:
    """The end of a chain; (0, None) when it has none."""
    found = database.rows(_LAST, (origin,))
    return (found[0][0], found[0][1]) if found else (0, None)


def pending(database: Database, node: Node, most: int | None = None) -> list[JournalEntry]:
    """The node's commands that its upstream has not taken over, oldest first."""
    limit = "" if most is None else f" LIMIT {int(most)}"
    sql = f"{_JOURNAL.select} WHERE origin = ? AND seq > ? ORDER BY seq{limit}"
    return [_JOURNAL.row(record) for record in database.rows(sql, (node.origin, node.final))]


def pending_of(database: Database, node: Node, seqs: Collection[int]) -> list[JournalEntry]:
    """Those of `pending` that have these seqs."""
    if not seqs:
        return []
    sql = f"{_JOURNAL.select} WHERE origin = ? AND seq > ? AND seq BETWEEN ? AND ? ORDER BY seq"
    found = database.rows(sql, (node.origin, node.final, min(seqs), max(seqs)))
    at = _JOURNAL.columns.index("seq")
    return [_JOURNAL.row(record) for record in found if record[at] in seqs]


def taken_over(database: Database, node: Node, seq: int) -> Node:
    """The upstream has this node's commands up to `seq`: those are settled, and any beyond are not (any more)."""
    low, high = sorted((node.final, seq))
    database.run(
        "UPDATE journal SET settled = ? WHERE origin = ? AND seq > ? AND seq <= ?",
        (seq >= node.final, node.origin, low, high),
    )
    return change(database, node, final=seq)


def fits(database: Database, node: Node, link: Link) -> bool:
    """Whether the chain that the upstream knows (its end is `link`) is the beginning of ours. What we pruned we cannot
    compare; the first command that we still have then tells by what it holds on to."""
    seq, command_id = link
    retained = database.rows(
        "SELECT seq, command_id, prev_id FROM journal WHERE origin = ? AND seq IN (?, ?) ORDER BY seq",
        (node.origin, seq, seq + 1),
    )
    ours = {row[0]: row for row in retained}
    if seq in ours:
        return bool(ours[seq][1] == command_id)
    if seq + 1 in ours:
        return bool(ours[seq + 1][2] == command_id)
    return link == last(database, node.origin)


def rekey(database: Database, node: Node, origin: str) -> Node:
    """A fork: every command that we still have goes up once more, in a chain of a new name. Those which the upstream
    has it knows by their ids."""
    prev: str | None = None
    for n, (_, command_id) in enumerate(database.rows(_RETAINED, (node.origin,)), start=1):
        database.run(_REKEY, (origin, n, prev, False, command_id))
        prev = command_id
    return change(database, node, origin=origin, final=0)
