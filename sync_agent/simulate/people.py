"""What people do at a terminal, by dice: mostly the next right scan, often enough something that will be contested."""

from __future__ import annotations

from random import Random

from data.core.actor import Actor
from data.core.command import Command
from data.core.packed import pack
from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking, CompleteStage
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, SetStorage
from data.line.undo import Undo
from data.line.unknown import RecordUnknownScan
from data.notices.notice import Notice
from data.orders.cancelling import CancelOrder
from data.orders.editing import ModifyOrder
from data.orders.handover import HandOverOrder
from data.organization.printer import AddPrinter, RemovePrinter
from data.stock.commands import CountStock, ReceiveStock, WasteStock
from data.store.database import StoredRows
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.world import OWNER, staff_of

_COMPLETES: dict[str, type[CompleteStage]] = {
    "Filling": CompleteFilling,
    "Covering": CompleteCovering,
    "Decorating": CompleteDecorating,
    "Packing": CompletePacking,
}


class Person:
    """Works at a node's terminal in one store."""

    def __init__(self, dice: Random) -> None:
        """Remembers what was done where, to take it back."""
        self._dice = dice
        self.may_be_new = False
        """Whether there are machines of the later release about."""
        self._done: dict[str, tuple[str, Actor]] = {}

    def did(self, node: SimNode, command_id: str, who: Actor) -> None:
        """The last thing that counted."""
        self._done[node.name] = (command_id, who)

    def next_command(self, node: SimNode, store: str) -> tuple[Command, Actor] | None:
        """Something to do, and who does it; None where there is nothing."""
        dice, rows = self._dice, StoredRows(node.disk)
        tickets = rows.where(Ticket, store_id=store)
        if not tickets:
            return None
        who = dice.choice(staff_of(store))
        supervisor = staff_of(store)[2]
        roll = dice.random()
        if roll < 0.45:
            open_tickets = [t for t in tickets if t.stage != "Complete"] or list(tickets)
            return _next_scan(dice.choice(open_tickets)), who
        if roll < 0.55 and node.name in self._done:
            target, doer = self._done[node.name]
            return Undo(target), doer
        ticket = dice.choice(tickets)
        if roll < 0.70:
            return self._ahead(ticket), supervisor
        if roll < 0.78:
            return self._stock(store), supervisor
        if roll < 0.785:
            return self._printer(node), OWNER
        if roll < 0.82:
            return self._office(ticket), supervisor
        return self._bench(node, rows, store, ticket, who)

    def _ahead(self, ticket: Ticket) -> Command:
        stage = self._dice.choice(tuple(_COMPLETES))
        return _COMPLETES[stage](ticket.id, ticket.cycle, ahead=True)

    def _stock(self, store: str) -> Command:
        item = self._dice.choice((f"milk-{store}", f"box-{store}"))
        made = self._dice.choice((ReceiveStock, WasteStock, WasteStock, CountStock))
        return made(item, self._dice.randrange(1, 40), "by dice")

    def _printer(self, node: SimNode) -> Command:
        name = self._dice.choice(("front", "back"))
        if self._dice.random() < 0.3:
            return RemovePrinter(node.terminal, name)
        return AddPrinter(node.terminal, name, f"tcp:192.168.1.{self._dice.randrange(50, 60)}", "receipt-80")

    def _office(self, ticket: Ticket) -> Command:
        if self._dice.random() < 0.4:
            return CancelOrder(ticket.order_id, "never mind")
        due = f"2026-12-{self._dice.randrange(1, 29):02d}"
        return ModifyOrder(ticket.order_id, pack({"due_date": due}), "moved")

    def _bench(self, node: SimNode, rows: StoredRows, store: str, ticket: Ticket, who: Actor) -> tuple[Command, Actor]:
        dice = self._dice
        notices = [n for n in rows.where(Notice, store_id=store) if n.open]
        supervisor = staff_of(store)[2]
        chances: list[tuple[Command, Actor]] = [
            (StartPacking(ticket.id, ticket.cycle, ahead=True), supervisor),
            (QcReturnToDecorating(ticket.id, "a crack", ticket.cycle), supervisor),
            (SetStorage(ticket.id, f"Shelf {dice.randrange(3)}"), who),
            (PrintBarcode(ticket.id), who),
            (HandOverOrder(ticket.order_id), who),
            (RecordUnknownScan(store, f"{ticket.code[0]}{dice.randrange(70_000, 79_999)}A", "Filling"), who),
        ]
        if node.release > 1 or not self.may_be_new:
            chances += [(AssignStaff(ticket.id, who.staff_id), who)]
        if notices:
            chances += [(Acknowledge(dice.choice(notices).id), who)] * 2
        return dice.choice(chances)


def _next_scan(ticket: Ticket) -> Command:
    if ticket.stage == "Complete":
        return HandOverOrder(ticket.order_id)
    if ticket.stage == "Packing" and ticket.packing_start_ts is None:
        return StartPacking(ticket.id, ticket.cycle)
    return _COMPLETES[ticket.stage](ticket.id, ticket.cycle)
