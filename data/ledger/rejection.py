"""What a terminal did and the authority did not take: one notice there, until a person has seen it (I18)."""

from __future__ import annotations

from data.core.clock import Instant
from data.core.ids import derived_id
from data.core.outcome import Put
from data.core.packed import unpack
from data.exchange.message import Result, Sent
from data.exchange.node import scopes_of
from data.exchange.travelling import Key, key_of
from data.exchange.values import Node
from data.kitchen.ticket import Ticket
from data.notices.notice import ATTENTION, Notice
from data.organization.store import Terminal
from data.store.database import Database, StoredRows
from data.store.doings import doing_of
from data.store.execute import apply
from data.store.kinds import kind_of

REJECTIONS = ("rejected", "conflict", "dead")


def reject(database: Database, node: Node, command: Sent, result: Result, now: Instant) -> list[Key]:
    """The notice of a command that was not taken, as a row for those below; nothing for one that was, or that has
    one from before its journal entry was pruned."""
    ident = derived_id(command.command_id, "notice:rejected")
    if result.status not in REJECTIONS or StoredRows(database).get(Notice, ident) is not None:
        return []
    store_id = store_of(database, node, command.terminal_id)
    doing, by = doing_of(command.name), command.actor_name
    ticket = _ticket_of(database, command)
    notice = Notice(
        id=ident,
        store_id=store_id,
        level=ATTENTION,
        code=result.status,
        text=f"Not taken: {doing} by {by}. {result.says}",
        order_id=ticket.order_id if ticket is not None else None,
        ticket_id=ticket.id if ticket is not None else None,
        staff_id=command.actor_id,
        at=now,
        acknowledged_at=None,
        acknowledged_by=None,
        terminal_id=command.terminal_id,
    )
    apply(database, Put(notice))
    return [key_of(kind_of(Notice), notice)]


def store_of(database: Database, node: Node, terminal_id: str) -> str:
    """Where a notice about a terminal belongs; somewhere, when nobody knows it."""
    terminal = StoredRows(database).get(Terminal, terminal_id)
    return terminal.store_id if terminal else scopes_of(node)[0]


def _ticket_of(database: Database, command: Sent) -> Ticket | None:
    """The ticket that it was about, so that its notice opens the order; none where arguments make no sense."""
    try:
        ticket_id = unpack(command.args).get("ticket_id")
    except (ValueError, AttributeError, RecursionError):
        return None
    return StoredRows(database).get(Ticket, ticket_id) if isinstance(ticket_id, str) else None
