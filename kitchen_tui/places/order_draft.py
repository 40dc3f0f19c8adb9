"""An order while it is taken down: what was said so far, what it comes to, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.core.money import MOST_MINOR
from data.core.text import one_line
from data.orders.compose import Asked, Item
from kitchen_tui.places.order_fields import product_of, size_trouble
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.questions.menu import Menu


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """`due` is YYYY-MM-DD, or nothing for somebody who waits; `deposit` in minor units."""

    customer: str = ""
    due: str = ""
    window: str = ""
    method: str = "pickup"
    source: str = "phone"
    deposit: int = 0
    note: str = ""
    instructions: str = ""
    items: tuple[Item, ...] = ()

    @property
    def total(self) -> int:
        """What everything costs."""
        return sum(item.quantity * item.unit_price for item in self.items)

    @property
    def owed(self) -> int:
        """What the deposit leaves to pay."""
        return max(self.total - self.deposit, 0)

    def asked(self) -> Asked:
        """As the order is composed of it."""
        said = (self.window or None, self.method, self.note or None, self.instructions or None, self.source)
        return Asked(self.customer, self.due or None, self.items, *said)


def troubles(draft: OrderDraft, menu: Menu) -> Iterator[str]:
    """What must be mended before the order can be placed, in words; the rule refuses the same."""
    if not draft.customer:
        yield _("Who is it for?")
    if not draft.items:
        yield _("What shall be made?")
    for item in draft.items:
        trouble = item_trouble(menu, item)
        if trouble is not None:
            yield f"{one_line(item.title)[:80]}: {trouble}"
    if draft.total > MOST_MINOR:
        yield _("No order costs that much")
    if draft.total and draft.deposit > draft.total:
        yield _("The deposit is more than the order costs")


def item_trouble(menu: Menu, item: Item) -> str | None:
    """Why one thing cannot be ordered, in words."""
    product = menu.by_sku(item.sku) if item.sku else product_of(menu, item.title)
    if product is None and (item.sku or not menu.custom):
        return _("That is no product of this store")
    if product is not None and not product.active:
        return _("not sold any more")
    return size_trouble(menu, product, item.size or "")
