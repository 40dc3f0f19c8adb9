"""Stock: items, the append-only ledger whose sums are the balances, and what a product is made of."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class InventoryItem:
    """`on_hand` and `reserved` are the sums of the ledger, in the item's smallest unit (grams, pieces)."""

    id: str
    store_id: str
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
        """What can still be promised; negative when oversold."""
        return self.on_hand - self.reserved - self.buffer


@dataclass(frozen=True, slots=True)
class InventoryTxn:
    """One movement; never changed, never deleted."""

    id: str
    store_id: str
    item_id: str
    on_hand_delta: int
    reserved_delta: int
    kind: str
    reason: str
    order_id: str | None
    ticket_id: str | None
    command_id: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold; `finished_item_id` when it is stocked ready-made."""

    id: str
    store_id: str
    title: str
    sku: str | None
    finished_item_id: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class BomLine:
    """How much of an item one unit of a product takes; size '' is any size without a line of its own. A line that was
    taken out stays, with quantity 0: what every terminal has seen is changed, never missed."""

    product_id: str
    size: str
    item_id: str
    quantity: int
    store_id: str
