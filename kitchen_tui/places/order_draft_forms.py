"""The forms of a new order: for whom and when, and one thing to make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.orders.compose import Item
from kitchen_tui import regional
from kitchen_tui.cells import cut
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.order_fields import (
    amount_check,
    as_typed,
    day_check,
    product_trouble,
    quantity_check,
    shown_day,
    shown_window,
    typed_amount,
    typed_day,
    window_hint,
)
from kitchen_tui.places.order_forms import method_ask
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.questions.menu import Menu
    from data.stock.item import Product
    from kitchen_tui.places.order_draft import OrderDraft

_MOST_CHOICES = 12
"""More sizes than that are typed."""


def details_form(draft: OrderDraft, today: str, currency: str, done: Callable[[OrderDraft], None]) -> Form:
    """Customer, day, method, money, notes."""
    deposit, due = regional.amount_to_edit(draft.deposit, currency) if draft.deposit else "", shown_day(draft.due)
    asks = [
        Ask("customer", _("Customer"), draft.customer, needed=True),
        Ask("due", _("Due"), due, hint=_("empty: somebody waits for it"), check=day_check(today, past=True)),
        Ask("window", _("Time"), shown_window(draft.window), hint=window_hint()),
        method_ask(draft.method),
        Ask("source", _("Taken"), draft.source, choices=[("phone", _("By phone")), ("counter", _("At the counter"))]),
        Ask("deposit", _("Deposit"), deposit, hint=_("nothing"), check=amount_check(currency)),
        Ask("note", _("Note"), draft.note),
        Ask("instructions", _("Instructions"), draft.instructions),
    ]

    def finished(values: Mapping[str, str]) -> None:
        text = {name: as_typed(said) for name, said in values.items()}
        told = replace(draft, customer=text["customer"], due=typed_day(values["due"]) or "", window=text["window"])
        told = replace(told, method=text["method"], source=text["source"], note=text["note"])
        deposit = typed_amount(values["deposit"], currency)
        done(replace(told, deposit=deposit, instructions=text["instructions"]))

    return Form(_("For whom, and when"), asks, finished, saves=_("Keep"))


def item_form(menu: Menu, product: Product | None, item: Item, currency: str, done: Callable[[Item], None]) -> Form:
    """One thing of the menu, or (no product) something else that is described in words."""
    price = regional.amount_to_edit(item.unit_price, currency) if item.unit_price else ""
    asks = [
        *_title_asks(menu, product, item),
        _size_ask(menu.sizes_of(product), item.size or ""),
        Ask("flavour", _("Flavour"), item.flavour or ""),
        Ask("writing", _("Writing"), item.writing or ""),
        Ask("allergens", _("Allergens"), item.allergens or "", hint=_("none that we know of")),
        Ask("quantity", _("Quantity"), str(item.quantity), check=quantity_check(), needed=True),
        Ask("price", _("Price"), price, hint=_("for one"), check=amount_check(currency)),
    ]

    def finished(values: Mapping[str, str]) -> None:
        text = {name: as_typed(values[name]) or None for name in ("size", "flavour", "writing", "allergens")}
        amount, quantity = typed_amount(values["price"], currency), int(values["quantity"])
        title = values.get("title") or item.title
        done(replace(item, title=title, quantity=quantity, unit_price=amount, **text))

    return Form(cut(product.title, 60) if product is not None else _("Something else"), asks, finished, saves=_("Keep"))


def _title_asks(menu: Menu, product: Product | None, item: Item) -> list[Ask]:
    if product is not None:
        return []

    def check(text: str) -> str | None:
        return product_trouble(menu, text)

    return [Ask("title", _("What"), item.title, check=check, needed=True)]


def _size_ask(sizes: Sequence[str], size: str) -> Ask:
    """Chosen where there is a list, else typed."""
    own = next((known for known in sizes if known.casefold() == size.casefold()), "")
    if not sizes or len(sizes) > _MOST_CHOICES or any(not cut(known, 60) for known in sizes):
        return Ask("size", _("Size"), size, check=_one_of(sizes))
    return Ask("size", _("Size"), own, choices=[("", _("no size")), *((known, cut(known, 30)) for known in sizes)])


def _one_of(sizes: Sequence[str]) -> Callable[[str], str | None]:
    known = {size.casefold() for size in sizes}
    return lambda text: None if not known or text.casefold() in known else _("There is no such size")
