"""What a product is like when more or less of it is baked than sells: how long it keeps, and what running out costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean
from data.stock.item import Product

MOST_DAYS = 3_650
WHOLE = 1_000


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """`category` is what a new product is like; `yield_permille` of what is made can be sold; `service_permille` is how
    often out of a thousand days it shall last (0: by how long it keeps)."""

    product_id: str
    store_id: str
    category: str
    shelf_life_days: int
    yield_permille: int
    service_permille: int


@dataclass(frozen=True, slots=True)
class SetProductTerms(Command):
    """A product's terms, all at once."""

    name: ClassVar[str] = "set_product_terms"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    product_id: str
    category: str = ""
    shelf_life_days: int = 1
    yield_permille: int = WHOLE
    service_permille: int = 0


def set_product_terms(command: SetProductTerms, rows: Rows, ctx: Context) -> Outcome:
    """One row a product."""
    product = rows.get(Product, command.product_id)
    if product is None:
        return Refused("no_such_product", "No such product")
    wrong = _fault(command, product)
    if wrong is not None:
        return wrong
    row = ProductTerms(
        product.id,
        product.store_id,
        clean(command.category.strip(), 80),
        command.shelf_life_days,
        command.yield_permille,
        command.service_permille,
    )
    known = rows.get(ProductTerms, product.id)
    if known == row:
        return noop("unchanged", f"{product.title}: nothing to change")
    columns = {n: getattr(row, n) for n in ("category", "shelf_life_days", "yield_permille", "service_permille")}
    write: Write = Put(row) if known is None else Change(ProductTerms, (product.id,), columns)
    event = Event("product_terms_set", store_id=product.store_id, detail={"product_id": product.id, **columns})
    return Accepted(f"{product.title} changed", writes=(write,), events=(event,))


def _fault(command: SetProductTerms, product: Product) -> Refused | None:
    if not 0 <= command.shelf_life_days <= MOST_DAYS:
        return Refused("shelf_life", f"{product.title}: it keeps 0 to {MOST_DAYS} days")
    if not 1 <= command.yield_permille <= WHOLE:
        return Refused("yield", f"{product.title}: of a thousand that are made 1 to {WHOLE} can be sold")
    if not 0 <= command.service_permille < WHOLE:
        return Refused("service", f"{product.title}: it lasts on 0 to {WHOLE - 1} of a thousand days")
    return None
