"""What a scan means at a station: the command that follows from where the ticket stands."""

from __future__ import annotations

from data.core.command import Command
from data.kitchen.stages import COMPLETE, COVERING, DECORATING, FILLING, PACKING
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking

_COMPLETES = {FILLING: CompleteFilling, COVERING: CompleteCovering, DECORATING: CompleteDecorating}


def command_for(ticket: Ticket, station: str, terminal_id: str, *, confirmed: bool = False) -> Command:
    """The first scan at Packing starts it, the second completes it; a bench that did not start it is asked first."""
    if station != PACKING:
        return _COMPLETES[station](ticket.id, ticket.cycle, confirmed)
    started_here = ticket.packing_start_terminal == terminal_id or confirmed
    if ticket.stage == COMPLETE or (ticket.packing_start_ts is not None and started_here):
        return CompletePacking(ticket.id, ticket.cycle, confirmed)
    return StartPacking(ticket.id, ticket.cycle, confirmed)
