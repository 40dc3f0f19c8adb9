"""What people do in the demo, each a beat of its story: when it happened, and what is to be issued then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.core.clock import Instant
from data.core.command import Command
from data.core.packed import pack
from data.kitchen.stages import PACKING
from data.line.acknowledge import Acknowledge
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.scan import command_for
from data.line.stops import open_stops
from data.line.tend import AssignStaff, OverridePriority, SetStorage
from data.line.undo import WINDOW, Undo
from data.line.unknown import RecordUnknownScan
from data.orders.cancelling import CancelOrder
from data.orders.editing import ModifyOrder
from data.orders.handover import HandOverOrder, ReturnOrder
from data.questions.find import last_undoable
from kitchen_tui.demo.kitchen import BrokenDemo, Kitchen
from kitchen_tui.demo.people import Hand

Deed = Callable[[Kitchen, Instant], None]


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happened."""

    at: Instant
    deed: Deed


def by(who: Hand, command: Callable[[Kitchen, Instant], Command]) -> Deed:
    """Somebody gives the command that follows from the rows as they are then."""

    def deed(kitchen: Kitchen, at: Instant) -> None:
        kitchen.do(at, who.actor, command(kitchen, at))

    return deed


def arrival(store_id: str, raw: bytes) -> Deed:
    """A shop sends something."""
    return lambda kitchen, at: kitchen.arrive(at, store_id, raw)


def plain(who: Hand, command: Command) -> Deed:
    """A command that asks for no row first."""
    return by(who, lambda kitchen, at: command)


def label(who: Hand, code: str) -> Deed:
    """Prints a ticket's label."""
    return by(who, lambda kitchen, at: PrintBarcode(kitchen.ticket(code).id))


def scan(who: Hand, code: str, station: str, *, ahead: bool = False) -> Deed:
    """Scans a ticket at a station, as the desk would; `ahead` says yes to its question."""

    def command(kitchen: Kitchen, at: Instant) -> Command:
        return command_for(kitchen.ticket(code), station, kitchen.seat.terminal_id, confirmed=ahead)

    return by(who, command)


def send_back(who: Hand, code: str, reason: str) -> Deed:
    """Quality control: back to Decorating."""

    def command(kitchen: Kitchen, at: Instant) -> Command:
        ticket = kitchen.ticket(code)
        return QcReturnToDecorating(ticket.id, reason, ticket.cycle)

    return by(who, command)


def assign(who: Hand, code: str, to: Hand, note: str | None = None) -> Deed:
    """Gives a ticket to a person."""
    return by(who, lambda kitchen, at: AssignStaff(kitchen.ticket(code).id, to.staff_id, note))


def put_away(who: Hand, code: str, place: str) -> Deed:
    """Says where a ticket stands."""
    return by(who, lambda kitchen, at: SetStorage(kitchen.ticket(code).id, place))


def prioritise(who: Hand, code: str, priority: int) -> Deed:
    """Sets a priority by hand."""
    return by(who, lambda kitchen, at: OverridePriority(kitchen.ticket(code).id, priority))


def take_back(who: Hand) -> Deed:
    """Undoes the person's last action."""

    def command(kitchen: Kitchen, at: Instant) -> Command:
        target = last_undoable(kitchen.database, who.staff_id, at - WINDOW)
        if target is None:
            raise BrokenDemo(f"{who.name} has nothing to undo")
        return Undo(target)

    return by(who, command)


def rewrite(who: Hand, code: str, writing: str, reason: str) -> Deed:
    """Changes what is to be written on an order's only ticket."""

    def command(kitchen: Kitchen, at: Instant) -> Command:
        changes = {"lines": {kitchen.ticket(code).line_id: {"writing": writing}}}
        return ModifyOrder(kitchen.order(code).id, pack(changes), reason)

    return by(who, command)


def cancel(who: Hand, code: str, reason: str) -> Deed:
    """Cancels an order."""
    return by(who, lambda kitchen, at: CancelOrder(kitchen.order(code).id, reason))


def see(who: Hand, code: str) -> Deed:
    """Acknowledges the stop of a ticket."""
    return by(who, lambda kitchen, at: Acknowledge(open_stops(kitchen.rows, kitchen.ticket(code).id)[0].id))


def hand_over(who: Hand, code: str) -> Deed:
    """The customer has it."""
    return by(who, lambda kitchen, at: HandOverOrder(kitchen.order(code).id))


def give_back(who: Hand, code: str, reason: str, amount: int) -> Deed:
    """An order comes back; `amount` in cents."""
    return by(who, lambda kitchen, at: ReturnOrder(kitchen.order(code).id, reason, amount))


def mystery(who: Hand, store_id: str, code: str, station: str = PACKING) -> Deed:
    """Scans a code that nothing matches."""
    return plain(who, RecordUnknownScan(store_id, code, station))
