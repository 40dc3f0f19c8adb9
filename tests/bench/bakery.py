"""Fills a store with as many tickets as a bench wants: one real order is taken in, the others are copies of its rows.

Every ticket has its order. Facts, history and journal of the newest `STORIED` done tickets are written too; more of
them would only make the file larger, for a scan reads by key.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from data.core.actor import Actor, Role
from data.core.envelope import JournalEntry
from data.core.ids import derived_id, order_id, ticket_id, uuid7
from data.kitchen.fact import OBSERVED, StageFact
from data.kitchen.history import StageEvent
from data.kitchen.stages import COMPLETE, STATIONS
from data.kitchen.ticket import Ticket
from data.orders.arrival import arrivals
from data.orders.order import COMPLETED, Order
from data.orders.tickets import number_sort
from data.organization.commands import AddStore, AddTerminal
from data.organization.store import Store
from data.people.commands import AddStaff, SetBadge
from data.replica.issue import Seat, issue
from data.store.database import StoredRows
from data.store.kinds import kind_of
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from kitchen_tui.home import make_store
from kitchen_tui.keys import badge_hash, new_badge

STORIED = 20_000
FIRST_NUMBER = 100_000
_SEAT = Seat("bench-terminal", "0" * 32)
_OWNER = Actor("bench-owner", "Olive", Role.OWNER)
_PRODUCTS = ("Chocolate Gelato Cake", "Red Velvet", "Opera", "Carrot Cake", "Lemon Tart", "Tiramisu", "Mud Cake")
_SIZES = ("Small", "Medium", "Large")
_FLAVOURS = ("Hazelnut", "Pistachio", "Vanilla", "Mango")
_DAY_MS = 86_400_000
_BATCH = 5_000


def fill(folder: Path, store_id: str, tickets: int, open_tickets: int) -> str:
    """Answers the badge of a member of staff."""
    database = make_store(folder)
    badge = _found(database, store_id)
    order, ticket = _first(database, store_id)
    database.close()
    with closing(sqlite3.connect(folder / "bakeline.sqlite3", isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        for name in ("orders", "ticket", "stage_fact", "stage_events", "journal", "event_log"):
            db.execute(
                f"DELETE FROM {name} WHERE store_id = ?" if name in ("orders", "ticket") else f"DELETE FROM {name}",
                (store_id,) if name in ("orders", "ticket") else (),
            )
        _insert(db, _rows(order, ticket, tickets, open_tickets))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return badge


def _found(database: SqliteDatabase, store_id: str) -> str:
    machine, badge = ThisMachine(), new_badge()
    for command in (
        AddStore(store_id, "Bench", "B", "Australia/Sydney", "AUD", "en_AU", _SIZES, "00" * 32),
        AddTerminal(_SEAT.terminal_id, store_id, 1, "Bench", "filling", _SEAT.origin),
        AddStaff("bench-staff", store_id, 101, "Ana", "STAFF"),
        SetBadge("bench-staff", badge_hash(badge)),
    ):
        issue(database, _SEAT, _OWNER, command, machine.stamp())
    return badge


def _first(database: SqliteDatabase, store_id: str) -> tuple[Order, Ticket]:
    rows = StoredRows(database)
    store = rows.get(Store, store_id)
    assert store is not None
    payload = {
        "id": 1,
        "order_number": 1,
        "currency": "AUD",
        "total_price": "89.00",
        "financial_status": "paid",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "note_attributes": [
            {"name": "Local Delivery Date and Time", "value": "2027-01-01 between 10:00 AM and 12:00 PM"},
            {"name": "Delivery Method", "value": "Pickup"},
        ],
        "customer": {"first_name": "Mira", "last_name": "Okafor"},
        "line_items": [
            {
                "id": 1,
                "title": "Cake",
                "variant_title": "Small / Vanilla",
                "quantity": 1,
                "price": "89.00",
                "product_id": 1,
                "properties": [{"name": "Writing on cake", "value": "Happy Birthday Ada"}],
            }
        ],
    }
    arrival = next(iter(arrivals(json.dumps(payload).encode(), store)))
    receipt = issue(database, _SEAT, _OWNER, arrival.command, ThisMachine().stamp())
    order = rows.get(Order, receipt.order_id or "")
    assert order is not None
    return order, rows.where(Ticket, order_id=order.id)[0]


def _rows(order: Order, ticket: Ticket, tickets: int, open_tickets: int) -> Iterator[Any]:
    rng, today = random.Random(7), datetime.now(UTC).date()
    for n in range(tickets):
        is_open = n >= tickets - open_tickets
        own_order, own = _copy(order, ticket, n, _due(rng, today, is_open=is_open), rng)
        if is_open:
            yield from (own_order, own)
            continue
        at = own.created_at
        yield replace(own_order, status=COMPLETED, handed_over_at=at, handed_over_by="bench-staff")
        done: dict[str, Any] = {f"{s.lower()}_complete_ts": at for s in STATIONS}
        yield replace(own, stage=COMPLETE, in_queue=False, packing_start_ts=at, filling_start_ts=at, **done)
        if n >= tickets - open_tickets - STORIED:
            yield from _story(own, n)


def _due(rng: random.Random, today: date, *, is_open: bool) -> date:
    return today + timedelta(days=rng.randint(0, 14) if is_open else -rng.randint(1, 700))


def _copy(order: Order, ticket: Ticket, n: int, due: date, rng: random.Random) -> tuple[Order, Ticket]:
    number = str(FIRST_NUMBER + n)
    ident = order_id(order.store_id, f"bench-{n}")
    created = int(datetime(due.year, due.month, due.day, tzinfo=UTC).timestamp() * 1000) - 3 * _DAY_MS
    size = rng.randrange(len(_SIZES))
    human = f"{order.store_id}-{number}"
    own_order = replace(
        order,
        id=ident,
        gid=f"bench-{n}",
        number=number,
        human_id=human,
        code_base=f"B{number}",
        due_date=due.isoformat(),
        created_at=created,
    )
    own = replace(
        ticket,
        id=ticket_id(ident, "1", 1),
        order_id=ident,
        human_id=human,
        code=f"B{number}",
        order_number=number,
        number_sort=number_sort(number, 0),
        product=rng.choice(_PRODUCTS),
        size=_SIZES[size],
        size_rank=size,
        flavour=rng.choice(_FLAVOURS),
        due_date=due.isoformat(),
        created_at=created,
    )
    return own_order, own


def _story(ticket: Ticket, n: int) -> Iterator[Any]:
    for place, stage in enumerate(STATIONS, start=1):
        at = ticket.created_at + place
        command = uuid7(at, (n * 4 + place).to_bytes(10, "big"))
        who = ("bench-staff", "Ana", _SEAT.terminal_id)
        name = f"{stage.lower()}_completed"
        yield StageFact(ticket.id, 0, stage, command, OBSERVED, place, at, *who, None, ticket.store_id)
        yield StageEvent(command, 0, ticket.store_id, ticket.id, ticket.order_id, name, stage, at, *who, "{}")
        yield JournalEntry(
            command,
            _SEAT.origin,
            n * 4 + place,
            derived_id(command, "before"),
            f"complete_{stage.lower()}",
            1,
            f'{{"ahead":false,"cycle":0,"ticket_id":"{ticket.id}"}}',
            *who[:2],
            "STAFF",
            who[2],
            at,
            at << 16,
            "boot",
            at,
            "applied",
            "applied",
            f"{ticket.code} to the next",
            ticket.id,
            ticket.order_id,
            True,
            "{}",
            None,
            True,
        )


def _insert(db: sqlite3.Connection, rows: Iterable[Any]) -> None:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        kinds: dict[type, list[tuple[Any, ...]]] = {}
        for row in batch:
            kinds.setdefault(type(row), []).append(kind_of(type(row)).record(row))
        for cls, records in kinds.items():
            db.executemany(kind_of(cls).insert, records)
