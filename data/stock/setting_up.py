"""Products, recipes and stock items as a shop sets them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Accepted, Event, Outcome, Put, Refused, noop
from data.core.rows import Rows
from data.core.text import clean
from data.stock.describing import item_fault, sku_as_kept, sku_taken, title_fault
from data.stock.item import BomLine, InventoryItem, Product


@dataclass(frozen=True, slots=True)
class AddItem(Command):
    """A stock item; it begins empty, receive_stock fills it."""

    name: ClassVar[str] = "add_item"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    item_id: str
    store_id: str
    title: str
    unit: str
    sku: str | None = None
    buffer: int = 0
    reorder_point: int = 0
    limits_sale: bool = True


@dataclass(frozen=True, slots=True)
class AddProduct(Command):
    """A product and its recipe: (size, item id, quantity) each; size '' is any size."""

    name: ClassVar[str] = "add_product"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    product_id: str
    store_id: str
    title: str
    sku: str | None = None
    finished_item_id: str | None = None
    bom: tuple[tuple[str, str, int], ...] = ()


def add_item(command: AddItem, rows: Rows, ctx: Context) -> Outcome:
    """One row."""
    if rows.get(InventoryItem, command.item_id) is not None:
        return noop("known", f"{command.title} is known")
    sku = sku_as_kept(command.sku)
    wrong = item_fault(command.title, command.unit, command.buffer, command.reorder_point)
    wrong = wrong or sku_taken(rows, InventoryItem, command.store_id, sku, command.item_id)
    if wrong is not None:
        return wrong
    row = InventoryItem(
        command.item_id,
        command.store_id,
        clean(command.title.strip(), 200),
        sku,
        clean(command.unit.strip(), 20),
        0,
        0,
        command.buffer,
        command.reorder_point,
        command.limits_sale,
    )
    return Accepted(
        f"{row.name} added", writes=(Put(row),), events=(_event("item_added", row.store_id, item_id=row.id),)
    )


def add_product(command: AddProduct, rows: Rows, ctx: Context) -> Outcome:
    """The product and its lines; every item must be known."""
    if rows.get(Product, command.product_id) is not None:
        return noop("known", f"{command.title} is known")
    needed = [*(item for _, item, _ in command.bom), *([command.finished_item_id] if command.finished_item_id else [])]
    unknown = [item for item in needed if rows.get(InventoryItem, item) is None]
    if unknown:
        return Refused("no_such_item", f"{command.title}: no stock item {', '.join(unknown)}")
    if any(quantity <= 0 for _, _, quantity in command.bom):
        return Refused("quantity", f"{command.title}: every ingredient needs a quantity above zero")
    sku = sku_as_kept(command.sku)
    wrong = title_fault(command.title) or sku_taken(rows, Product, command.store_id, sku, command.product_id)
    if wrong is not None:
        return wrong
    title = clean(command.title.strip(), 200)
    product = Product(command.product_id, command.store_id, title, sku, command.finished_item_id, True)
    lines = [Put(BomLine(product.id, size, item, quantity, product.store_id)) for size, item, quantity in command.bom]
    return Accepted(
        f"{product.title} added",
        writes=(Put(product), *lines),
        events=(_event("product_added", product.store_id, product_id=product.id),),
    )


def _event(name: str, store_id: str, **detail: str) -> Event:
    return Event(name, store_id=store_id, detail=detail)
