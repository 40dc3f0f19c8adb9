"""The sizes in which a product can be ordered."""

from __future__ import annotations

from data.core.packed import unpack
from data.core.rows import Rows
from data.organization.store import Store
from data.stock.item import BomLine, Product


def sizes_for(rows: Rows, store: Store, product: Product | None) -> tuple[str, ...]:
    """The store's sizes in their order, then those that only the product's recipe knows; none: any size will do."""
    sizes = [str(size) for size in unpack(store.sizes)]
    known = {size.casefold() for size in sizes}
    recipe = rows.where(BomLine, product_id=product.id) if product is not None else ()
    own = {line.size for line in recipe if line.quantity > 0 and line.size and line.size.casefold() not in known}
    return (*sizes, *sorted(own))


def comes_in(size: str | None, sizes: tuple[str, ...]) -> bool:
    """Whether a size is one of these; no size, and a store without sizes, are always right."""
    return not size or not sizes or size.casefold() in {known.casefold() for known in sizes}
