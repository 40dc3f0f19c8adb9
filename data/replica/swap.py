"""One answer on its way in: thought through beside the app, carried out while it waits (SYNC 5).

What is to be written stands ready before the lock is taken; only when somebody scanned in between it is thought through
once more. Between two handfuls of rows, or two commands made again, it looks whether it is to give way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from data.exchange.chain import fits, last, pending, pending_of, rekey, taken_over
from data.exchange.images import drop_images, images_of, unfolded
from data.exchange.laying import Statement, moving
from data.exchange.marks import forget
from data.exchange.message import Answer, Head, Record
from data.exchange.node import scopes_of
from data.exchange.travelling import Key, all_of, taken
from data.exchange.values import Node
from data.replica.guessing import guess_again
from data.replica.reach import Reach
from data.replica.staging import Staged
from data.store.database import Database

T = TypeVar("T")
Wanted = Callable[[], bool]
A_REPLAY = 20
"""A command made again takes as long as so many rows."""
HANDFUL = 64
"""Rows that are written without looking up: a fraction of a millisecond."""


class GaveWay(Exception):
    """Somebody waits: nothing has changed, and it is to be tried again."""


class _WiderError(Exception):
    """Replaying has touched what other guesses looked at: they must be made again as well."""

    def __init__(self, seqs: set[int]) -> None:
        super().__init__(f"{len(seqs)} more")
        self.seqs = seqs


@dataclass(frozen=True, slots=True)
class _Plan:
    """The guesses of `seqs` go back and the news is laid over them by `statements`. `before` is how the rows concerned
    stand, `moved` those which become another one, `kept` the images that are needed no longer."""

    seqs: set[int]
    before: dict[Key, Record]
    moved: frozenset[Key]
    reach: Reach
    kept: list[Key]
    statements: list[Statement]


@dataclass(slots=True)
class Swap:
    """Made within a snapshot, carried out within a transaction."""

    database: Database
    node: Node
    answer: Answer
    fresh: Callable[[], str]
    forked: bool = field(init=False)
    _staged: Staged = field(init=False)
    _plan: _Plan = field(init=False)
    _again: dict[Key, Record] = field(init=False, default_factory=dict)
    """Rows that replays touched, as they were before all of it."""

    def __post_init__(self) -> None:
        database, node, answer = self.database, self.node, self.answer
        self.forked = answer.forked or not fits(database, node, (answer.seq, answer.command_id))
        self._staged = Staged(database, answer, dict(_ours(database, node)) if answer.reset else {})
        self._plan = self._planned(self._concerned())

    def is_nothing(self, heads: dict[str, Head]) -> bool:
        """Whether all is as it was: then nobody is made to look again."""
        answer, before = self.answer, (self.node.heard, self.node.final, heads)
        quiet = not (answer.rows or answer.reset or self.forked)
        return quiet and (answer.epoch, answer.seq, dict(answer.heads)) == before

    @property
    def weight(self) -> int:
        """How long it will hold others up, in rows."""
        seqs = self._plan.seqs
        settled = 0 if self._everything else sum(seq <= self.answer.seq for seq in seqs)
        return len(self._staged.news) + A_REPLAY * (len(seqs) - settled)

    def carry_out(self, wanted: Wanted | None) -> int:
        """Answers how many commands were replayed. Raises GaveWay when somebody waits for this to end (`wanted`), or
        has done something meanwhile that it concerns; None: it gives way no more."""
        if self._overtaken():
            if wanted is not None:
                raise GaveWay
            self._plan = self._planned(self._concerned())
        while True:
            try:
                with self.database.step():
                    self._take_back(wanted)
                    return self._replay(self._settle(), wanted)
            except _WiderError as wider:
                self._plan = self._planned(self._plan.seqs | self._staged.guesses.closure(wider.seqs, self._records))

    def changed(self) -> list[Key]:
        """The rows that are not what they were when the answer came."""
        now = taken(self.database, self._again)
        again = [key for key, record in self._again.items() if record != now[key]]
        return [key for key in self._plan.before if key in self._plan.moved and key not in now] + again

    @property
    def _everything(self) -> bool:
        """The chain is not what it was: all that waits is guessed again."""
        return self.forked or self.answer.seq < self.node.final

    def _overtaken(self) -> bool:
        """Whether what was done in the last moment has to do with what stands ready."""
        new, guesses = self._staged.catch_up(), self._staged.guesses
        if self._everything:
            return bool(new)
        if any(self._plan.reach.meets(mark) for marks in new.values() for mark in marks):
            return True
        wrote = guesses.written_by(new)
        return any(guesses.concerned_by(key, *self._records(key)) & self._plan.seqs for key in wrote)

    def _planned(self, seqs: set[int]) -> _Plan:
        """A guess that was right stands where it stood."""
        staged, written = self._staged, self._staged.guesses.written_by(seqs)
        staged.look_at(written)
        before = {key: staged.row(key) for key in (*staged.news, *written)}
        wrong = frozenset(key for key, record in before.items() if record != staged.becomes(key))
        becomes = {key: record for key, record in staged.taken_back(written).items() if key in wrong}
        becomes |= {key: record for key, record in staged.news.items() if key in wrong}
        # At once: half of them alone might not go together (two tickets that exchanged a code).
        statements = moving((key, staged.row(key), record) for key, record in becomes.items())
        reach = Reach({key: (*self._records(key), staged.becomes(key)) for key in before})
        return _Plan(seqs, before, wrong, reach, sorted(written), statements)

    def _take_back(self, wanted: Wanted | None) -> None:
        drop_images(self.database, self._plan.kept)
        forget(self.database, self._plan.seqs)
        for sql, values in self._plan.statements:
            for at in range(0, len(values), HANDFUL):
                _give_way(wanted)
                self.database.many(sql, values[at : at + HANDFUL])

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

    def _replay(self, node: Node, wanted: Wanted | None) -> int:
        """Guesses again; answers how many commands."""
        seqs, before = self._plan.seqs, self._plan.before
        entries = pending(self.database, node) if self._everything else pending_of(self.database, node, seqs)
        touched = guess_again(self.database, _giving_way(entries, wanted))
        if not self._everything:
            self._look_for_more(seqs, touched)
        first = images_of(self.database, touched - before.keys())
        self._again = {key: before[key] if key in before else unfolded(first[key]) for key in touched}
        return len(entries)

    def _look_for_more(self, seqs: set[int], touched: Iterable[Key]) -> None:
        more: set[int] = set()
        for key, record in taken(self.database, touched).items():
            more |= self._staged.guesses.concerned_by(key, record) - seqs
        if more:
            raise _WiderError(more)


def _giving_way(what: Iterable[T], wanted: Wanted | None) -> Iterator[T]:
    for each in what:
        _give_way(wanted)
        yield each


def _give_way(wanted: Wanted | None) -> None:
    if wanted is not None and wanted():
        raise GaveWay


def _ours(database: Database, node: Node) -> list[tuple[Key, Record]]:
    return [row for scope in scopes_of(node) for row in all_of(database, scope)]
