"""A ticket's way down the line, as a person who always scans right would take it."""

from __future__ import annotations

from data.core.actor import Actor
from data.core.command import Command
from data.kitchen.stages import COMPLETE, PACKING
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking, CompleteStage
from data.line.packing import StartPacking
from data.replica.issue import Receipt
from tests.support.bakery import Bakery
from tests.support.cast import ANA

COMPLETES: dict[str, type[CompleteStage]] = {
    "Filling": CompleteFilling,
    "Covering": CompleteCovering,
    "Decorating": CompleteDecorating,
    "Packing": CompletePacking,
}


def to_stage(bakery: Bakery, ticket: Ticket) -> Command:
    """The scan that comes next for a ticket, as it stands now."""
    now = bakery.rows.get(Ticket, ticket.id)
    assert now is not None
    if now.stage == PACKING and now.packing_start_ts is None:
        return StartPacking(now.id, now.cycle)
    return COMPLETES[now.stage](now.id, now.cycle)


def advance(bakery: Bakery, ticket: Ticket, stage: str, by: Actor = ANA) -> Ticket:
    """Scans until the ticket stands at a stage."""
    while True:
        now = bakery.rows.get(Ticket, ticket.id)
        assert now is not None
        if now.stage == stage:
            return now
        bakery.must(to_stage(bakery, now), by)


def complete_all(bakery: Bakery, *tickets: Ticket) -> Receipt | None:
    """Scans these tickets to Complete."""
    for ticket in tickets:
        advance(bakery, ticket, COMPLETE)
    return None
