"""Holds: what the tickets of an order take from stock, and whether there is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from data.core.rows import Rows
from data.kitchen.ticket import Ticket
from data.orders.docket import DocketLine
from data.stock.item import InventoryItem, Product
from data.stock.ledger import HOLD, Movement
from data.stock.link import StockLink
from data.stock.recipe import recipe_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one ticket takes: item id and quantity in the item's unit."""

    ticket_id: str
    item_id: str
    quantity: int


def product_of(rows: Rows, store_id: str, title: str, sku: str | None, sold_as: str | None = None) -> Product | None:
    """The product of a line: by SKU, by what its shop calls it, else by its title as written."""
    if sku:
        found = rows.where(Product, store_id=store_id, sku=sku)
        if found:
            return found[0]
    link = _link(rows, store_id, sold_as)
    if link is not None and link.product_id:
        return rows.get(Product, link.product_id)
    return next(iter(rows.where(Product, store_id=store_id, title=title)), None)


def item_of(rows: Rows, store_id: str, sku: str | None, sold_as: str | None) -> InventoryItem | None:
    """What a line sells as it is, without a recipe."""
    found = rows.where(InventoryItem, store_id=store_id, sku=sku) if sku else ()
    if found:
        return found[0]
    link = _link(rows, store_id, sold_as)
    return rows.get(InventoryItem, link.item_id) if link is not None and link.item_id else None


def is_known(rows: Rows, store_id: str, line: DocketLine) -> bool:
    """Whether anybody has said what a line takes from stock."""
    product = product_of(rows, store_id, line.title, line.sku, line.variant_id)
    return product is not None or item_of(rows, store_id, line.sku, line.variant_id) is not None


def _link(rows: Rows, store_id: str, sold_as: str | None) -> StockLink | None:
    known = rows.where(StockLink, external_id=sold_as) if sold_as else ()
    return next((link for link in known if link.store_id == store_id), None)


def wanted_for(rows: Rows, ticket: Ticket, line: DocketLine | None) -> list[Wanted]:
    """What a ticket takes from stock; a thing nobody described takes nothing."""
    sku, sold_as = (line.sku, line.variant_id) if line is not None else (None, None)
    product = product_of(rows, ticket.store_id, ticket.product, sku, sold_as)
    if product is None:
        item = item_of(rows, ticket.store_id, sku, sold_as)
        return [Wanted(ticket.id, item.id, ticket.quantity)] if item is not None else []
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
