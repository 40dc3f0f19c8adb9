"""A bakery just large enough to break: one store, one terminal, stock that scans use up, orders that came by file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from data.core.actor import Actor, Role
from data.core.command import Command
from data.core.outcome import Put
from data.orders.arrival import arrivals
from data.orders.order import OrderPayload
from data.organization.commands import AddStore, AddTerminal
from data.organization.store import Store
from data.replica.issue import Receipt, Seat, issue
from data.stock.commands import ReceiveStock
from data.stock.setting_up import AddItem, AddProduct
from data.store.database import StoredRows
from data.store.machine import ThisMachine
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase

OLIVE = Actor("olive", "Olive", Role.OWNER)
STORE = "bannos"
SECRET = "00"
SEAT = Seat("bench-1", "origin-1")
ORDERS, CAKES = 30, 2


def make(folder: Path, template: Path, orders: int = ORDERS) -> None:
    """Sets the bakery up in an empty store through its own commands: orders of two cakes each, numbered from 20001."""
    folder.mkdir(mode=0o700)
    database = SqliteDatabase(Path(shutil.copyfile(template, store_file(folder))))
    for command in (
        AddStore(STORE, "Banno's", "B", "Australia/Sydney", "AUD", "en_AU", ("Small", "Medium", "Large"), SECRET),
        AddTerminal(SEAT.terminal_id, STORE, 1, "Bench", "Filling", SEAT.origin),
        AddItem("sponge", STORE, "Sponge", "g"),
        AddProduct("opera", STORE, "Opera", bom=(("", "sponge", 400),)),
        ReceiveStock("sponge", 10_000_000),
    ):
        tell(database, command)
    for number in range(20_001, 20_001 + orders):
        take_in(database, number)
    database.tidy(always=True)
    database.close()


def take_in(database: SqliteDatabase, number: int) -> Receipt:
    """An order as the shop sends it, its raw payload kept beside."""
    store = StoredRows(database).get(Store, STORE)
    assert store is not None
    (arrival,) = arrivals(_payload(number), store)
    return tell(database, arrival.command, OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, 0))


def tell(database: SqliteDatabase, command: Command, *beside: OrderPayload) -> Receipt:
    """A command of the owner at this bench; the bakery is not set up when one is not accepted."""
    receipt = issue(database, SEAT, OLIVE, command, ThisMachine().stamp(), [Put(row) for row in beside])
    assert receipt.accepted, receipt
    return receipt


def store_file(folder: Path) -> Path:
    """The file of the store."""
    return folder / FILE_NAME


def _payload(number: int) -> bytes:
    order = {
        "id": 7_000_000_000_000 + number,
        "admin_graphql_api_id": f"gid://shopify/Order/{7_000_000_000_000 + number}",
        "order_number": number,
        "source_name": "web",
        "financial_status": "paid",
        "currency": "AUD",
        "total_price": "178.00",
        "tags": "DEL:2026-11-27",
        "customer": {"first_name": "Mira", "last_name": "Okafor"},
        "line_items": [
            {"id": 1, "product_id": 8, "title": "Opera", "quantity": CAKES, "price": "89.00"},
        ],
    }
    return json.dumps(order).encode()
