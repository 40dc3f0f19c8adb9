"""What comes from above: guesses back, the upstream's rows over them, and once more what it does not have yet (SYNC 5).

Only guesses that the news may change are taken back and made again; which those are, the marks tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data.core.outcome import Put
from data.exchange.chain import fits, last, pending, pending_of, rekey, taken_over
from data.exchange.images import drop_images, images_of, taken_back, unfolded
from data.exchange.marks import forget
from data.exchange.message import Answer, Head, Record
from data.exchange.node import change, node_of, scopes_of
from data.exchange.travelling import Key, all_of, move, taken
from data.exchange.values import Cookie, Node
from data.exchange.versions import lock, stamp
from data.replica.guessing import guess_again
from data.replica.staging import Staged
from data.store.database import Database
from data.store.execute import apply

QUIETLY = 1_000
"""So many rows change without anybody being told before."""
_ROWS_A_REPLAY = 20
"""A command made again takes as long as so many rows."""


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
    """Looked at beside the app, then swapped in by one transaction. `fresh` names a new chain, should ours have been
    forked, and tags new versions. `announce` is told how many rows will change, when they are so many that a scan may
    wait. Raises NotRecorded when the disk did not take it: then nothing has changed, and the next answer brings it all
    again."""
    with database.snapshot():
        node = node_of(database)
        if node is None or not answers(database, node, answer):
            return Absorbed(False)
        swap = _Swap(database, node, answer, fresh)
        if swap.is_nothing(cookies(database)):
            return Absorbed(True)
    if swap.weight > QUIETLY:
        announce(swap.weight)
    with database.transaction():
        if node_of(database) != node or not answers(database, node, answer):
            return Absorbed(False)
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
    """One answer on its way in: made beside the app, carried out while it waits."""

    database: Database
    node: Node
    answer: Answer
    fresh: Callable[[], str]
    forked: bool = field(init=False)
    _staged: Staged = field(init=False)
    _seqs: set[int] = field(init=False)
    _before: dict[Key, Record] = field(init=False, default_factory=dict)
    _touched: set[Key] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        database, node, answer = self.database, self.node, self.answer
        self.forked = answer.forked or not fits(database, node, (answer.seq, answer.command_id))
        self._staged = Staged(database, answer, dict(_ours(database, node)) if answer.reset else {})
        self._seqs = self._concerned()
        self._staged.look_at(self._staged.guesses.written_by(self._seqs))

    def is_nothing(self, heads: dict[str, Head]) -> bool:
        """Whether all is as it was: then nobody is made to look again."""
        answer, before = self.answer, (self.node.heard, self.node.final, heads)
        quiet = not (answer.rows or answer.reset or self.forked)
        return quiet and (answer.epoch, answer.seq, dict(answer.heads)) == before

    @property
    def weight(self) -> int:
        """How long it will hold others up, in rows."""
        settled = 0 if self._everything else sum(seq <= self.answer.seq for seq in self._seqs)
        return len(self._staged.news) + _ROWS_A_REPLAY * (len(self._seqs) - settled)

    def carry_out(self) -> int:
        """Answers how many commands were replayed."""
        if self._staged.catch_up():
            self._seqs = self._concerned()
        while True:
            try:
                with self.database.step():
                    self._take_back()
                    return self._replay(self._seqs, self._settle())
            except _WiderError as wider:
                self._seqs |= self._staged.guesses.closure(wider.seqs, self._records)

    def changed(self) -> list[Key]:
        """The rows that are not what they were when the answer came."""
        again = taken(self.database, self._touched)
        return [
            key
            for key, record in self._before.items()
            if record != (again[key] if key in again else self._staged.becomes(key))
        ]

    @property
    def _everything(self) -> bool:
        """The chain is not what it was: all that waits is guessed again."""
        return self.forked or self.answer.seq < self.node.final

    def _take_back(self) -> None:
        """Guesses back and news over them; a guess that was right stands where it stood."""
        staged, written = self._staged, self._staged.guesses.written_by(self._seqs)
        staged.look_at(written)
        self._before = {key: staged.row(key) for key in (*staged.news, *written)}
        right = {key for key, record in self._before.items() if record == staged.becomes(key)}
        drop_images(self.database, written & right)
        back = taken_back(self.database, written - right)
        forget(self.database, self._seqs)
        # At once: half of them alone might not go together (two tickets that exchanged a code).
        back |= {key: record for key, record in staged.news.items() if key not in right}
        move(self.database, [(key, staged.row(key), record) for key, record in back.items()])

    def _concerned(self) -> set[int]:
        """All guesses, if the chain is not what it was; else those that the upstream has taken over, and those that
        looked at what has changed."""
        end = last(self.database, self.node.origin)[0]
        if self._everything:
            return set(range(self.node.final + 1, end + 1))
        staged = self._staged
        found = set(range(self.node.final + 1, min(self.answer.seq, end) + 1))
        for key, record in staged.news.items():
            found |= staged.guesses.concerned_by(key, staged.base(key), record)
        return staged.guesses.closure(found, self._records)

    def _records(self, key: Key) -> tuple[Record, ...]:
        staged = self._staged
        return (staged.base(key) if staged.guessed(key) else None, staged.row(key))

    def _settle(self) -> Node:
        """This node with the end of its chain where the upstream has it."""
        if self.forked:
            return rekey(self.database, self.node, self.fresh())
        return taken_over(self.database, self.node, self.answer.seq)

    def _replay(self, seqs: set[int], node: Node) -> int:
        """Guesses again; answers how many commands."""
        entries = pending(self.database, node) if self._everything else pending_of(self.database, node, seqs)
        touched = guess_again(self.database, entries)
        if not self._everything:
            self._look_for_more(seqs, touched)
        first = images_of(self.database, touched - self._before.keys())
        self._before |= {key: unfolded(image) for key, image in first.items()}
        self._touched = touched
        return len(entries)

    def _look_for_more(self, seqs: set[int], touched: Iterable[Key]) -> None:
        more: set[int] = set()
        for key, record in taken(self.database, touched).items():
            more |= self._staged.guesses.concerned_by(key, record) - seqs
        if more:
            raise _WiderError(more)


def _ours(database: Database, node: Node) -> list[tuple[Key, Record]]:
    return [row for scope in scopes_of(node) for row in all_of(database, scope)]


def _hear(database: Database, node: Node, answer: Answer) -> None:
    change(database, node, heard=answer.epoch)
    database.run("DELETE FROM sync_cookie")
    for scope, (ver, tag) in sorted(answer.heads.items()):
        apply(database, Put(Cookie(scope, ver, tag)))
