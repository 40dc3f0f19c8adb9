"""What the products list, for a file or for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.questions.products import ProductLine
    from kitchen_tui.places.product_lists import ProductListing
    from kitchen_tui.sight import Sight


def products_sheet(listing: ProductListing) -> Sheet:
    """The list as it is narrowed now, a row for each size that has lines of its own."""
    shown = frozenset(product.id for product in listing.list.items)

    def rows(sight: Sight) -> list[list[Cell]]:
        from data.questions.products import products_of

        found = [product for product in products_of(sight.database, sight.store.id) if product.id in shown]
        return [_row(product, size) for product in found for size in product.sizes()]

    columns = (_("Product"), _("SKU"), _("Active"), _("Ready-made"), _("Size"), _("Can sell"))
    return Sheet("products", _("Products"), columns, rows)


def recipe_sheet(product: ProductLine) -> Sheet:
    """What one unit takes."""
    lines: list[list[Cell]] = [
        [line.size, line.item, line.quantity, line.unit, line.available] for line in product.recipe
    ]
    columns = (_("Size"), _("Item"), _("Quantity"), _("Unit"), _("Available"))
    title = _("Recipe of {item}").format(item=product.title)
    return Sheet("recipe", title, columns, lambda sight: lines)


def _row(product: ProductLine, size: str) -> list[Cell]:
    active = _("yes") if product.active else _("no")
    return [product.title, product.sku, active, product.ready, size, product.can_sell(size)]
