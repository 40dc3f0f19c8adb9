"""Is every command in a store there with all it wrote, or not at all? Read with plain sqlite3, told in sentences."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from data.kitchen.algebra import Facts
from data.kitchen.fact import StageFact
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.orders.order import Order
from data.orders.status import status_of
from data.store.kinds import kind_of

_WRITTEN_BY_COMMANDS = ("stage_fact", "stage_events", "event_log", "inventory_txn", "label_job")

_ORPHANS = "SELECT command_id FROM {table} WHERE command_id NOT IN (SELECT command_id FROM journal)"

_ACCEPTED = "SELECT j.command_id, j.name, j.ticket_id FROM journal j WHERE j.seq IS NOT NULL "
_WITHOUT_EVENT = _ACCEPTED + (
    "AND NOT EXISTS (SELECT 1 FROM stage_events e WHERE e.command_id = j.command_id) "
    "AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.command_id = j.command_id)"
)
_WITHOUT_FACT = _ACCEPTED + (
    "AND j.name IN ('complete_filling', 'complete_covering', 'complete_decorating', 'complete_packing') "
    "AND NOT EXISTS (SELECT 1 FROM stage_fact f WHERE f.command_id = j.command_id AND f.ticket_id = j.ticket_id)"
)
_WITHOUT_LABEL = _ACCEPTED + (
    "AND j.name = 'complete_packing' AND NOT EXISTS (SELECT 1 FROM label_job l WHERE l.command_id = j.command_id)"
)
_WITHOUT_PAYLOAD = _ACCEPTED + (
    "AND j.name = 'ingest_order' AND NOT EXISTS (SELECT 1 FROM order_payload p WHERE p.order_id = j.order_id)"
)
_UNDONE_BY_NOBODY = _ACCEPTED + "AND j.undone_by NOT IN (SELECT command_id FROM journal)"
_NOT_TAKEN_BACK = _ACCEPTED + (
    "AND j.undone_by IS NOT NULL AND EXISTS (SELECT 1 FROM stage_fact f WHERE f.command_id = j.command_id) "
    "AND NOT EXISTS (SELECT 1 FROM stage_fact f WHERE f.retracts = j.command_id AND f.command_id = j.undone_by)"
)
_HALVES = {
    "has no event": _WITHOUT_EVENT,
    "has no fact": _WITHOUT_FACT,
    "has no label": _WITHOUT_LABEL,
    "has no payload": _WITHOUT_PAYLOAD,
    "was undone by a command that is not there": _UNDONE_BY_NOBODY,
    "was undone, but its fact still stands": _NOT_TAKEN_BACK,
}

_CHAIN = "SELECT origin, seq, prev_id, command_id FROM journal WHERE seq IS NOT NULL ORDER BY origin, seq"
_STOCK = (
    "SELECT id FROM inventory_items i WHERE (on_hand, reserved) <> (SELECT coalesce(sum(on_hand_delta), 0), "
    "coalesce(sum(reserved_delta), 0) FROM inventory_txn t WHERE t.item_id = i.id)"
)


def opened(file: Path) -> closing[sqlite3.Connection]:
    """A connection of our own; what it recovers is looked at and thrown away, so it need not be synced."""
    connection = sqlite3.connect(file, isolation_level=None)
    with suppress(sqlite3.DatabaseError):  # a damaged file is for `complaints` to tell of
        connection.execute("PRAGMA synchronous = OFF")
    return closing(connection)


def complaints(db: sqlite3.Connection) -> list[str]:
    """Everything that is damaged or half there; empty for a whole store."""
    try:
        damage = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return damage or [*_half_commands(db), *_broken_chains(db), *_wrong_projections(db)]
    except sqlite3.DatabaseError as trouble:
        return [str(trouble)]


def commands(db: sqlite3.Connection) -> dict[str, str | None]:
    """The ticket of every command in the journal that was accepted."""
    return dict(db.execute("SELECT command_id, ticket_id FROM journal WHERE status IN ('applied', 'merged', 'noop')"))


def lost(db: sqlite3.Connection, acknowledged: Iterable[tuple[str, str | None]]) -> list[str]:
    """The acknowledged (command, ticket) pairs that the store does not have."""
    kept = commands(db)
    return [command for command, ticket in acknowledged if command not in kept or kept[command] != ticket]


def _half_commands(db: sqlite3.Connection) -> Iterator[str]:
    for table in _WRITTEN_BY_COMMANDS:
        for (command,) in db.execute(_ORPHANS.format(table=table)):
            yield f"{table} has a row of {command}, which is not in the journal"
    for what, sql in _HALVES.items():
        for command, name, _ in db.execute(sql):
            yield f"{name} {command} {what}"


def _broken_chains(db: sqlite3.Connection) -> Iterator[str]:
    last: dict[str, tuple[int, str | None]] = defaultdict(lambda: (0, None))
    for origin, seq, prev_id, command in db.execute(_CHAIN):
        if (seq - 1, prev_id) != last[origin]:
            yield f"{command} is number {seq} after number {last[origin][0]}"
        last[origin] = (seq, command)


def _wrong_projections(db: sqlite3.Connection) -> Iterator[str]:
    facts: dict[str, list[StageFact]] = defaultdict(list)
    for fact in _all(db, StageFact):
        facts[fact.ticket_id].append(fact)
    tickets: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in _all(db, Ticket):
        tickets[ticket.order_id].append(ticket)
        stage = Facts(facts[ticket.id]).stage(ticket.stages, ticket.cycle)
        if ticket.stage != stage or ticket.in_queue != (stage != COMPLETE):
            yield f"{ticket.code} stands at {ticket.stage}, its facts say {stage}"
    for order in _all(db, Order):
        status = status_of(order, tickets[order.id])
        if order.status != status:
            yield f"{order.human_id} is {order.status}, its tickets say {status}"
    for (item,) in db.execute(_STOCK):
        yield f"the stock of {item} is not the sum of its movements"


def _all(db: sqlite3.Connection, kind: type[Any]) -> Iterator[Any]:
    stored = kind_of(kind)
    return (stored.row(record) for record in db.execute(stored.select))
