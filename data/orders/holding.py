"""Holds: what the tickets of an order take from stock, and whether there is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from data.core.rows import Rows
from data.kitchen.ticket import Ticket
from data.stock.item import InventoryItem, Product
from data.stock.ledger import HOLD, Movement
from data.stock.recipe import recipe_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one ticket takes: item id and quantity in the item's unit."""

    ticket_id: str
    item_id: str
    quantity: int


def product_of(rows: Rows, store_id: str, title: str, sku: str | None) -> Product | None:
    """The product of a line: by SKU, else by its title as written."""
    if sku:
        found = rows.where(Product, store_id=store_id, sku=sku)
        if found:
            return found[0]
    return next(iter(rows.where(Product, store_id=store_id, title=title)), None)


def wanted_for(rows: Rows, ticket: Ticket, sku: str | None) -> list[Wanted]:
    """What a ticket takes from stock; a product nobody described takes nothing."""
    product = product_of(rows, ticket.store_id, ticket.product, sku)
    if product is None:
        return []
    if product.finished_item_id:
        return [Wanted(ticket.id, product.finished_item_id, ticket.quantity)]
    lines = recipe_of(rows, product.id, ticket.size or "")
    return [Wanted(ticket.id, line.item_id, line.quantity * ticket.quantity) for line in lines]


def holds(wanted: Iterable[Wanted], order_id: str) -> list[Movement]:
    """The movements that hold what is wanted."""
    return [Movement(w.item_id, 0, w.quantity, HOLD, "order", order_id, w.ticket_id) for w in wanted]


def short_items(rows: Rows, wanted: Iterable[Wanted], freed: Iterable[Movement] = ()) -> dict[str, InventoryItem]:
    """The items of which there is not enough for all of it, after what these movements free."""
    need: dict[str, int] = defaultdict(int)
    for w in wanted:
        need[w.item_id] += w.quantity
    for m in freed:
        if m.item_id in need:
            need[m.item_id] += m.reserved - m.on_hand
    short = {}
    for item_id, quantity in need.items():
        item = rows.get(InventoryItem, item_id)
        if item is not None and item.available < quantity:
            short[item_id] = item
    return short
