"""A terminal at work in a process of its own, made to be killed: `python -m tests.durability.scanner_child FOLDER`.

Each line on its input is the seed of one life. The life is forked from here, where all is imported and no store was
ever opened, so it begins within milliseconds and opens the store as any new process does. It tells, unbuffered:
`BORN pid`, then `ACK command_id ticket_id` for each command, after the product said yes, then `GONE signal`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
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

HASTY = "--hasty"
NO_TICKET = "-"


class Stamps(ThisMachine):
    """The real clocks; remembers the last command's id, and tells of it too early when `hasty`."""

    def __init__(self, *, hasty: bool) -> None:
        super().__init__()
        self.hasty, self.command_id, self.about = hasty, "", NO_TICKET

    def stamp(self) -> Stamp:
        stamp = super().stamp()
        self.command_id = stamp.command_id
        if self.hasty:
            acknowledge(stamp.command_id, self.about)
        return stamp


class Scanner:
    """Works on tickets at random: down the line, back from quality control, a scan taken back, a code nobody knows."""

    def __init__(self, folder: Path, seed: int, *, hasty: bool) -> None:
        self.desk, self.random = Desk.at(folder), Random(seed)
        self.desk.machine = self.stamps = Stamps(hasty=hasty)
        self.tickets = [row[0] for row in self.desk.database.rows("SELECT id FROM ticket ORDER BY id")]
        self.new_orders = iter(range(100_000 + 1_000 * seed, 101_000 + 1_000 * seed))

    def work(self) -> None:
        """One thing of what happens at a bench."""
        dice = self.random.random()
        if dice < 0.03:
            receipt = bakery.take_in(self.desk.database, next(self.new_orders))
            acknowledge(receipt.command_id, receipt.ticket_ids[0])
        elif dice < 0.06:
            self.scan("B99999A", "Filling", "unknown", NO_TICKET)
        elif dice < 0.09:
            self.desk.database.tidy(always=True)
        else:
            self.next_step(self.random.choice(self.tickets))

    def next_step(self, ticket_id: str) -> None:
        """What the ticket waits for; a finished cake goes back to Decorating, so there is always work."""
        ticket = StoredRows(self.desk.database).get(Ticket, ticket_id)
        assert ticket is not None
        if ticket.stage == COMPLETE:
            self.stamps.about = ticket.id
            receipt = self.desk.do(QcReturnToDecorating(ticket.id, "cracked", ticket.cycle), bakery.OLIVE)
            self.accepted(receipt.status == "applied", ticket.id, receipt)
            return
        self.scan(ticket.code, ticket.stage, "applied", ticket.id)
        if self.random.random() < 0.1:
            verdict = self.desk.undo(bakery.OLIVE)
            self.accepted(verdict.verdict == ACCEPTED, ticket.id, verdict)

    def scan(self, code: str, station: str, expected: str, ticket: str) -> None:
        self.stamps.about = ticket
        verdict = self.desk.scan(code, station, bakery.OLIVE)
        self.accepted(verdict.code == expected or verdict.verdict == ACCEPTED, ticket, verdict)

    def accepted(self, yes: bool, ticket: str, said: object) -> None:
        """Tells of the last command: this line goes out when the product has answered, never before."""
        if not yes:
            tell(f"ODD {said}")
        elif not self.stamps.hasty:
            acknowledge(self.stamps.command_id, ticket)


def acknowledge(command_id: str, ticket_id: str) -> None:
    tell(f"ACK {command_id} {ticket_id}")


def tell(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def live(folder: Path, seed: int, *, hasty: bool) -> None:
    """One life; it ends by being killed, or oddly."""
    try:
        scanner = Scanner(folder, seed, hasty=hasty)
        while True:
            scanner.work()
    except BaseException as trouble:
        tell(f"ODD {trouble!r}")
    finally:
        os._exit(1)


def main(folder: Path, *, hasty: bool) -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(folder, int(line), hasty=hasty)
        tell(f"BORN {pid}")
        _, status = os.waitpid(pid, 0)
        tell(f"GONE {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), hasty=HASTY in sys.argv)
