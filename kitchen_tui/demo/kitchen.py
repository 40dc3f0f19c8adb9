"""The demo's hands: every command goes through `issue`, with the time at which it is said to have happened."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import TypeVar

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.clock import Instant
from data.core.command import Command
from data.core.envelope import Stamp
from data.core.ids import uuid7
from data.core.outcome import Put
from data.kitchen.ticket import Ticket
from data.orders.arrival import arrivals
from data.orders.order import Order, OrderPayload
from data.organization.store import Store
from data.replica.issue import Receipt, Seat, issue
from data.store.database import Database, StoredRows

T = TypeVar("T")
_NANOSECONDS = 1_000_000


class BrokenDemo(RuntimeError):
    """A command of the demo was refused: the demo tells something that the rules do not allow."""


class Kitchen:
    """A store being filled. Command ids follow from the dice, so the same demo has the same rows."""

    def __init__(self, database: Database, seat: Seat, dice: Random) -> None:
        """Works inside the transaction its caller holds."""
        self.database, self.seat, self.rows = database, seat, StoredRows(database)
        self._dice, self._stores = dice, dict[str, Store]()

    def do(self, at: Instant, actor: Actor, command: Command, beside: Iterable[Put] = ()) -> Receipt:
        """Issues a command as of `at`; raises BrokenDemo when it changes nothing."""
        stamp = Stamp(uuid7(at, self._dice.randbytes(10)), at, "demo", at * _NANOSECONDS)
        receipt = issue(self.database, self.seat, actor, command, stamp, beside)
        if receipt.status not in ("applied", "merged"):
            raise BrokenDemo(f"{command}: {receipt.status}, {receipt.says}")
        return receipt

    def arrive(self, at: Instant, store_id: str, raw: bytes) -> None:
        """Takes in what a shop sent."""
        for arrival in arrivals(raw, self._store(store_id)):
            payload = OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, at)
            self.do(at, SERVICE_ACTOR, arrival.command, [Put(payload)])

    def _store(self, store_id: str) -> Store:
        if store_id not in self._stores:
            self._stores[store_id] = self._one(Store, id=store_id)
        return self._stores[store_id]

    def ticket(self, code: str) -> Ticket:
        """The ticket with this barcode."""
        return self._one(Ticket, code=code)

    def order(self, code: str) -> Order:
        """The order whose barcodes begin so."""
        return self._one(Order, code_base=code)

    def _one(self, kind: type[T], **equals: str) -> T:
        found = self.rows.where(kind, **equals)
        if len(found) != 1:
            raise BrokenDemo(f"{len(found)} {kind.__name__} with {equals}")
        return found[0]
