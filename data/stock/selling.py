"""ATS: how many of a product can still be promised (RULES.md, Stock)."""

from __future__ import annotations

from data.core.rows import Rows
from data.stock.item import BomLine, InventoryItem, Product


def available_to_sell(rows: Rows, product: Product, size: str = "") -> int | None:
    """Its own available when stocked ready-made, else the least its limiting ingredients allow; None: unlimited."""
    if product.finished_item_id:
        item = rows.get(InventoryItem, product.finished_item_id)
        return None if item is None else item.available
    lines = rows.where(BomLine, product_id=product.id)
    own = [x for x in lines if x.size.casefold() == size.casefold()]
    limits = []
    for line in own or [x for x in lines if x.size == ""]:
        item = rows.get(InventoryItem, line.item_id)
        if item is not None and item.limits_sale and line.quantity > 0:
            limits.append(item.available // line.quantity)
    return min(limits, default=None)
