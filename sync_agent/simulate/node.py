"""A node in a shift: its disk, its clocks, whom it asks and whom it answers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from data.core.actor import Actor
from data.core.command import Command
from data.exchange.message import Answer, Request
from data.exchange.node import become, change, node_of, packed_scopes
from data.exchange.values import Node
from data.ledger.seals import begin_seals
from data.ledger.serve import NotServed, Word, glance, serve_all
from data.replica.asking import request
from data.replica.chaining import new_chain
from data.replica.issue import Receipt, Seat, issue
from data.replica.rebase import Absorbed, absorb
from data.store.errors import StoreError
from sync_agent.hub.together import served
from sync_agent.link.batch import named_in
from sync_agent.simulate.burning import SimDisk
from sync_agent.simulate.machine import Machine
from sync_agent.simulate.releases import NEW, SPEAKING

AUTHORITY, RELAY, TERMINAL = "authority", "relay", "terminal"


class SimNode:
    """`kind` authority, relay or terminal; `above` is the name of the node that it asks."""

    def __init__(
        self, name: str, kind: str, disk: SimDisk, machine: Machine, dice: Random, scopes: tuple[str, ...]
    ) -> None:
        """Stands on a disk that may have papers already."""
        self.name, self.kind, self.disk, self.machine, self.scopes = name, kind, disk, machine, scopes
        self.terminal = name
        self.above: str | None = None
        self.up, self.release = True, NEW
        self._dice = dice

    def copy(self, name: str) -> SimNode:
        """A second machine from this disk, enrolled as what it was copied from."""
        machine = Machine(self._dice, self.machine.true, self.machine.error_ms)
        twin = SimNode(name, self.kind, self.disk.again(self.disk.image()), machine, self._dice, self.scopes)
        twin.above, twin.terminal, twin.release = self.above, self.terminal, self.release
        return twin

    def enrol(self) -> None:
        """First papers, on a disk that has none."""
        with self.disk.transaction():
            node = self._node()
            become(self.disk, node)
            if self.kind == AUTHORITY:
                begin_seals(self.disk, node.id)

    def _node(self) -> Node:
        above, below = self.kind != AUTHORITY, self.kind != TERMINAL
        return Node(
            id=self.terminal,
            terminal_id=self.terminal,
            origin=self.fresh(),
            final=0,
            heard="",
            upstream=above,
            feeds=below,
            epoch=self.fresh() if below else "",
            scopes=packed_scopes(self.scopes),
        )

    def fresh(self) -> str:
        """128 bits of this shift's chance."""
        return f"{self._dice.getrandbits(128):032x}"

    def issue(self, command: Command, who: Actor, terminal: str) -> Receipt:
        """A scan here; raises what the product raises, and PowerCutError."""
        return issue(self.disk, Seat(terminal, ""), who, command, self.machine.stamp())

    def ask(self, most: int) -> Request:
        """The next exchange."""
        machine, feeds = self.machine, self.kind == RELAY
        now = machine.now() if feeds else None
        return request(self.disk, most, boot_id=machine.boot_id, mono_ns=machine.mono_ns(), now=now)

    def answer(self, asked: Request) -> Answer:
        """As `answer_all`; raises NotServed and StoreError."""
        (word,) = self.answer_all([asked])
        if isinstance(word, Exception):
            raise word
        return word

    def answer_all(self, asked: Sequence[Request]) -> list[Word | StoreError]:
        """As the upper side, to those who came at once: what needs nothing to be written locks nobody out, the rest is
        done in one transaction. A word on each, or why there is none."""
        with SPEAKING.as_of(self.release, self.kind):
            seen = [self._seen(each) for each in asked]
            rest = [each for each, word in zip(asked, seen, strict=True) if word is None]
            words = iter(served(self._ruled, rest))
            return [_said(next(words)) if word is None else word for word in seen]

    def _seen(self, asked: Request) -> Word | StoreError | None:
        if asked.batch:
            return None
        try:
            with self.disk.snapshot():
                return glance(self.disk, asked, self.machine.now())
        except (NotServed, StoreError) as trouble:
            return trouble

    def _ruled(self, asked: Sequence[Request]) -> list[Word]:
        here = (self.machine.boot_id, self.machine.mono_ns())
        return self.disk.write(
            lambda database: serve_all(database, asked, self.fresh, self.machine.now(), here), named_in(asked)
        )

    def absorb(self, answer: Answer) -> Absorbed:
        """As the lower side."""
        with SPEAKING.as_of(self.release, self.kind):
            return absorb(self.disk, answer, self.fresh)

    def enrol_again(self) -> None:
        """New papers, a new chain; what waits goes up under it."""
        with self.disk.transaction():
            node = node_of(self.disk)
            if node is not None:
                new_chain(self.disk, node, self.fresh)

    def told_of_restore(self) -> None:
        """A hub that was restored with our tool begins a new epoch."""
        with self.disk.transaction():
            node = node_of(self.disk)
            if node is not None:
                change(self.disk, node, epoch=self.fresh())

    def restart(self) -> None:
        """After a cut."""
        self.disk = self.disk.again()
        self.machine.boot()

    def replace(self, disk: SimDisk) -> None:
        """Another disk in the same machine."""
        self.disk = disk
        self.machine.boot()


def _said(word: Word | Exception) -> Word | StoreError:
    """Raises what the product never says it raises."""
    if isinstance(word, Exception) and not isinstance(word, NotServed | StoreError):
        raise word
    return word
