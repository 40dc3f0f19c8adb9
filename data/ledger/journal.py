"""What a node writes down of a command from below: it may have to hand it on, and it must know it again."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant
from data.core.command import Command
from data.core.envelope import JournalEntry
from data.core.frozen import altered
from data.core.outcome import Accepted, Outcome, Put
from data.core.packed import pack
from data.exchange.chain import last
from data.exchange.message import Result, Sent
from data.exchange.timing import Timing
from data.exchange.values import Node
from data.ledger.seals import Log, seal_of
from data.store.catalogue import command_class
from data.store.database import Database
from data.store.execute import apply


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command stands in a chain, `seq` None for one that changed nothing; `settled` where nobody has a word
    after this node's, and then `log` is what it is sealed in. `timing` is of one that came from elsewhere."""

    chain: str
    seq: int | None
    prev_id: str | None
    settled: bool
    log: Log | None = None
    timing: Timing | None = None


def place_of(database: Database, node: Node, command: Sent, origin: str, log: Log, timing: Timing | None) -> Place:
    """At the authority its place in the chain it came in; on the way there the next one of this node's own chain."""
    if not node.upstream:
        return Place(origin, command.seq, command.prev_id, settled=True, log=log, timing=timing)
    end, prev_id = last(database, node.origin)
    return Place(node.origin, end + 1, prev_id, settled=False)


def write_down(
    database: Database, place: Place, command: Sent, result: Result, outcome: Outcome | None, received_at: Instant
) -> None:
    """The command, its place, when it was, and what became of it; the authority keeps when it came, and seals it."""
    accepted, timing = outcome if isinstance(outcome, Accepted) else None, place.timing
    cls: type[Command] = command_class(command.name)
    undo = accepted.undo if accepted and cls.undoable else None
    entry = JournalEntry(
        command_id=command.command_id,
        origin=place.chain,
        seq=place.seq,
        prev_id=place.prev_id,
        name=command.name,
        v=command.v,
        args=command.args,
        actor_id=command.actor_id,
        actor_name=command.actor_name,
        actor_role=command.actor_role,
        terminal_id=command.terminal_id,
        issued_at=command.issued_at,
        hlc=command.hlc,
        boot_id=command.boot_id,
        mono_ns=command.mono_ns,
        session=command.session,
        status=result.status,
        code=result.code,
        says=result.says,
        ticket_id=next(iter(accepted.ticket_ids), None) if accepted else None,
        order_id=accepted.order_id if accepted else None,
        undoable=undo is not None,
        undo=None if undo is None else pack(dict(undo)),
        undone_by=None,
        settled=place.settled,
        received_at=received_at if place.settled else None,
        occurred_at=timing.occurred_at if timing else None,
        skew_ms=timing.skew_ms if timing else None,
    )
    log = place.log if place.seq is not None else None
    if log is not None:
        entry = altered(entry, seal=seal_of(log.seal, entry))
    apply(database, Put(entry))
    if log is not None:
        log.seal = entry.seal
