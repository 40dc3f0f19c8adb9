"""An order of a shop, however it came - webhook, poll, fetched one by one - becomes the same command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from data.core.actor import SERVICE_ACTOR
from data.core.clock import Instant
from data.core.ids import derived_id
from data.core.outcome import Put
from data.exchange.message import Result
from data.ledger.own import rule_within
from data.orders.arrival import Arrival, arrivals
from data.orders.intake import IngestOrder
from data.orders.order import Order, OrderPayload, Transaction
from data.organization.store import Store
from data.shops.integration import PosIntegration
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.machine import ThisMachine

_MACHINE = ThisMachine()


def take_in(
    database: Database, shop: PosIntegration, raw: bytes, event: str, fresh: Callable[[], str], now: Instant
) -> list[Result]:
    """The word on each order in these bytes, inside the caller's transaction: the order, its payload and what else the
    caller writes stand or fall together. `event` names what happened: the same event again is answered from memory.
    Raises NotServed, NotRecorded."""
    store = StoredRows(database).get(Store, shop.store_id)
    if store is None:
        return []
    return [
        _taken(database, shop, arrival, f"{event}:{n}", fresh, now)
        for n, arrival in enumerate(arrivals(raw, store, shop.vendor))
    ]


def is_doubtful(database: Database, shop: PosIntegration, raw: bytes) -> bool:
    """Whether this is another form of an order that is here, of the same time: Shopify tells whole seconds, in which an
    order is made, paid and changed."""
    rows = StoredRows(database)
    store = rows.get(Store, shop.store_id)
    found = list(arrivals(raw, store, shop.vendor)) if store is not None else []
    return any(_same_time(rows.get(Order, one.payload_of), one) or _same_time(_sale(rows, one), one) for one in found)


def _sale(rows: StoredRows, came: Arrival) -> Transaction | None:
    return rows.get(Transaction, came.payload_of) if came.docket is not None and came.docket.counter_sale else None


def _same_time(known: Order | Transaction | None, came: Arrival) -> bool:
    docket, command = came.docket, came.command
    if known is None or docket is None or docket.version is not None or not isinstance(command, IngestOrder):
        return False
    return docket.updated_at == known.content_at and command.content_hash != known.content_hash


def _taken(
    database: Database, shop: PosIntegration, arrival: Arrival, event: str, fresh: Callable[[], str], now: Instant
) -> Result:
    given = replace(_MACHINE.stamp(), at=now, command_id=derived_id(shop.id, event))
    result = rule_within(database, arrival.command, SERVICE_ACTOR, shop.vendor, given, fresh, (shop.store_id,))
    if StoredRows(database).get(OrderPayload, arrival.payload_of, arrival.sha256) is None:
        apply(database, Put(OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, now)))
    return result
