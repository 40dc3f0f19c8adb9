"""Products with what they are made of and how many can still be promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from data.store.database import Database


def line_key(size: str, item_id: str) -> str:
    """What a line of a recipe is known by within its product."""
    return f"{size}\n{item_id}"


class RecipeLine(NamedTuple):
    """What one unit of a product takes of an item in a size ('' is any size without lines of its own)."""

    product_id: str
    size: str
    item_id: str
    item: str
    unit: str
    quantity: int
    available: int
    limits_sale: bool

    @property
    def key(self) -> str:
        """What it is known by within its product."""
        return line_key(self.size, self.item_id)

    @property
    def enough_for(self) -> int:
        """How many units its item still allows."""
        return self.available // self.quantity


class ProductLine(NamedTuple):
    """A product; `ready` is the name of the item that it is stocked as."""

    id: str
    title: str
    sku: str | None
    active: bool
    finished_item_id: str | None
    ready: str | None
    ready_available: int
    recipe: tuple[RecipeLine, ...]

    def sizes(self) -> tuple[str, ...]:
        """The sizes that have lines of their own, and '' first for all others."""
        return tuple(dict.fromkeys(["", *(line.size for line in self.recipe)]))

    def can_sell(self, size: str = "") -> int | None:
        """ATS (RULES.md, Stock), as the rules reckon it; None where nothing limits it."""
        if self.finished_item_id:
            return self.ready_available if self.ready is not None else None
        own = [line for line in self.recipe if line.size.casefold() == size.casefold()]
        lines = own or [line for line in self.recipe if not line.size]
        return min((line.enough_for for line in lines if line.limits_sale), default=None)

    def means(self, code: str) -> bool:
        """Whether a scan of this text means the product."""
        return code.strip().casefold() == self.id.casefold() or self.means_sku(code)

    def means_sku(self, code: str) -> bool:
        """Whether this is its SKU, in any case."""
        return self.sku is not None and code.strip().casefold() == self.sku.casefold()

    def fits(self, words: str) -> bool:
        """Whether every word stands in its title or its SKU."""
        own = f"{self.title} {self.sku or ''}".casefold()
        return all(word in own for word in words.casefold().split())


_PRODUCTS = (
    "SELECT p.id, p.title, p.sku, p.active, p.finished_item_id, i.name, "
    "coalesce(i.on_hand - i.reserved - i.buffer, 0) FROM product p "
    "LEFT JOIN inventory_items i ON i.id = p.finished_item_id WHERE p.store_id = ?"
)
_RECIPES = (
    "SELECT r.product_id, r.size, r.item_id, i.name, i.unit, r.quantity, i.on_hand - i.reserved - i.buffer, "
    "i.limits_sale FROM product p JOIN product_requirements r ON r.product_id = p.id "
    "JOIN inventory_items i ON i.id = r.item_id WHERE p.store_id = ? AND r.quantity > 0"
)


def products_of(database: Database, store_id: str, sizes: Sequence[str] = ()) -> tuple[ProductLine, ...]:
    """Every product of a store by title; the lines of its recipe by size in the order of `sizes`, then by item."""
    rank = {size.casefold(): n for n, size in enumerate(("", *sizes))}
    recipes: dict[str, list[RecipeLine]] = defaultdict(list)
    for row in database.rows(_RECIPES, (store_id,)):
        recipes[row[0]].append(RecipeLine._make((*row[:7], bool(row[7]))))
    found = []
    for ident, title, sku, active, finished, ready, available in database.rows(_PRODUCTS, (store_id,)):
        lines = sorted(
            recipes[ident],
            key=lambda x: (rank.get(x.size.casefold(), len(rank)), x.size.casefold(), x.item.casefold(), x.item_id),
        )
        found.append(ProductLine(ident, title, sku, bool(active), finished, ready, available, tuple(lines)))
    return tuple(sorted(found, key=lambda product: (product.title.casefold(), product.id)))
