"""The forms of the products: a product as it is described, a line of its recipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.cells import cut
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.quantities import NotAQuantity, amount_of, example
from kitchen_tui.places.stock_forms import COUNT
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.core.envelope import Stamp
    from data.questions.products import ProductLine, RecipeLine
    from data.questions.stock import StockLine
    from data.stock.editing import EditProduct
    from data.stock.setting_up import AddProduct


class Described(NamedTuple):
    """A product as a person describes it."""

    title: str
    sku: str | None
    active: bool
    finished_item_id: str | None


def new_product(stamp: Stamp, store_id: str, described: Described) -> AddProduct:
    """The command that adds it; what it is made of is said line by line."""
    from data.stock.setting_up import AddProduct

    return AddProduct(stamp.command_id, store_id, described.title, described.sku, described.finished_item_id)


def changed_product(product_id: str, described: Described) -> EditProduct:
    """The command that changes it."""
    from data.stock.editing import EditProduct

    return EditProduct(product_id, *described)


def product_form(
    product: ProductLine | None,
    others: Sequence[ProductLine],
    items: Sequence[StockLine],
    done: Callable[[Described], None],
) -> Form:
    """A product to be added (it begins active), or one to be changed."""

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        taken = next((other for other in others if values["sku"] and other.means_sku(values["sku"])), None)
        if taken is not None:
            return "sku", _("That is the SKU of {name}").format(name=cut(taken.title, 60))
        ready = item_meant(values["ready"], items) if values["ready"] else None
        if isinstance(ready, str):
            return "ready", ready
        active = values.get("active", "yes") == "yes"
        done(Described(values["title"], values["sku"] or None, active, ready.id if ready else None))
        return None

    ready = next((item for item in items if product is not None and item.id == product.finished_item_id), None)
    asks = [
        Ask("title", _("Title"), product.title if product else "", needed=True),
        Ask("sku", _("SKU"), (product.sku or "") if product else "", _("scan it, or leave it empty")),
        Ask(
            "ready", _("Ready-made"), (ready.sku or ready.name) if ready else "", _("the item it is stocked as, if any")
        ),
    ]
    if product is not None:
        yes_or_no = (("yes", _("yes")), ("no", _("no: not sold by hand")))
        asks.append(Ask("active", _("Active"), "yes" if product.active else "no", choices=yes_or_no))
    title = _("Change {item}").format(item=cut(product.title, 60)) if product else _("New product")
    return Form(title, asks, finished)


def recipe_form(
    product: ProductLine,
    line: RecipeLine | None,
    sizes: Sequence[str],
    items: Sequence[StockLine],
    done: Callable[[str, str, int], None],
) -> Form:
    """A line of the recipe: `done` gets size, item id and quantity, where 0 takes the line out. The item of a line that
    is there stays: another item is another line."""
    of_line = next((item for item in items if line is not None and item.id == line.item_id), None)

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        item = of_line or item_meant(values["item"], items)
        if isinstance(item, str):
            return "item", item
        try:
            amount = amount_of(COUNT, values["quantity"], item.unit)
        except NotAQuantity as trouble:
            return "quantity", trouble.says
        if line is None and not amount:
            return "quantity", _("It must be more than zero")
        done(line.size if line is not None else values["size"], item.id, amount)
        return None

    known = dict.fromkeys(["", *sizes, *(known.size for known in product.recipe)])
    hint = example(of_line.unit) if of_line else "500 g, 12"
    asks = [
        Ask("size", _("Size"), choices=[(size, size_text(size)) for size in known]),
        Ask("item", _("Item"), hint=_("scan it, or type its name"), needed=True),
        Ask("quantity", _("Quantity"), f"{line.quantity} {line.unit}" if line else "", hint, needed=True),
    ]
    title = cut(product.title, 60)
    if line is not None:
        title = _("{product}, {size}: {item}; 0 takes it out").format(
            product=cut(product.title, 40), size=size_text(line.size), item=cut(line.item, 40)
        )
    return Form(title, asks[2:] if line is not None else asks, finished)


def size_text(size: str) -> str:
    """A size; the empty one stands for any."""
    return cut(size, 24) if size else _("any size")


def item_meant(text: str, items: Sequence[StockLine]) -> StockLine | str:
    """The item of a SKU, an id, a name or some words of it; else a sentence why not."""
    found = [item for item in items if item.means(text)]
    found = found or [item for item in items if item.name.casefold() == text.strip().casefold()]
    found = found or [item for item in items if item.fits(text)]
    if len(found) == 1:
        return found[0]
    if not found:
        return _("No item is like that")
    names = ", ".join(cut(item.name, 24) for item in found[:4])
    return _("Several are like that: {names}").format(names=names)
