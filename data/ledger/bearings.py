"""How those who ask stand here, and what their commands will look at: asked for at once, once their stores are held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.core.envelope import JournalEntry
from data.exchange.message import Request
from data.exchange.values import Below, BootClock, Head, Life, Mark
from data.kitchen.fact import StageFact
from data.kitchen.history import LoggedEvent, StageEvent
from data.kitchen.ticket import Ticket
from data.orders.order import Order
from data.organization.store import Store
from data.people.staff import Staff
from data.stock.item import InventoryItem, InventoryTxn
from data.store.ahead import Ahead
from data.store.database import Database
from data.store.looking import Wish

_OF_A_TICKET = ("expected",)
WISHES = (
    Wish(Head, ("scope",), ("stores",)),
    Wish(Mark, ("scope", "ver"), ("stores", "vers")),
    Wish(Below, ("origin",), ("origins",)),
    Wish(Life, ("node_id",), ("nodes",)),
    Wish(BootClock, ("boot_id",), ("boots",)),
    Wish(JournalEntry, ("command_id",), ("commands",)),
    Wish(StageEvent, ("command_id",), ("commands",)),
    Wish(LoggedEvent, ("command_id",), ("commands",)),
    Wish(Staff, ("id",), ("people",)),
    Wish(Store, ("id",), ("stores",)),
    Wish(Ticket, ("id",), _OF_A_TICKET),
    Wish(StageFact, ("ticket_id",), _OF_A_TICKET),
    Wish(InventoryTxn, ("ticket_id",), _OF_A_TICKET),
    Wish(InventoryItem, ("id",), _OF_A_TICKET, through=(InventoryTxn, "ticket_id", "item_id")),
    Wish(Order, ("id",), _OF_A_TICKET, through=(Ticket, "id", "order_id")),
    Wish(Ticket, ("order_id",), _OF_A_TICKET, through=(Ticket, "id", "order_id")),
)
"""Of the commands those at the benches, which are nearly all; what others need they ask for themselves."""


def look(database: Database, requests: Sequence[Request], stores: Iterable[str]) -> None:
    """Where it costs a way to a server."""
    if not isinstance(database, Ahead):
        return
    commands = [command for request in requests for command in request.batch]
    database.look(
        WISHES,
        {
            "stores": sorted(stores),
            "vers": sorted({ver for request in requests for ver, _ in request.cookies.values()}),
            "origins": sorted({request.origin for request in requests}),
            "nodes": sorted({request.node_id for request in requests}),
            "boots": sorted({command.boot_id for command in commands}),
            "commands": sorted({command.command_id for command in commands}),
            "people": sorted({command.actor_id for command in commands}),
        },
    )
