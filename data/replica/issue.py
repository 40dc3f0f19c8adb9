"""Issue a command here and now: decide, write, journal, one commit; only then may anything turn green."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.core import hlc
from data.core.actor import Actor
from data.core.command import Command, Context
from data.core.envelope import JournalEntry, Stamp
from data.core.outcome import Accepted, Outcome, Put, Refused
from data.core.packed import pack
from data.exchange.lease import has_ended
from data.exchange.marks import WatchedRows
from data.exchange.node import REPLAY, node_of
from data.exchange.ruling import remember
from data.exchange.travelling import touched
from data.exchange.values import Node
from data.kitchen.ticket import Ticket
from data.store.catalogue import decide
from data.store.database import Database, StoredRows
from data.store.execute import apply, execute, run_jobs
from data.store.kinds import kind_of

HUB_NOT_HEARD = (
    "Not heard from the hub for 7 days: people, products and settings can be read, not changed, until it is heard"
)
_LAST = "SELECT seq, command_id, hlc FROM journal WHERE origin = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where commands come from: the terminal, and the origin of its chain."""

    terminal_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a command. `status`: applied, noop, merged, refused or confirm; the first three are durable."""

    command_id: str
    status: str
    code: str
    says: str
    ticket_ids: tuple[str, ...] = ()
    order_id: str | None = None
    tickets: tuple[Ticket, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the command holds (or held already)."""
        return self.status in ("applied", "noop", "merged")


def issue(
    database: Database, seat: Seat, actor: Actor, command: Command, stamp: Stamp, beside: Iterable[Put] = ()
) -> Receipt:
    """Raises NotRecorded when the disk did not take it. The same command id again answers its recorded result.
    `beside` are rows that are to be at the authority alone, written with a command that changed something (a raw
    payload); the agent hands them over.
    """
    with database.transaction():
        known = StoredRows(database).get(JournalEntry, stamp.command_id)
        if known is not None:
            return _recorded(known)
        ctx = Context(stamp.command_id, stamp.at, actor, seat.terminal_id)
        node = node_of(database)
        if node is not None and node.id == REPLAY:
            return _receipt(Refused("seen_again", "This is a day seen again: nothing is done in it"), stamp.command_id)
        if command.relied_on and has_ended(database, stamp.boot_id, stamp.mono_ns // 1_000_000, stamp.at):
            return _receipt(Refused("hub_not_heard", HUB_NOT_HEARD), stamp.command_id)
        rows = WatchedRows(database) if node is not None and node.upstream else StoredRows(database)
        outcome = decide(command, rows, ctx)
        if isinstance(outcome, Refused) and outcome.confirm:
            return _receipt(outcome, stamp.command_id)
        entry = _entry(database, seat, node, command, outcome, ctx, stamp)
        if isinstance(outcome, Accepted):
            if isinstance(rows, WatchedRows) and entry.seq is not None:
                remember(database, entry.seq, rows.asked, touched(outcome, ctx.command_id))
            execute(database, outcome, ctx)
            run_jobs(database, outcome, ctx)
            _lay(database, () if outcome.status == "noop" else beside)
        apply(database, Put(entry))
    return _receipt(outcome, stamp.command_id)


def _lay(database: Database, beside: Iterable[Put]) -> None:
    """Rows that name their own content: a payload that went and came back is here already."""
    for put in beside:
        kind = kind_of(type(put.row))
        if StoredRows(database).get(type(put.row), *(getattr(put.row, name) for name in kind.key)) is None:
            apply(database, put)


def _entry(
    database: Database,
    seat: Seat,
    node: Node | None,
    command: Command,
    outcome: Outcome,
    ctx: Context,
    stamp: Stamp,
) -> JournalEntry:
    moved = isinstance(outcome, Accepted) and outcome.status != "noop"
    # Whoever sits here, an enrolled machine has one chain: a copy of it that was found out has another.
    origin = seat.origin if node is None else node.origin
    last = database.rows(_LAST, (origin,))
    seq, prev_id, reading = last[0] if last else (0, None, 0)
    receipt = _receipt(outcome, stamp.command_id)
    undo = outcome.undo if isinstance(outcome, Accepted) and command.undoable else None
    return JournalEntry(
        command_id=stamp.command_id,
        origin=origin,
        seq=seq + 1 if moved else None,
        prev_id=prev_id if moved else None,
        name=command.name,
        v=command.version,
        args=pack(command.to_args()),
        actor_id=ctx.actor.staff_id,
        actor_name=ctx.actor.name,
        actor_role=ctx.actor.role.value,
        terminal_id=seat.terminal_id,
        issued_at=stamp.at,
        hlc=hlc.after(reading, stamp.at),
        boot_id=stamp.boot_id,
        mono_ns=stamp.mono_ns,
        session=ctx.actor.session,
        status=receipt.status,
        code=receipt.code,
        says=receipt.says,
        ticket_id=next(iter(receipt.ticket_ids), None),
        order_id=receipt.order_id,
        undoable=undo is not None,
        undo=None if undo is None else pack(dict(undo)),
        undone_by=None,
        settled=not (moved and node is not None and node.upstream),
    )


def _receipt(outcome: Outcome, command_id: str) -> Receipt:
    if isinstance(outcome, Refused):
        status = "confirm" if outcome.confirm else "refused"
        touched = (outcome.ticket_id,) if outcome.ticket_id else ()
        return Receipt(command_id, status, outcome.code, outcome.says, touched)
    return Receipt(
        command_id,
        outcome.status,
        outcome.code,
        outcome.says,
        outcome.ticket_ids,
        outcome.order_id,
        outcome.tickets,
    )


def _recorded(entry: JournalEntry) -> Receipt:
    touched = (entry.ticket_id,) if entry.ticket_id else ()
    return Receipt(entry.command_id, entry.status, entry.code, entry.says, touched, entry.order_id)
