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
from data.orders.order import OrderPayload
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


def _taken(
    database: Database, shop: PosIntegration, arrival: Arrival, event: str, fresh: Callable[[], str], now: Instant
) -> Result:
    given = replace(_MACHINE.stamp(), at=now, command_id=derived_id(shop.id, event))
    result = rule_within(database, arrival.command, SERVICE_ACTOR, shop.vendor, given, fresh, (shop.store_id,))
    if StoredRows(database).get(OrderPayload, arrival.payload_of, arrival.sha256) is None:
        apply(database, Put(OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, now)))
    return result
