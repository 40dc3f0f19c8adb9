"""Orders by what is known of them: number, customer, product, any code; handed over and cancelled ones too."""

from __future__ import annotations

from typing import Any, NamedTuple

from data.core.clock import Instant
from data.core.text import clean
from data.kitchen.ticket import Ticket
from data.orders.order import Order
from data.questions.find import order_named
from data.questions.matching import any_like, like
from data.store.database import Database, StoredRows

MOST_WORDS = 6
"""Of more words the first ones are looked for."""
_MOST_NAMED = 50


class FoundOrder(NamedTuple):
    """One order as a list shows it: `product` is its first ticket's, `tickets` how many are not cancelled."""

    id: str
    code_base: str
    number: str
    status: str
    customer: str | None
    method: str | None
    due_date: str | None
    due_window: str | None
    window_from: int | None
    window_to: int | None
    created_at: Instant
    product: str | None
    tickets: int


_OWN = "id, code_base, number, status, customer, method, due_date, due_window, window_from, window_to, created_at"
_PRODUCT = "(SELECT t.product FROM ticket t WHERE t.order_id = o.id ORDER BY t.number_sort LIMIT 1)"
_TICKETS = "(SELECT count(*) FROM ticket t WHERE t.order_id = o.id AND t.cancelled_at IS NULL)"
_FOUND = f"SELECT {', '.join(f'o.{c.strip()}' for c in _OWN.split(','))}, {_PRODUCT}, {_TICKETS} FROM orders o"
_IN_ORDER = ("o.number", "o.customer")
_IN_TICKETS = ("t.product", "t.flavour", "t.writing")


def find_orders(database: Database, store_id: str, text: str, limit: int) -> list[FoundOrder]:
    """What a code or a whole number names comes first, then the newest orders of the store that have all its words."""
    text = clean(text)
    exact = _named(database, store_id, text) if text.strip() else []
    known = {order.id for order in exact}
    # Who types a whole number wants that order: what else has it in its number or name is enough beside it.
    like_it = _like(database, store_id, text.split()[:MOST_WORDS], limit, in_tickets=not exact)
    return [*exact, *(order for order in like_it if order.id not in known)][:limit]


def _named(database: Database, store_id: str, text: str) -> list[FoundOrder]:
    """The orders that the text names wholly, this store's first."""
    rows = StoredRows(database)
    number = text.strip().removeprefix("#").upper()
    named = order_named(database, text)
    found = [named.id] if named is not None else []
    found += [order.id for order in rows.where(Order, store_id=store_id, number=number)]
    found += [ticket.order_id for ticket in rows.where(Ticket, order_number=number)]
    lines = {line.id: line for line in _by_ids(database, list(dict.fromkeys(found))[:_MOST_NAMED])}
    return [lines[ident] for ident in dict.fromkeys(found) if ident in lines]


def _by_ids(database: Database, ids: list[str]) -> list[FoundOrder]:
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    return [FoundOrder._make(row) for row in database.rows(f"{_FOUND} WHERE o.id IN ({marks})", ids)]


def _like(database: Database, store_id: str, words: list[str], limit: int, *, in_tickets: bool) -> list[FoundOrder]:
    sql, values = search_statement(database.dialect, store_id, words, limit, in_tickets=in_tickets)
    return [FoundOrder._make(row) for row in database.rows(sql, values)]


def search_statement(
    dialect: str, store_id: str, words: list[str], limit: int, *, in_tickets: bool = True
) -> tuple[str, list[Any]]:
    """The SQL that goes from the newest order on until the page is full, and its values."""
    hint = " INDEXED BY ix_orders_newest" if dialect == "sqlite" else ""
    where, values = "o.store_id = ?", [store_id]
    for word in words:
        # Number and customer stand in the index itself: only where they say nothing are the tickets looked at.
        own = any_like(dialect, _IN_ORDER, ascii_only=word.isascii())
        made = any_like(dialect, _IN_TICKETS, ascii_only=word.isascii())
        also = f" OR EXISTS (SELECT 1 FROM ticket t WHERE t.order_id = o.id AND ({made}))" if in_tickets else ""
        where += f" AND ({own}{also})"
        values += [like(word)] * (len(_IN_ORDER) + (len(_IN_TICKETS) if in_tickets else 0))
    return f"{_FOUND}{hint} WHERE {where} ORDER BY o.created_at DESC, o.id DESC LIMIT ?", [*values, limit]
