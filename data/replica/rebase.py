"""What comes from above: guesses back, the upstream's rows over them, and once more what it does not have yet (SYNC 5).

Only guesses that the news may change are taken back and made again; which those are, the marks tell.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data.core.outcome import Put
from data.exchange.chain import fits, pending, rekey, taken_over
from data.exchange.images import images, put_back
from data.exchange.marks import Guesses, forget
from data.exchange.message import Answer, Record, sent
from data.exchange.node import change, node_of, scopes_of
from data.exchange.ruling import carry_out
from data.exchange.travelling import Key, all_of, lay, take, taken
from data.exchange.values import Cookie, Node
from data.exchange.versions import lock, stamp
from data.store.database import Database
from data.store.errors import Clash, NotRecorded
from data.store.execute import apply

_log = logging.getLogger(__name__)
QUIETLY = 1_000
"""So many rows change without anybody being told before."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What an answer did: `taken` False when it was for another question; rows changed, commands replayed."""

    taken: bool
    changed: int = 0
    replayed: int = 0
    forked: bool = False


class _WiderError(Exception):
    """Replaying has touched what other guesses looked at: they must be made again as well."""

    def __init__(self, seqs: set[int]) -> None:
        super().__init__(f"{len(seqs)} more")
        self.seqs = seqs


def absorb(
    database: Database, answer: Answer, fresh: Callable[[], str], announce: Callable[[int], None] = lambda _: None
) -> Absorbed:
    """In one transaction. `fresh` names a new chain, should ours have been forked, and tags new versions. `announce` is
    told how many rows will change, when they are so many that a scan may wait. Raises NotRecorded when the disk did not
    take it: then nothing has changed, and the next answer brings it all again."""
    if len(answer.rows) > QUIETLY:
        announce(len(answer.rows))
    with database.transaction():
        node = node_of(database)
        if node is None or not answers(database, node, answer):
            return Absorbed(False)
        swap = _Swap(database, node, answer, fresh)
        replayed = swap.carry_out()
        _hear(database, node, answer)
        changed = swap.changed()
        if node.feeds:
            lock(database, scopes_of(node))
            stamp(database, changed, scopes_of(node), fresh, answer.server_time)
    return Absorbed(True, len(changed), replayed, swap.forked)


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


@dataclass(slots=True)
class _Swap:
    """One answer on its way in."""

    database: Database
    node: Node
    answer: Answer
    fresh: Callable[[], str]
    forked: bool = field(init=False)
    news: dict[Key, Record] = field(init=False)
    before: dict[Key, Record] = field(init=False, default_factory=dict)
    _images: dict[Key, Record] = field(init=False)
    _guesses: Guesses = field(init=False)

    def __post_init__(self) -> None:
        database, node, answer = self.database, self.node, self.answer
        self.forked = answer.forked or not fits(database, node, (answer.seq, answer.command_id))
        self._images = images(database)
        self._guesses = Guesses(database)
        heard = {(row.tbl, row.pk): row.record for row in answer.rows}
        if answer.reset:
            heard |= dict.fromkeys((key for key in _ours(database, node) if key not in heard), None)
        self.before = taken(database, heard)
        self.news = {key: record for key, record in heard.items() if self._base(key) != record}

    def carry_out(self) -> int:
        """Answers how many commands were replayed."""
        seqs = self._concerned()
        while True:
            written = self._guesses.written_by(seqs)
            self.before |= taken(self.database, [key for key in written if key not in self.before])
            try:
                with self.database.step():
                    put_back(self.database, written)
                    forget(self.database, seqs)
                    lay(self.database, self.news.items())
                    return self._replay(seqs, self._settle())
            except _WiderError as wider:
                seqs |= self._guesses.closure(wider.seqs, self._records)

    def changed(self) -> list[Key]:
        """The rows that are not what they were when the answer came."""
        kept = {key: image for key, image in images(self.database).items() if key not in self._images}
        before = {key: image for key, image in kept.items() if key not in self.before} | self.before
        now = taken(self.database, before)
        return [key for key, record in before.items() if now[key] != record]

    def _concerned(self) -> set[int]:
        """All guesses, if the chain is not what it was; else those that the upstream has taken over, and those that
        looked at what has changed."""
        waiting = {entry.seq or 0 for entry in pending(self.database, self.node)}
        if self.forked or self.answer.seq < self.node.final:
            return waiting
        found = {seq for seq in waiting if seq <= self.answer.seq}
        for key, record in self.news.items():
            found |= self._guesses.concerned_by(key, self._base(key), record)
        return self._guesses.closure(found, self._records)

    def _base(self, key: Key) -> Record:
        return self._images[key] if key in self._images else self.before[key]

    def _records(self, key: Key) -> tuple[Record, ...]:
        return self._images.get(key), take(self.database, key)

    def _settle(self) -> Node:
        """This node with the end of its chain where the upstream has it."""
        if self.forked:
            return rekey(self.database, self.node, self.fresh())
        return taken_over(self.database, self.node, self.answer.seq)

    def _replay(self, seqs: set[int], node: Node) -> int:
        """Guesses again, in order. A guess that fails waits without effect: the authority has the word."""
        everything = self.forked or self.answer.seq < self.node.final
        entries = [e for e in pending(self.database, node) if everything or e.seq in seqs]
        touched: set[Key] = set()
        for entry in entries:
            try:
                with self.database.step():
                    touched.update(carry_out(self.database, sent(entry), guessing=True)[1])
            except Exception as trouble:
                if isinstance(trouble, NotRecorded) and not isinstance(trouble, Clash):
                    raise
                _log.exception("the command %s (%s) could not be replayed", entry.command_id, entry.name)
        if not everything:
            self._look_for_more(seqs, touched)
        return len(entries)

    def _look_for_more(self, seqs: set[int], touched: Iterable[Key]) -> None:
        more: set[int] = set()
        for key in touched:
            more |= self._guesses.concerned_by(key, take(self.database, key)) - seqs
        if more:
            raise _WiderError(more)


def _ours(database: Database, node: Node) -> list[Key]:
    return [key for scope in scopes_of(node) for key, _ in all_of(database, scope)]


def _hear(database: Database, node: Node, answer: Answer) -> None:
    change(database, node, heard=answer.epoch)
    database.run("DELETE FROM sync_cookie")
    for scope, (ver, tag) in sorted(answer.heads.items()):
        apply(database, Put(Cookie(scope, ver, tag)))
