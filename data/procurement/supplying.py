"""Who sells to us and what, as an admin sets it up: suppliers, their offers, what is to be known of an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.clock import is_day
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, noop
from data.core.packed import pack
from data.core.rows import Rows
from data.core.text import clean, one_line
from data.procurement.service import RUNNING_OUT
from data.procurement.supplier import ItemTerms, Supplier, SupplyOffer
from data.stock.describing import MOST, sku_as_kept
from data.stock.item import InventoryItem

WHOLE_WEEK = tuple(range(7))
MOST_LEAD_DAYS, MOST_CLOSED = 120, 400
MOST_SHELF_LIFE = 3_650
MOST_TIMES = 100_000
"""Packs that are sold together at the most."""


@dataclass(frozen=True, slots=True)
class SetSupplier(Command):
    """A supplier as it shall be from now on; see data.procurement.supplier.Supplier. Weekdays: 0 is Monday."""

    name: ClassVar[str] = "set_supplier"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    supplier_id: str
    store_id: str
    title: str
    email: str | None = None
    order_days: tuple[int, ...] = WHOLE_WEEK
    cutoff_minute: int = 12 * 60
    lead_days: int = 1
    delivery_days: tuple[int, ...] = WHOLE_WEEK
    closed_days: tuple[str, ...] = ()
    minimum_value: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class SetOffer(Command):
    """A pack of an item as a supplier sells it from now on; `pack_size` and `minimum` in the item's unit."""

    name: ClassVar[str] = "set_offer"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    offer_id: str
    supplier_id: str
    item_id: str
    pack: str
    pack_size: int
    price: int
    sku: str | None = None
    barcode: str | None = None
    minimum: int = 0
    multiple: int = 1
    active: bool = True


@dataclass(frozen=True, slots=True)
class SetItemTerms(Command):
    """What is to be known of an item before it is bought; see data.procurement.supplier.ItemTerms."""

    name: ClassVar[str] = "set_item_terms"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    item_id: str
    waste_permille: int = 0
    shelf_life_days: int | None = None
    safety: int | None = None
    service_permille: int | None = None
    running_out_percent: int = RUNNING_OUT
    density: int | None = None


def set_supplier(command: SetSupplier, rows: Rows, ctx: Context) -> Outcome:
    """A new one, or other words for one that is known."""
    title = one_line(clean(command.title.strip(), 120))
    wrong = _supplier_fault(command, title)
    known = rows.get(Supplier, command.supplier_id)
    others = [one for one in rows.where(Supplier, store_id=command.store_id) if one.id != command.supplier_id]
    if wrong is None and known is not None and known.store_id != command.store_id:
        wrong = Refused("no_such_supplier", f"{title} is not of this store")
    if wrong is None and any(one.active and one.name.casefold() == title.casefold() for one in others):
        wrong = Refused("name_taken", f"There is a supplier {title} already")
    if wrong is not None:
        return wrong
    row = Supplier(
        command.supplier_id,
        command.store_id,
        title,
        clean(command.email.strip(), 200) or None if command.email else None,
        pack(sorted(set(command.order_days))),
        command.cutoff_minute,
        command.lead_days,
        pack(sorted(set(command.delivery_days))),
        pack(sorted(set(command.closed_days))),
        command.minimum_value,
        command.active,
        ctx.now if known is None else known.made_at,
    )
    return _set(
        known, row, (row.id,), Event("supplier_set", store_id=row.store_id, detail={"supplier_id": row.id}), title
    )


def _supplier_fault(command: SetSupplier, title: str) -> Refused | None:
    if not title:
        return Refused("name_needed", "A supplier needs a name")
    if command.email and not _is_address(command.email.strip()):
        return Refused("email", f"{title}: an address is written like orders@mill.example")
    if not _weekdays(command.order_days) or not _weekdays(command.delivery_days):
        return Refused("weekdays", f"{title}: at least one weekday to order and one to deliver, 0 (Monday) to 6")
    if not 0 <= command.cutoff_minute < 24 * 60:
        return Refused("cutoff", f"{title}: the cut-off is a time of the day")
    if not 0 <= command.lead_days <= MOST_LEAD_DAYS:
        return Refused("lead_days", f"{title}: {command.lead_days} days is no lead time: 0 to {MOST_LEAD_DAYS}")
    if len(command.closed_days) > MOST_CLOSED or not all(is_day(day) for day in command.closed_days):
        return Refused("closed_days", f"{title}: closed days are written like 2026-12-24")
    if not 0 <= command.minimum_value <= MOST:
        return Refused("minimum", f"{title}: the least value of an order cannot be below zero")
    return None


