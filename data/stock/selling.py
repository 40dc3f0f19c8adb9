"""ATS: how many of a product can still be promised (RULES.md, Stock)."""

from __future__ import annotations

from data.core.rows import Rows
from data.stock.item import InventoryItem, Product
from data.stock.recipe import recipe_of


def available_to_sell(rows: Rows, product: Product, size: str = "") -> int | None:
    """Its own available when stocked ready-made, else the least its limiting ingredients allow; None: unlimited."""
    if product.finished_item_id:
        item = rows.get(InventoryItem, product.finished_item_id)
        return None if item is None else item.available
    limits = []
    for line in recipe_of(rows, product.id, size):
        item = rows.get(InventoryItem, line.item_id)
        if item is not None and item.limits_sale:
            limits.append(item.available // line.quantity)
    return min(limits, default=None)
