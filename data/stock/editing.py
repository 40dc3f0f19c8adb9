"""What a shop changes about its items, products and recipes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean
from data.stock.describing import MOST, item_fault, sku_as_kept, sku_taken, title_fault
from data.stock.item import BomLine, InventoryItem, InventoryTxn, Product


@dataclass(frozen=True, slots=True)
class EditItem(Command):
    """A stock item as it shall be described; what is on the shelf stays. The unit changes only before anything counts
    in it: numbers in a ledger cannot be read in another one."""

    name: ClassVar[str] = "edit_item"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    item_id: str
    title: str
    unit: str
    sku: str | None = None
    buffer: int = 0
    reorder_point: int = 0
    limits_sale: bool = True


@dataclass(frozen=True, slots=True)
class EditProduct(Command):
    """A product as it shall be described. One that is not active is not sold by hand any more."""

    name: ClassVar[str] = "edit_product"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    product_id: str
    title: str
    sku: str | None = None
    active: bool = True
    finished_item_id: str | None = None


@dataclass(frozen=True, slots=True)
class SetRecipe(Command):
    """How much of an item one unit of a product takes in a size ('' is any size); 0 takes the line out."""

    name: ClassVar[str] = "set_recipe"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    product_id: str
    size: str
    item_id: str
    quantity: int


def edit_item(command: EditItem, rows: Rows, ctx: Context) -> Outcome:
    """The description; never a balance."""
    item = rows.get(InventoryItem, command.item_id)
    if item is None:
        return Refused("no_such_item", "No such stock item")
    sku = sku_as_kept(command.sku)
    wrong = item_fault(command.title, command.unit, command.buffer, command.reorder_point)
    wrong = wrong or sku_taken(rows, InventoryItem, item.store_id, sku, item.id) or _unit_fixed(command, item, rows)
    if wrong is not None:
        return wrong
    columns: dict[str, Any] = {
        "name": clean(command.title.strip(), 200),
        "sku": sku,
        "unit": clean(command.unit.strip(), 20),
        "buffer": command.buffer,
        "reorder_point": command.reorder_point,
        "limits_sale": command.limits_sale,
    }
    return _changed(item, columns, columns["name"], Event("item_edited", store_id=item.store_id), "item_id")


def edit_product(command: EditProduct, rows: Rows, ctx: Context) -> Outcome:
    """The description; its recipe stays."""
    product = rows.get(Product, command.product_id)
    if product is None:
        return Refused("no_such_product", "No such product")
    sku = sku_as_kept(command.sku)
    wrong = title_fault(command.title) or sku_taken(rows, Product, product.store_id, sku, product.id)
    if wrong is not None:
        return wrong
    if command.finished_item_id and _item_of(rows, product.store_id, command.finished_item_id) is None:
        return Refused("no_such_item", f"{product.title}: no stock item {command.finished_item_id}")
    columns: dict[str, Any] = {
        "title": clean(command.title.strip(), 200),
        "sku": sku,
        "finished_item_id": command.finished_item_id or None,
        "active": command.active,
    }
    return _changed(
        product, columns, columns["title"], Event("product_edited", store_id=product.store_id), "product_id"
    )


def set_recipe(command: SetRecipe, rows: Rows, ctx: Context) -> Outcome:
    """One line of a recipe; orders that were taken keep what they hold."""
    product = rows.get(Product, command.product_id)
    if product is None:
        return Refused("no_such_product", "No such product")
    item = _item_of(rows, product.store_id, command.item_id)
    if item is None:
        return Refused("no_such_item", f"{product.title}: no stock item {command.item_id}")
    if not 0 <= command.quantity <= MOST:
        return Refused("quantity", f"{product.title}: a quantity cannot be below zero")
    size = clean(command.size.strip(), 100)
    known = _line(rows, product.id, size, item.id)
    if command.quantity == (known.quantity if known else 0):
        return noop("unchanged", f"{product.title}: nothing to change")
    write: Write = (
        Change(BomLine, (product.id, known.size, item.id), {"quantity": command.quantity})
        if known
        else Put(BomLine(product.id, size, item.id, command.quantity, product.store_id))
    )
    detail = {"product_id": product.id, "size": size, "item_id": item.id, "quantity": command.quantity}
    event = Event("recipe_set", store_id=product.store_id, detail=detail)
    takes = f"{command.quantity} {item.unit} {item.name}" if command.quantity else f"no {item.name} any more"
    return Accepted(f"{product.title}: {takes}", writes=(write,), events=(event,))


def _line(rows: Rows, product_id: str, size: str, item_id: str) -> BomLine | None:
    """The line of a size as orders find it: in any case."""
    lines = rows.where(BomLine, product_id=product_id)
    return next((x for x in lines if x.item_id == item_id and x.size.casefold() == size.casefold()), None)


def _item_of(rows: Rows, store_id: str, item_id: str) -> InventoryItem | None:
    item = rows.get(InventoryItem, item_id)
    return item if item is not None and item.store_id == store_id else None


def _unit_fixed(command: EditItem, item: InventoryItem, rows: Rows) -> Refused | None:
    if clean(command.unit.strip(), 20) == item.unit:
        return None
    moved = item.on_hand or item.reserved or rows.where(InventoryTxn, item_id=item.id)
    if moved or any(line.quantity for line in rows.where(BomLine, item_id=item.id)):
        return Refused("unit_fixed", f"{item.name} is counted in {item.unit} already: add a new item instead")
    return None


def _changed(row: InventoryItem | Product, columns: dict[str, Any], name: str, event: Event, key: str) -> Outcome:
    new = {column: value for column, value in columns.items() if getattr(row, column) != value}
    if not new:
        return noop("unchanged", f"{name}: nothing to change")
    told = Event(event.name, store_id=event.store_id, detail={key: row.id, **new})
    return Accepted(f"{name} changed", writes=(Change(type(row), (row.id,), new),), events=(told,))
