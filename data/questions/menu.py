"""What can be ordered: the products of a store with their sizes, and how many of each can still be promised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from data.core.packed import unpack
from data.orders.holding import product_of
from data.organization.policies import policies_of
from data.organization.store import Store
from data.stock.item import Product
from data.stock.selling import available_to_sell
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of


class Menu(NamedTuple):
    """`products` by title, those no longer sold too; `sizes` the store's in their order, `own_sizes` what a product's
    recipe knows besides them; `custom` whether something that is no product can be ordered."""

    products: tuple[Product, ...]
    sizes: tuple[str, ...]
    own_sizes: dict[str, tuple[str, ...]]
    custom: bool

    def sizes_of(self, product: Product | None) -> tuple[str, ...]:
        """What a product can be ordered in; nothing for what is none: any size will do."""
        return (*self.sizes, *self.own_sizes.get(product.id, ())) if product is not None else ()

    def by_sku(self, sku: str) -> Product | None:
        """The product with this SKU, whatever the case."""
        wanted = sku.strip().casefold()
        return next((p for p in self.products if p.sku and p.sku.casefold() == wanted), None)

    def by_title(self, title: str) -> Product | None:
        """The product of this title, whatever the case."""
        wanted = title.strip().casefold()
        return next((p for p in self.products if p.title.casefold() == wanted), None)

    def like(self, text: str) -> list[Product]:
        """The products with all its words in title or SKU, those that begin so first."""
        words = text.casefold().split()
        found = [p for p in self.products if all(w in f"{p.title} {p.sku or ''}".casefold() for w in words)]
        return sorted(found, key=lambda p: (not p.active, not p.title.casefold().startswith(text.casefold())))


def menu_of(database: Database, store: Store) -> Menu:
    """The menu of a store."""
    kind = kind_of(Product)
    found = database.rows(f"{kind.select} WHERE store_id = ? ORDER BY title, id", (store.id,))
    sizes = tuple(str(size) for size in unpack(store.sizes))
    known = {size.casefold() for size in sizes}
    own: dict[str, tuple[str, ...]] = {}
    sql = (
        "SELECT DISTINCT b.product_id, b.size FROM product_requirements b JOIN product p ON p.id = b.product_id "
        "WHERE p.store_id = ? AND b.size <> '' AND b.quantity > 0 ORDER BY b.product_id, b.size"
    )
    for product_id, size in database.rows(sql, (store.id,)):
        if size.casefold() not in known:
            own[product_id] = (*own.get(product_id, ()), size)
    return Menu(tuple(kind.row(r) for r in found), sizes, own, custom=not policies_of(store).check_bom)


class Wish(NamedTuple):
    """What is asked for: title, SKU, size."""

    title: str
    sku: str | None
    size: str


def promises(database: Database, store_id: str, wishes: Iterable[Wish]) -> dict[Wish, int]:
    """How many of each there still are; what nothing limits is left out."""
    rows = StoredRows(database)
    found = {}
    for wish in wishes:
        product = product_of(rows, store_id, wish.title, wish.sku)
        left = available_to_sell(rows, product, wish.size) if product is not None else None
        if left is not None:
            found[wish] = left
    return found
