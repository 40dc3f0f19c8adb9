"""From what was scanned or typed to the tickets it may mean."""

from __future__ import annotations

from data.core.clock import Instant
from data.core.ids import uuid7
from data.kitchen.ticket import Ticket
from data.orders.order import Order
from data.store.database import Database, StoredRows


def tickets_for(
    database: Database, text: str, store_id: str | None, number: str, suffix: str | None, here: str
) -> tuple[Ticket, ...]:
    """Exactly one for a whole barcode or human id; else every ticket of that number, this terminal's store first."""
    rows = StoredRows(database)
    exact = rows.where(Ticket, code=text.strip().upper()) or rows.where(Ticket, human_id=_human(text))
    if exact:
        return exact
    found = rows.where(Ticket, order_number=number)
    if store_id is not None:
        found = tuple(t for t in found if t.store_id == store_id)
    if suffix:
        found = tuple(t for t in found if t.suffix == suffix)
    own = tuple(t for t in found if t.store_id == here)
    return tuple(sorted(own or found, key=lambda t: t.number_sort))


def _human(text: str) -> str:
    slug, dash, rest = text.strip().partition("-")
    return f"{slug.lower()}{dash}{rest.upper()}"


def ticket_named(database: Database, text: str) -> Ticket | None:
    """A ticket by its id, human id or barcode."""
    rows = StoredRows(database)
    exact = rows.where(Ticket, human_id=_human(text)) or rows.where(Ticket, code=text.strip().upper())
    return exact[0] if exact else rows.get(Ticket, text.strip().lower())


def order_named(database: Database, text: str) -> Order | None:
    """An order by its id, human id (`bannos-20001`), barcode stem (`B20001`) or the barcode of one of its tickets."""
    rows = StoredRows(database)
    stem = rows.where(Order, code_base=text.strip().lstrip("#").upper())
    if stem:
        return stem[0]
    slug, _, number = text.strip().lower().partition("-")
    named = [o for o in rows.where(Order, store_id=slug, number=number.upper()) if number]
    if named:
        return named[0]
    ticket = ticket_named(database, text)
    return rows.get(Order, ticket.order_id if ticket else text.strip().lower())


def last_undoable(database: Database, actor_id: str, since: Instant) -> str | None:
    """The command id of a person's last action that can be undone and was not; ids begin with their time."""
    sql = (
        "SELECT command_id FROM journal WHERE command_id >= ? AND actor_id = ? AND issued_at >= ? AND undoable "
        "AND undone_by IS NULL ORDER BY hlc DESC, command_id DESC LIMIT 1"
    )
    found = database.rows(sql, (uuid7(max(since, 0), bytes(10)), actor_id, since))
    return found[0][0] if found else None
