"""Which product of ours a sold line is, and what of what is sold nobody has described."""

from __future__ import annotations

from data.core.clock import plus_days
from data.health.metric import Part
from data.health.points import by_share, part
from data.health.seen import JUDGED_DAYS, Seen, SoldOnDay

_ALL_UNMAPPED_AT, _ALL_WITHOUT_AT = 300, 500


class Mapping:
    """By SKU, by what a shop calls it, else by its title as written (as data.orders.holding.product_of does)."""

    def __init__(self, seen: Seen) -> None:
        """Reads the products and links once."""
        self._names = {product.id: product.title for product in seen.products}
        self._made_of = {product.id for product in seen.products if product.made_of}
        self._by_sku = {product.sku: product.id for product in reversed(seen.products) if product.sku}
        self._by_title = {product.title: product.id for product in reversed(seen.products)}
        self._linked = {key: link.product_id for link in seen.links for key in (link.sku, link.title) if key}
        self._items = {key for link in seen.links if link.is_item for key in (link.sku, link.title) if key}
        self._item_skus = seen.item_skus

    def product(self, sold: SoldOnDay) -> str:
        """The product's id, "" for none."""
        if sold.product_id:
            return sold.product_id if sold.product_id in self._names else ""
        linked = self._linked.get(sold.sku) or self._linked.get(sold.title)
        return self._by_sku.get(sold.sku) or linked or self._by_title.get(sold.title) or ""

    def thing(self, sold: SoldOnDay) -> str:
        """The product's id, or what the line itself is called."""
        return self.product(sold) or sold.product_id or sold.title or sold.sku

    def name(self, thing: str) -> str:
        """What people call it."""
        return self._names.get(thing, thing)

    def is_known(self, sold: SoldOnDay) -> bool:
        """Whether it is a product of ours, or an item of the stock that is sold as it is."""
        stocked = (sold.sku and sold.sku in self._item_skus) or sold.sku in self._items or sold.title in self._items
        return bool(self.product(sold)) or bool(stocked)

    def is_described(self, product_id: str) -> bool:
        """Whether it has a recipe, or is stocked as it is."""
        return product_id in self._made_of


def unmapped(seen: Seen, mapping: Mapping) -> Part:
    """Sold in four weeks, and no product of ours: forecast by its title only, and nothing is bought for it."""
    sold = _judged(seen)
    unknown = [one for one in sold if not mapping.is_known(one)]
    names = tuple(sorted({one.title or one.sku or one.product_id for one in unknown}))
    says = f"Sold in four weeks, but no product of yours: {len(names)}"
    do = "Add it as a product, or match it with one (Shops): the same SKU or the same title will do"
    lost = by_share("unmapped", _quantity(unknown), _quantity(sold), _ALL_UNMAPPED_AT)
    return part("unmapped", lost, says, do, names)


def recipes(seen: Seen, mapping: Mapping) -> Part:
    """Products sold in four weeks of which nobody has said what they are made of."""
    sold = [one for one in _judged(seen) if mapping.product(one)]
    without = [one for one in sold if not mapping.is_described(mapping.product(one))]
    names = tuple(sorted({mapping.name(mapping.product(one)) for one in without}))
    says = f"Products sold in four weeks that have no recipe: {len(names)}"
    do = "Write down what it is made of (Products), so that what it needs is bought"
    return part("recipes", by_share("recipes", _quantity(without), _quantity(sold), _ALL_WITHOUT_AT), says, do, names)


def _judged(seen: Seen) -> list[SoldOnDay]:
    first = plus_days(seen.today, -JUDGED_DAYS)
    return [sold for sold in seen.sold if sold.day >= first]


def _quantity(sold: list[SoldOnDay]) -> int:
    return sum(one.quantity for one in sold)
