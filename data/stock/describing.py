"""What a description of an item or a product must be: a name, a unit, a SKU that is free."""

from __future__ import annotations

from data.core.outcome import Refused
from data.core.rows import Rows
from data.core.text import clean
from data.stock.item import InventoryItem, Product

MOST = 10**12
"""More than any store room holds."""


def sku_as_kept(sku: str | None) -> str | None:
    """The SKU without the space around it; an empty one is none."""
    return clean(sku.strip(), 100) or None if sku else None


def sku_taken(
    rows: Rows, kind: type[InventoryItem] | type[Product], store_id: str, sku: str | None, own_id: str
) -> Refused | None:
    """A SKU means one item, and one product, of a store."""
    if sku is None:
        return None
    others = [row for row in _with_sku(rows, kind, store_id, sku) if row.id != own_id]
    if not others:
        return None
    first = others[0]
    name = first.name if isinstance(first, InventoryItem) else first.title
    return Refused("sku_taken", f"{sku} is the SKU of {name}")


def _with_sku(
    rows: Rows, kind: type[InventoryItem] | type[Product], store_id: str, sku: str
) -> tuple[InventoryItem | Product, ...]:
    if kind is InventoryItem:
        return rows.where(InventoryItem, store_id=store_id, sku=sku)
    return rows.where(Product, store_id=store_id, sku=sku)


def title_fault(title: str) -> Refused | None:
    """Nothing goes without a name."""
    return None if title.strip() else Refused("name_needed", "A name is needed")


def item_fault(title: str, unit: str, buffer: int, reorder_point: int) -> Refused | None:
    """What is wrong with an item's description."""
    if not unit.strip():
        return Refused("unit_needed", f"{title}: a unit is needed")
    if not (0 <= buffer <= MOST and 0 <= reorder_point <= MOST):
        return Refused("quantity", f"{title}: buffer and reorder point cannot be below zero")
    return title_fault(title)
