"""What may stand in the fields of an order, told while it is typed: dates, amounts, quantities, products, sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.text import NEW_LINE, one_line
from data.orders.dates import window_minutes
from data.orders.docket import MOST_ASKED
from data.orders.sizes import comes_in
from kitchen_tui import regional
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.questions.menu import Menu
    from data.stock.item import Product
    from kitchen_tui.places.form import Check


def typed_day(text: str) -> str | None:
    """The calendar day that was typed; None for no text. `day_check` has seen that it is one."""
    found = regional.parse_day(text) if text else None
    return found.isoformat() if found else None


def day_check(today: str, *, past: bool = False) -> Check:
    """A day, and none that is past unless that may be."""

    def check(text: str) -> str | None:
        day = typed_day(text)
        if day is None:
            return _("That is no day. Write it as {example}").format(example=regional.day_to_edit(today))
        return _("That day is past") if day < today and not past else None

    return check


def shown_day(day: str | None) -> str:
    """A calendar day as a field is filled with it."""
    return regional.day_to_edit(day) if day else ""


def shown_window(window: str | None) -> str:
    """A time as a field is filled with it: as people here write times, when it was understood."""
    first, last = window_minutes(window)
    return one_line(window or "") if first is None else regional.span_to_edit(first, last)


def window_hint() -> str:
    """How people here write a time."""
    return _("such as {time}").format(time=regional.span(10 * 60, 12 * 60))


def typed_amount(text: str, currency: str) -> int:
    """An amount in smallest units; nothing typed is nothing."""
    return (regional.parse_amount(text, currency) if text else 0) or 0


def amount_check(currency: str, most: int | None = None) -> Check:
    """An amount of money, not more than `most`."""

    def check(text: str) -> str | None:
        amount = regional.parse_amount(text, currency)
        if amount is None or amount < 0:
            return _("That is no amount of {currency}").format(currency=currency)
        if most is not None and amount > most:
            return _("That is more than the {most} there is").format(most=regional.money(most, currency))
        return None

    return check


def quantity_check(least: int = 1) -> Check:
    """A whole number."""

    def check(text: str) -> str | None:
        fits = text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= MOST_ASKED
        return None if fits else _("A number from {least} to {most}").format(least=least, most=MOST_ASKED)

    return check


def product_of(menu: Menu, text: str) -> Product | None:
    """The product that is called so, by SKU or title."""
    return menu.by_sku(text) or menu.by_title(text)


def product_trouble(menu: Menu, text: str) -> str | None:
    """Why this cannot be ordered, in words."""
    product = product_of(menu, text)
    if product is None and not menu.custom:
        return _("That is no product of this store")
    if product is not None and not product.active:
        return _("{product} is not sold any more").format(product=one_line(product.title)[:80])
    return None


def size_trouble(menu: Menu, product: Product | None, size: str) -> str | None:
    """Why there is no such size, in words."""
    sizes = menu.sizes_of(product)
    if comes_in(size, sizes):
        return None
    return _("There is no such size: {sizes}").format(sizes=", ".join(one_line(size) for size in sizes))


def own_size(menu: Menu, product: Product | None, size: str) -> str:
    """The size as the store writes it."""
    return next((known for known in menu.sizes_of(product) if known.casefold() == size.casefold()), size)


def as_typed(text: str) -> str:
    """A text from a field of one line, with the line breaks that it was shown with."""
    return text.replace(NEW_LINE, "\n")
