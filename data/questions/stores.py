"""The organization's stores and this terminal."""

from __future__ import annotations

from data.exchange.node import node_of
from data.organization.store import Store, Terminal
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of


def stores(database: Database) -> tuple[Store, ...]:
    """All stores, by short name."""
    kind = kind_of(Store)
    return tuple(kind.row(r) for r in database.rows(f"{kind.select} ORDER BY id"))


def this_terminal(database: Database) -> Terminal | None:
    """The machine this database belongs to; None when it is not set up, or enrolled and without its first news.

    Once it is enrolled its own papers say which it is: rows travel, and each machine was `here` to itself.
    """
    rows, node = StoredRows(database), node_of(database)
    if node is not None:
        return rows.get(Terminal, node.terminal_id)
    found = rows.where(Terminal, here=True)
    return found[0] if found else None


def terminals(database: Database) -> tuple[Terminal, ...]:
    """Every terminal of the organization that is known here, by its number."""
    kind = kind_of(Terminal)
    return tuple(kind.row(r) for r in database.rows(f"{kind.select} ORDER BY number"))


def has_orders(database: Database, store_id: str) -> bool:
    """Whether a store ever had an order."""
    return bool(database.rows("SELECT 1 FROM orders WHERE store_id = ? LIMIT 1", (store_id,)))


def next_local_number(database: Database, store_id: str, terminal_number: int) -> str:
    """The next number of an order taken on this terminal: P, two digits of the terminal, a counter."""
    stem = f"P{terminal_number:02d}"
    sql = "SELECT coalesce(max(CAST(substr(number, ?) AS INTEGER)), 0) FROM orders WHERE store_id = ? AND number LIKE ?"
    return f"{stem}{database.rows(sql, (len(stem) + 1, store_id, stem + '%'))[0][0] + 1:03d}"
