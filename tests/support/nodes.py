"""Sync in miniature (SYNC.md 4 and 5): terminals guess, an authority rules with the same `decide`, terminals rebase.

What is missing here is what a wire brings: pages, epochs, forks, restores. What is here is the whole of the claim that
the rules need nothing else to meet again: base images, rows of the authority, replay of what is not settled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from data.core.actor import Actor
from data.core.command import Command, Context
from data.core.envelope import JournalEntry
from data.core.outcome import Accepted, Put, Refused
from data.kitchen.history import LoggedEvent, StageEvent
from data.replica.issue import Receipt
from data.store.catalogue import decide
from data.store.execute import execute
from data.store.kinds import Kind, kind_of, select_where
from tests.support.bakery import Bakery
from tests.support.clockwork import Clockwork
from tests.support.dump import KINDS, dump

LOCAL = ("journal", "label_job", "pending", "pin_guard", "order_payload")
"""Tables of one machine: they travel nowhere."""
BY_TABLE = {kind.table: kind for kind in KINDS}

Key = tuple[str, tuple[Any, ...]]
Record = tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """A command on its way."""

    command_id: str
    command: Command
    actor: Actor
    at: int
    terminal: str


def touched(outcome: Accepted, command_id: str) -> list[Key]:
    """The replicated rows that an outcome writes, its history included."""
    keys: list[Key] = []
    for write in outcome.writes:
        kind = kind_of(type(write.row) if isinstance(write, Put) else write.kind)
        key = tuple(getattr(write.row, name) for name in kind.key) if isinstance(write, Put) else write.key
        keys.append((kind.table, key))
    for n, event in enumerate(outcome.events):
        table = kind_of(LoggedEvent if "." in event.name else StageEvent).table
        keys.append((table, (command_id, n)))
    return [key for key in keys if key[0] not in LOCAL]


class Node:
    """A database with rows that can be taken out and put in whole."""

    def __init__(self, bakery: Bakery, mark: int) -> None:
        """Begins as the bakery is, with a clock of its own."""
        self.bakery = bakery
        bakery.machine = Clockwork(bakery.machine.at, mark)
        self.database, self.rows = bakery.database, bakery.rows

    def take(self, key: Key) -> Record:
        """The row as it is stored, or None."""
        kind = BY_TABLE[key[0]]
        found = self.database.rows(select_where(kind, kind.key, ()), key[1])
        return tuple(found[0]) if found else None

    def put(self, key: Key, record: Record) -> None:
        """Makes the row what it is to be, or not there."""
        kind: Kind = BY_TABLE[key[0]]
        where = " AND ".join(f"{name} = ?" for name in kind.key)
        self.database.run(f"DELETE FROM {kind.table} WHERE {where}", key[1])
        if record is not None:
            self.database.run(kind.insert, record)

    def replicated(self) -> dict[str, list[Any]]:
        """All rows that travel."""
        return dump(self.database, LOCAL)


class Authority(Node):
    """Rules on each command once, in the order in which they reach it, and remembers which rows moved when."""

    def __init__(self, bakery: Bakery) -> None:
        super().__init__(bakery, mark=99)
        self.version = 0
        self.moved: dict[Key, int] = {}
        self.ruled: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()

    def rule(self, envelope: Envelope) -> None:
        """Settles a command; one that is known is known."""
        if self.knows(envelope.command_id):
            return
        ctx = Context(envelope.command_id, envelope.at, envelope.actor, envelope.terminal, settling=True)
        outcome = decide(envelope.command, self.rows, ctx)
        receipt = self.bakery.settle(
            envelope.command,
            envelope.actor,
            at=envelope.at,
            terminal=envelope.terminal,
            command_id=envelope.command_id,
        )
        self.answers[f"{receipt.status}:{receipt.code}"] += 1
        self.ruled[envelope.command_id] += 1
        self.version += 1
        if isinstance(outcome, Accepted):
            self.moved |= dict.fromkeys(touched(outcome, envelope.command_id), self.version)

    def knows(self, command_id: str) -> bool:
        """Whether this command has settled."""
        return self.rows.get(JournalEntry, command_id) is not None

    def since(self, version: int) -> list[tuple[Key, Record]]:
        """The rows that moved after a version, as they are now."""
        return [(key, self.take(key)) for key, moved in self.moved.items() if moved > version]


class Terminal(Node):
    """Issues at once, keeps what it wrote over, and gives way when the authority has spoken."""

    def __init__(self, bakery: Bakery, name: str, mark: int) -> None:
        super().__init__(bakery, mark)
        self.name, self.seen = name, 0
        self.outbox: list[Envelope] = []
        self.images: dict[Key, Record] = {}
        self.acknowledged: set[str] = set()

    def issue(self, command: Command, actor: Actor) -> Receipt:
        """The green beep, at once; what it changed goes out later."""
        now, ident = self.bakery.machine.at, self.bakery.machine.next_id()
        outcome = decide(command, self.rows, Context(ident, now, actor, self.name))
        if isinstance(outcome, Accepted):
            self.keep_images(touched(outcome, ident))
        receipt = self.bakery.do(command, actor, terminal=self.name, at=now, command_id=ident)
        if receipt.status in ("applied", "merged"):
            self.outbox.append(Envelope(ident, command, actor, now, self.name))
            self.acknowledged.add(ident)
        return receipt

    def keep_images(self, keys: Iterable[Key]) -> None:
        """The authority's row, from before the first guess about it."""
        for key in keys:
            if key not in self.images:
                self.images[key] = self.take(key)

    def exchange(self, authority: Authority, most: int, *, answer_lost: bool = False) -> None:
        """Pushes the first commands of the outbox and takes in what moved, unless the answer is lost."""
        for envelope in self.outbox[:most]:
            authority.rule(envelope)
        if not answer_lost:
            self.absorb(authority, authority.since(self.seen))

    def absorb(self, authority: Authority, news: Sequence[tuple[Key, Record]]) -> None:
        """Base images back, the authority's rows over them, then once more what is not settled: in one transaction."""
        with self.database.transaction():
            self.restore()
            for key, record in news:
                self.put(key, record)
            self.seen = authority.version
            self.outbox = [e for e in self.outbox if not authority.knows(e.command_id)]
            for envelope in self.outbox:
                self.replay(envelope)

    def restore(self) -> None:
        """Every guess is taken back."""
        for key, image in self.images.items():
            self.put(key, image)
        self.images.clear()

    def replay(self, envelope: Envelope) -> None:
        """The guess once more, on other rows; nothing is printed."""
        ctx = Context(envelope.command_id, envelope.at, envelope.actor, envelope.terminal, settling=True)
        outcome = decide(envelope.command, self.rows, ctx)
        if isinstance(outcome, Refused):
            return
        self.keep_images(touched(outcome, envelope.command_id))
        execute(self.database, outcome, ctx)
