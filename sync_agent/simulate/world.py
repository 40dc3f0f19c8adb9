"""The shops before the first shift: two stores, their people, their stock, and orders to make."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

from data.core.actor import SERVICE_ACTOR, Actor, Role
from data.core.clock import Instant
from data.core.command import Command
from data.core.envelope import Stamp
from data.core.ids import digest, uuid7
from data.core.packed import pack
from data.orders.docket import MAKE, Docket, DocketLine, docket_to_args
from data.orders.intake import IngestOrder
from data.organization.commands import AddStore, AddTerminal
from data.people.commands import AddStaff
from data.replica.issue import Seat, issue
from data.stock.commands import ReceiveStock
from data.stock.setting_up import AddItem, AddProduct
from data.store.migrate import migrate
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase

OPENED: Instant = 1_795_734_000_000
DUE = "2026-11-28"
STORES = ("north", "south")
SIZES = ("Small", "Medium", "Large")
ORDERS_A_STORE = 5
OWNER = Actor("olive", "Olive", Role.OWNER)
BOXES, MILK = 400, 90_000


def staff_of(store: str) -> tuple[Actor, ...]:
    """Two who bake and one who supervises."""
    return (
        Actor(f"ana-{store}", "Ana", Role.STAFF),
        Actor(f"bo-{store}", "Bo", Role.STAFF),
        Actor(f"sue-{store}", "Sue", Role.SUPERVISOR),
    )


def opening() -> tuple[Command, ...]:
    """What both stores begin with."""
    found: list[Command] = []
    for n, store in enumerate(STORES):
        found.append(AddStore(store, store.title(), "NS"[n], "Australia/Sydney", "AUD", "en_AU", SIZES, "00" * 16))
        found += [
            AddStaff(who.staff_id, store, 100 * n + 101 + k, who.name, who.role.value)
            for k, who in enumerate(staff_of(store))
        ]
        found += [
            AddItem(f"milk-{store}", store, "Milk", "g", reorder_point=500),
            AddItem(f"box-{store}", store, "Box", "pc", limits_sale=False),
            AddProduct(f"cake-{store}", store, "Cake", bom=(("", f"milk-{store}", 500), ("", f"box-{store}", 1))),
            ReceiveStock(f"milk-{store}", MILK),
            ReceiveStock(f"box-{store}", BOXES),
        ]
    return (*found, AddStaff(OWNER.staff_id, STORES[0], 900, OWNER.name, OWNER.role.value))


def docket(
    store: str, n: int, *, quantity: int = 2, size: str = "Medium", version: int = 1, cancelled: bool = False
) -> Docket:
    """Order n of a store as its shop tells it."""
    line = DocketLine("1", MAKE, "Cake", None, None, None, None, size, None, None, (), None, quantity, 8_900)
    number = f"{10_000 * (1 + STORES.index(store)) + n}"
    return Docket(
        shop="shopify",
        gid=f"gid://shopify/Order/{number}",
        numeric_id=number,
        number=number,
        customer="Ada Lovelace",
        phone_masked=None,
        email_masked=None,
        due_date=DUE,
        due_text=None,
        window=None,
        window_from=None,
        window_to=None,
        method="pickup",
        method_text=None,
        instructions=None,
        note=None,
        attributes=(),
        allergens=None,
        source="web",
        counter=False,
        financial_status="paid",
        paid=True,
        currency="AUD",
        total=8_900 * quantity,
        subtotal=8_900 * quantity,
        tax=0,
        test=False,
        cancelled_at=OPENED + version if cancelled else None,
        created_at=OPENED,
        updated_at=OPENED + version,
        lines=(line,),
        sha256=digest(f"{number}:{version}:{quantity}:{size}:{cancelled}"),
    )


def arrival(store: str, order: Docket) -> IngestOrder:
    """The command by which an order comes in."""
    packed = pack(docket_to_args(order))
    return IngestOrder(store, packed, digest(packed), digest(packed))


@cache
def founded(terminals: tuple[tuple[str, str], ...]) -> bytes:
    """The bytes of the database that the authority begins with; `terminals` are (id, store)."""
    return _made(lambda database: _found(database, terminals))


@cache
def empty() -> bytes:
    """The bytes of a database with nothing in it but its schema."""
    return _made(lambda _: None)


def _made(fill: Callable[[SqliteDatabase], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        migrate(f"sqlite:///{path}")
        with closing(SqliteDatabase(path)) as database:
            fill(database)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode = DELETE")
            return bytes(raw.serialize())


def _found(database: SqliteDatabase, terminals: Iterable[tuple[str, str]]) -> None:
    machines = [
        AddTerminal(name, store, n, name, "Filling", f"o-{name}", here=False)
        for n, (name, store) in enumerate(terminals, start=1)
    ]
    orders = [arrival(store, docket(store, n)) for store in STORES for n in range(ORDERS_A_STORE)]
    for n, command in enumerate((*opening(), *machines, *orders)):
        who = SERVICE_ACTOR if isinstance(command, IngestOrder) else OWNER
        stamp = Stamp(uuid7(OPENED, n.to_bytes(10, "big")), OPENED, "boot", 0)
        receipt = issue(database, Seat("set-up", "set-up"), who, command, stamp)
        if receipt.status != "applied":
            raise ValueError(f"the simulated shop could not be opened: {receipt.says}")
    database.run("DELETE FROM journal")
    database.run("VACUUM")