def set_offer(command: SetOffer, rows: Rows, ctx: Context) -> Outcome:
    """A new one, or other words for one that is known; what was ordered keeps the words of its day."""
    supplier, item = rows.get(Supplier, command.supplier_id), rows.get(InventoryItem, command.item_id)
    if supplier is None:
        return Refused("no_such_supplier", "No such supplier")
    if item is None or item.store_id != supplier.store_id:
        return Refused("no_such_item", f"{supplier.name}: no such stock item")
    known = rows.get(SupplyOffer, command.offer_id)
    barcode = sku_as_kept(command.barcode)
    wrong = _offer_fault(command, item) or _moved(known, supplier, item) or _barcode_taken(rows, command, item, barcode)
    if wrong is not None:
        return wrong
    row = SupplyOffer(
        command.offer_id,
        supplier.store_id,
        supplier.id,
        item.id,
        sku_as_kept(command.sku),
        barcode,
        one_line(clean(command.pack.strip(), 80)) or f"{command.pack_size} {item.unit}",
        command.pack_size,
        command.price,
        command.minimum,
        command.multiple,
        command.active,
    )
    detail = {"offer_id": row.id, "item_id": item.id, "price": row.price}
    event = Event("offer_set", store_id=row.store_id, detail=detail)
    return _set(known, row, (row.id,), event, f"{item.name} of {supplier.name}")


def _offer_fault(command: SetOffer, item: InventoryItem) -> Refused | None:
    if not 0 < command.pack_size <= MOST:
        return Refused("pack_size", f"{item.name}: a pack holds more than nothing, in whole {item.unit}")
    if not 0 <= command.price <= MOST:
        return Refused("price", f"{item.name}: a price cannot be below zero")
    if not 0 <= command.minimum <= MOST:
        return Refused("minimum", f"{item.name}: the least that is sold cannot be below zero")
    if not 1 <= command.multiple <= MOST_TIMES:
        return Refused("multiple", f"{item.name}: packs are sold 1 to {MOST_TIMES} at a time")
    return None


def _moved(known: SupplyOffer | None, supplier: Supplier, item: InventoryItem) -> Refused | None:
    if known is None or (known.supplier_id, known.item_id) == (supplier.id, item.id):
        return None
    return Refused("other_offer", "That is the offer of another item or supplier: add a new one")


def _barcode_taken(rows: Rows, command: SetOffer, item: InventoryItem, barcode: str | None) -> Refused | None:
    """A scanned pack means one item; two suppliers may sell the same pack."""
    if barcode is None or not command.active:
        return None
    same = rows.where(SupplyOffer, store_id=item.store_id, barcode=barcode)
    if all(one.item_id == item.id or not one.active for one in same):
        return None
    return Refused("barcode_taken", f"{barcode} is on the pack of another item")


def set_item_terms(command: SetItemTerms, rows: Rows, ctx: Context) -> Outcome:
    """One row an item."""
    item = rows.get(InventoryItem, command.item_id)
    if item is None:
        return Refused("no_such_item", "No such stock item")
    wrong = _terms_fault(command, item.name)
    if wrong is not None:
        return wrong
    row = ItemTerms(
        item.id,
        item.store_id,
        command.waste_permille,
        command.shelf_life_days,
        command.safety,
        command.service_permille,
        command.running_out_percent,
        command.density,
    )
    event = Event("item_terms_set", store_id=item.store_id, detail={"item_id": item.id})
    return _set(rows.get(ItemTerms, item.id), row, (item.id,), event, item.name)


def _terms_fault(command: SetItemTerms, name: str) -> Refused | None:
    if not 0 <= command.waste_permille <= 10_000:
        return Refused("waste", f"{name}: what is lost is 0 to 10000 permille of what a recipe takes")
    if command.shelf_life_days is not None and not 1 <= command.shelf_life_days <= MOST_SHELF_LIFE:
        return Refused("shelf_life", f"{name}: it keeps 1 to {MOST_SHELF_LIFE} days")
    if command.safety is not None and not 0 <= command.safety <= MOST:
        return Refused("safety", f"{name}: what shall always be there cannot be below zero")
    if command.service_permille is not None and not 100 <= command.service_permille <= 990:
        return Refused("service", f"{name}: how sure one wants to be is 100 to 990 permille")
    if not 1 <= command.running_out_percent <= 100_000:
        return Refused("running_out", f"{name}: running out costs 1 to 100000 percent of the price")
    if command.density is not None and not 1 <= command.density <= 25_000:
        return Refused("density", f"{name}: a litre weighs 1 to 25000 g")
    return None


def _set(
    known: Supplier | SupplyOffer | ItemTerms | None,
    row: Supplier | SupplyOffer | ItemTerms,
    key: tuple[str],
    event: Event,
    title: str,
) -> Outcome:
    """The row put in, or what is new of it."""
    if known is None:
        return Accepted(f"{title} added", writes=(Put(row),), events=(event,))
    columns: dict[str, Any] = {
        f.name: getattr(row, f.name) for f in fields(row) if getattr(row, f.name) != getattr(known, f.name)
    }
    if not columns:
        return noop("unchanged", f"{title}: nothing to change")
    return Accepted(f"{title} changed", writes=(Change(type(row), key, columns),), events=(event,))


def _weekdays(days: Sequence[int]) -> bool:
    return bool(days) and all(day in WHOLE_WEEK for day in days)


def _is_address(text: str) -> bool:
    """Good enough to be written to; no list of several, no header."""
    before, _, behind = text.partition("@")
    return bool(before and behind) and "@" not in behind and text.isprintable() and not set(text) & set(' ,;<>"')
