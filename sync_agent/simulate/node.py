"""A node in a shift: its disk, its clocks, whom it asks and whom it answers."""

from __future__ import annotations

from random import Random

from data.core.actor import Actor
from data.core.command import Command
from data.exchange.chain import rekey
from data.exchange.message import Answer, Request
from data.exchange.node import become, change, node_of, packed_scopes
from data.exchange.values import Node
from data.ledger.serve import serve
from data.replica.asking import request
from data.replica.issue import Receipt, Seat, issue
from data.replica.rebase import Absorbed, absorb
from sync_agent.simulate.disk import Disk
from sync_agent.simulate.machine import Machine

AUTHORITY, RELAY, TERMINAL = "authority", "relay", "terminal"


class SimNode:
    """`kind` authority, relay or terminal; `above` is the name of the node that it asks."""

    def __init__(
        self, name: str, kind: str, image: bytes, machine: Machine, dice: Random, scopes: tuple[str, ...]
    ) -> None:
        """Enrols itself in an empty or founded database."""
        self.name, self.kind, self.machine, self.scopes = name, kind, machine, scopes
        self.terminal = name
        self.above: str | None = None
        self.up = True
        self._dice = dice
        self.disk = Disk(image)
        self.enrol()

    @classmethod
    def of_disk(cls, name: str, twin: SimNode) -> SimNode:
        """A copy of a node, enrolled as what it was copied from."""
        made = cls.__new__(cls)
        made.name, made.kind, made.scopes, made.above, made.up = name, twin.kind, twin.scopes, twin.above, True
        made._dice, made.terminal = twin._dice, twin.terminal
        made.machine = Machine(twin._dice, twin.machine.true, twin.machine.error_ms)
        made.disk = Disk(twin.disk.image())
        return made

    def enrol(self) -> None:
        """First papers, on a disk that has none."""
        with self.disk.transaction():
            become(self.disk, self._node())

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
        return request(self.disk, most, boot_id=self.machine.boot_id, mono_ns=self.machine.mono_ns())

    def answer(self, asked: Request) -> Answer:
        """As the upper side."""
        return serve(self.disk, asked, self.fresh, self.machine.now())

    def absorb(self, answer: Answer) -> Absorbed:
        """As the lower side."""
        return absorb(self.disk, answer, self.fresh)

    def enrol_again(self) -> None:
        """New papers, a new chain; what waits goes up under it."""
        with self.disk.transaction():
            node = node_of(self.disk)
            if node is not None:
                rekey(self.disk, node, self.fresh())

    def told_of_restore(self) -> None:
        """A hub that was restored with our tool begins a new epoch."""
        with self.disk.transaction():
            node = node_of(self.disk)
            if node is not None:
                change(self.disk, node, epoch=self.fresh())

    def restart_if_cut(self) -> None:
        """After a cut that nobody was there to see."""
        if self.disk.dead:
            self.restart()

    def restart(self, image: bytes | None = None) -> None:
        """After a cut, or with another disk."""
        self.disk = Disk(self.disk.image() if image is None else image)
        self.machine.boot()
