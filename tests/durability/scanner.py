"""Somebody at a bench who never rests: commands at random through the product's own desk, each acknowledged to us."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from data.core.envelope import Stamp
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.line.quality import QcReturnToDecorating
from data.store.database import StoredRows
from data.store.machine import ThisMachine
from kitchen_tui.desk import Desk
from kitchen_tui.verdict import ACCEPTED
from tests.durability import bakery

Acknowledge = Callable[[str, str | None], None]
"""Told the command and its ticket, after the product said yes."""


class Unexpected(AssertionError):
    """The product said no to something it had to take."""


class Stamps(ThisMachine):
    """The real clocks; remembers the id of the last command."""

    command_id = ""

    def stamp(self) -> Stamp:
        stamp = super().stamp()
        self.command_id = stamp.command_id
        return stamp


class Scanner:
    """Works on tickets at random: down the line, back from quality control, a scan taken back, a code nobody knows."""

    def __init__(self, desk: Desk, seed: int, acknowledge: Acknowledge, *, tidying: float = 0.06) -> None:
        """One that was given `seed` takes in the orders from 100,000 + 1,000 * seed on; it tidies that often itself."""
        self.desk, self.random, self.acknowledge, self.tidying = desk, Random(seed), acknowledge, tidying
        self.desk.machine = self.stamps = Stamps()
        self.tickets = [row[0] for row in desk.database.rows("SELECT id FROM ticket ORDER BY id")]
        self.new_orders = iter(range(100_000 + 1_000 * seed, 101_000 + 1_000 * seed))

    def work(self) -> None:
        """One thing of what happens at a bench; raises Unexpected when it is not taken."""
        dice = self.random.random()
        if dice < 0.03:
            receipt = bakery.take_in(self.desk.database, next(self.new_orders))
            self.acknowledge(receipt.command_id, receipt.ticket_ids[0])
        elif dice < 0.06:
            verdict = self.desk.scan("B99999A", "Filling", bakery.OLIVE)
            self._said(verdict.code == "unknown", None, verdict)
        elif dice < 0.06 + self.tidying:
            self.desk.database.tidy(always=True)
        else:
            self._next_step(self.random.choice(self.tickets))

    def _next_step(self, ticket_id: str) -> None:
        """What the ticket waits for; a finished cake goes back to Decorating, so there is always work."""
        ticket = StoredRows(self.desk.database).get(Ticket, ticket_id)
        assert ticket is not None
        if ticket.stage == COMPLETE:
            receipt = self.desk.do(QcReturnToDecorating(ticket.id, "cracked", ticket.cycle), bakery.OLIVE)
            self._said(receipt.status == "applied", ticket.id, receipt)
            return
        verdict = self.desk.scan(ticket.code, ticket.stage, bakery.OLIVE)
        self._said(verdict.verdict == ACCEPTED, ticket.id, verdict)
        if self.random.random() < 0.1:
            verdict = self.desk.undo(bakery.OLIVE)
            self._said(verdict.verdict == ACCEPTED, ticket.id, verdict)

    def _said(self, yes: bool, ticket_id: str | None, answer: object) -> None:
        if not yes:
            raise Unexpected(answer)
        self.acknowledge(self.stamps.command_id, ticket_id)
