"""What has happened, for people and scripts at the sockets: read from the feed after it was committed.

Each hub process reads for itself how far the feed has come, so an event is not lost with the word that tells of it, nor
with the process that died between its commit and that word: whoever looks next finds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from data.core.clock import HOUR, Instant, iso
from data.core.packed import pack, unpack
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import Key, kind_named, taken
from data.exchange.versions import head
from data.kitchen.history import LoggedEvent, StageEvent
from data.notices.notice import Notice
from data.orders.order import Order
from data.people.staff import Staff
from data.store.database import Database, StoredRows
from sync_agent.hub import rooms

ORDER_CREATED, ORDER_UPDATED = "order:created", "order:updated"
SESSION_STARTED, INVENTORY_LOW = "session:started", "inventory:low"

COLON = {
    "order.placed": ORDER_CREATED,
    "item.prepared": ORDER_UPDATED,
    "ticket.completed": ORDER_UPDATED,
    "order.ready": ORDER_UPDATED,
    "order.ready_withdrawn": ORDER_UPDATED,
    "order.completed": ORDER_UPDATED,
    "order.completed_withdrawn": ORDER_UPDATED,
}
"""The dotted names of the event log, as the sockets have them (X6). An order that changes is an order:updated, too."""
STARTS_SESSION = "shift_started"
"""The line of history that begins somebody's session."""
LOW_STOCK = "low_stock"
"""The code of the notice that warns of stock; `inventory.low` among the dotted names."""

HISTORY = 24 * HOUR
"""What is older when it is first read here is no news: a terminal that was away for a week brings it all at once."""
MOST_ROWS = 1_000
"""Of one page."""
Place = tuple[int, str, str]
"""How far a scope was read: a version, and the table and key of the last row of it."""
_BEGINNING: Place = (0, "", "")
_NEWS = """SELECT ver, tbl, pk FROM sync_row WHERE scope = ? AND NOT deleted
AND (ver > ? OR (ver = ? AND (tbl > ? OR (tbl = ? AND pk > ?))))
AND tbl IN ('event_log', 'stage_events', 'notice', 'orders') ORDER BY ver, tbl, pk LIMIT ?"""
_TICKETS = "SELECT order_id, count(*) FROM ticket WHERE cancelled_at IS NULL AND order_id IN ({}) GROUP BY order_id"


@dataclass(frozen=True, slots=True)
class Told:
    """An event on its way to a room."""

    room: str
    name: str
    data: dict[str, Any]

    def text(self) -> str:
        """As a socket says it."""
        return json.dumps({"event": self.name, "data": self.data}, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and where the next look begins; `more` when there is more at once."""

    events: tuple[Told, ...]
    places: dict[str, Place]
    more: bool


def places(database: Database) -> dict[str, Place]:
    """Where a listener begins who came just now."""
    node = node_of(database)
    return {} if node is None else {scope: _end(head(database, scope)[0]) for scope in scopes_of(node)}


def _end(ver: int) -> Place:
    """Behind every table of a version."""
    return (ver, "~", "")


def _within(place: Place, newest: int) -> Place:
    """A hub that was set back has not come so far yet."""
    return place if place[0] <= newest else _end(newest)


def look(database: Database, organization: str, since: dict[str, Place], now: Instant) -> Look:
    """What happened in an organization since these places, in the order of the feed; a store that is new since then is
    read from its beginning. At most MOST_ROWS rows of each store."""
    node = node_of(database)
    reached: dict[str, Place] = {}
    events: list[Told] = []
    more = False
    for scope in () if node is None else scopes_of(node):
        ver, table, pk = _within(since.get(scope, _BEGINNING), head(database, scope)[0])
        found = database.rows(_NEWS, (scope, ver, ver, table, table, pk, MOST_ROWS))
        reached[scope] = found[-1] if found else (ver, table, pk)
        more = more or len(found) == MOST_ROWS
        events += _Reading(database, organization, scope, now).of([(tbl, pk) for _, tbl, pk in found])
    return Look(tuple(events), reached, more)


@dataclass(slots=True)
class _Reading:
    """The rows of one page of one store, as events."""

    database: Database
    organization: str
    store: str
    now: Instant

    def of(self, keys: Sequence[Key]) -> list[Told]:
        rows = [kind_named(key[0]).row(record) for key, record in taken(self.database, keys).items() if record]
        logged = [row for row in rows if isinstance(row, LoggedEvent) and self._news(row.at)]
        created = {e.order_id: None for e in logged if COLON.get(e.name) == ORDER_CREATED and e.order_id}
        updated = {e.order_id: None for e in logged if COLON.get(e.name) == ORDER_UPDATED and e.order_id}
        updated |= {row.id: None for row in rows if isinstance(row, Order)}
        return [
            *self._created(tuple(created)),
            *self._updated(tuple(order for order in updated if order not in created)),
            *(self._session(row) for row in rows if isinstance(row, StageEvent) and self._starts(row)),
            *(self._low(row) for row in rows if isinstance(row, Notice) and self._warns(row)),
        ]

    def _news(self, at: Instant) -> bool:
        return self.now - at < HISTORY

    def _starts(self, event: StageEvent) -> bool:
        return event.name == STARTS_SESSION and self._news(event.at)

    def _warns(self, notice: Notice) -> bool:
        # Seen by somebody, its row changes once more; it is told once.
        return notice.code == LOW_STOCK and notice.open and self._news(notice.at)

    def _orders(self, ids: Iterable[str]) -> list[Order]:
        found = taken(self.database, [("orders", pack([ident])) for ident in ids])
        return [kind_named("orders").row(record) for record in found.values() if record]

    def _created(self, ids: tuple[str, ...]) -> Iterable[Told]:
        if not ids:
            return
        tickets: dict[str, int] = dict(self.database.rows(_TICKETS.format(", ".join("?" * len(ids))), ids))
        for order in self._orders(ids):
            data = summary(order, self.organization, tickets.get(order.id, 0))
            yield Told(rooms.everybody(self.organization), ORDER_CREATED, data)

    def _updated(self, ids: tuple[str, ...]) -> Iterable[Told]:
        for order in self._orders(ids):
            data = {"orderId": order.id, "status": order.status, "organizationId": self.organization}
            yield Told(rooms.everybody(self.organization), ORDER_UPDATED, data)

    def _session(self, event: StageEvent) -> Told:
        staff_id = unpack(event.detail).get("staff_id") or event.staff_id
        person = StoredRows(self.database).get(Staff, staff_id)
        data = {
            "staffId": staff_id,
            "name": person.name if person else event.staff_name,
            "terminalId": event.terminal_id,
            "storeId": self.store,
            "organizationId": self.organization,
            "startedAt": iso(event.at),
        }
        return Told(rooms.staff(self.organization, self.store), SESSION_STARTED, data)

    def _low(self, notice: Notice) -> Told:
        data = {
            "noticeId": notice.id,
            "says": notice.text,
            "storeId": self.store,
            "organizationId": self.organization,
            "at": iso(notice.at),
        }
        return Told(rooms.staff(self.organization, self.store), INVENTORY_LOW, data)


def summary(order: Order, organization: str, tickets: int) -> dict[str, Any]:
    """An order as everybody of its organization may see it: nothing of the customer, nothing of what was written."""
    return {
        "orderId": order.id,
        "humanId": order.human_id,
        "status": order.status,
        "organizationId": organization,
        "storeId": order.store_id,
        "dueDate": order.due_date,
        "method": order.method,
        "tickets": tickets,
        "total": order.total,
        "currency": order.currency,
        "createdAt": iso(order.created_at),
    }
