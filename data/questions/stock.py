"""The store room as screens show it: every item with its balances, and one item's ledger, newest line first."""

from __future__ import annotations

from typing import NamedTuple

from data.core.clock import Instant
from data.store.database import Database

LOW, OUT = "LOW", "OUT"


class StockLine(NamedTuple):
    """One item; numbers are in its unit."""

    id: str
    name: str
    sku: str | None
    unit: str
    on_hand: int
    reserved: int
    buffer: int
    reorder_point: int
    limits_sale: bool

    @property
    def available(self) -> int:
        """What can still be promised."""
        return self.on_hand - self.reserved - self.buffer

    @property
    def mark(self) -> str:
        """OUT when nothing can be promised any more, LOW at the reorder point or below, else nothing."""
        if self.available <= 0:
            return OUT
        return LOW if self.available <= self.reorder_point else ""

    def means(self, code: str) -> bool:
        """Whether a scan of this text means the item."""
        return code.strip().casefold() == self.id.casefold() or self.means_sku(code)

    def means_sku(self, code: str) -> bool:
        """Whether this is its SKU, in any case."""
        return self.sku is not None and code.strip().casefold() == self.sku.casefold()

    def fits(self, words: str) -> bool:
        """Whether every word stands in its name or its SKU."""
        own = f"{self.name} {self.sku or ''}".casefold()
        return all(word in own for word in words.casefold().split())


class LedgerLine(NamedTuple):
    """One movement of an item, with what a person knows it by; `who` is the journal's, or the history's once that was
    pruned."""

    id: str
    command_id: str
    at: Instant
    kind: str
    on_hand: int
    reserved: int
    reason: str
    order_id: str | None
    order_number: str | None
    ticket: str | None
    who: str | None

    @property
    def key(self) -> tuple[str, str]:
        """Its place in the ledger: a command's id begins with its time."""
        return self.command_id, self.id


class LedgerPage(NamedTuple):
    """`more`: older lines follow."""

    lines: tuple[LedgerLine, ...]
    more: bool


_ITEMS = (
    "SELECT id, name, sku, unit, on_hand, reserved, buffer, reorder_point, limits_sale FROM inventory_items "
    "WHERE store_id = ?"
)
_LEDGER = (
    "SELECT t.id, t.command_id, t.at, t.kind, t.on_hand_delta, t.reserved_delta, t.reason, t.order_id, o.number, "
    "k.code, coalesce(j.actor_name, (SELECT e.staff_name FROM stage_events e WHERE e.command_id = t.command_id "
    "ORDER BY e.n LIMIT 1)) FROM inventory_txn t LEFT JOIN orders o ON o.id = t.order_id "
    "LEFT JOIN ticket k ON k.id = t.ticket_id LEFT JOIN journal j ON j.command_id = t.command_id"
)
_ALL = 2**31
_NEWEST_FIRST = "ORDER BY t.command_id DESC, t.id DESC LIMIT ?"


def stock_of(database: Database, store_id: str) -> tuple[StockLine, ...]:
    """Every item of a store, by name. A store room has hundreds, so a scan can find any of them on the screen."""
    found = (StockLine._make((*row[:8], bool(row[8]))) for row in database.rows(_ITEMS, (store_id,)))
    return tuple(sorted(found, key=lambda item: (item.name.casefold(), item.id)))


def ledger_of(
    database: Database, item_id: str, limit: int | None = None, before: tuple[str, str] | None = None
) -> LedgerPage:
    """The newest lines of an item, or those older than one of them; all without a limit."""
    where, values = "WHERE t.item_id = ?", [item_id]
    if before is not None:
        # The first term is the index's range, the second parts the lines of one command.
        where += " AND t.command_id <= ? AND (t.command_id < ? OR t.id < ?)"
        values += [before[0], *before]
    rows = database.rows(f"{_LEDGER} {where} {_NEWEST_FIRST}", (*values, _ALL if limit is None else limit + 1))
    lines = tuple(LedgerLine(*row) for row in rows)
    return LedgerPage(lines[:limit], limit is not None and len(lines) > limit)


class Uneven(NamedTuple):
    """An item whose ledger does not sum to its balances."""

    item_id: str
    on_hand: int
    reserved: int
    ledger_on_hand: int
    ledger_reserved: int


_SUMS = (
    "SELECT count(*), coalesce(sum(on_hand_delta), 0), coalesce(sum(reserved_delta), 0) "
    "FROM inventory_txn WHERE item_id = ?"
)


def ledger_sums(database: Database, item_id: str) -> tuple[int, int, int]:
    """How many lines an item has, and what they sum to: on hand, reserved. A terminal below a hub lacks the lines of
    orders that have left it."""
    many, on_hand, reserved = database.rows(_SUMS, (item_id,))[0]
    return many, int(on_hand), int(reserved)


def uneven(database: Database, store_id: str) -> tuple[Uneven, ...]:
    """The items of a store whose ledger sums to something else than their balances; of an authority, none."""
    found = []
    for item in stock_of(database, store_id):
        _, on_hand, reserved = ledger_sums(database, item.id)
        if (on_hand, reserved) != (item.on_hand, item.reserved):
            found.append(Uneven(item.id, item.on_hand, item.reserved, on_hand, reserved))
    return tuple(found)
