"""What an advice is made from: one store that buys, its items with their uses, stocks and offers, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant
from data.organization.store import Store
from data.procurement.demand import Use
from data.procurement.supplier import ItemTerms, Supplier, SupplyOffer
from data.stock.item import InventoryItem


@dataclass(frozen=True, slots=True)
class Lot:
    """Of what lies there, so much keeps until (and on) a day; None: nobody knows for how long."""

    quantity: int
    best_before: str | None


@dataclass(frozen=True, slots=True)
class Coming:
    """On order: what is still missing, the day it is awaited, whose order it is, and when that was made."""

    quantity: int
    arrives: str
    code: str
    supplier_id: str
    made_on: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item of the store that buys, with what other stores want of the same: all amounts are in its own unit.
    `shelves` is [store, on hand]; `held` is what orders outside the forecast were promised, `used` what was taken from
    the shelf already for a day that is still ahead: [day, amount]. `strange` names stores that count it in a unit which
    is none of it."""

    item: InventoryItem
    terms: ItemTerms | None
    uses: tuple[Use, ...]
    shelves: tuple[tuple[str, int], ...]
    held: int
    used: tuple[tuple[str, int], ...]
    lots: tuple[Lot, ...]
    coming: tuple[Coming, ...]
    offers: tuple[tuple[SupplyOffer, Supplier], ...]
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """`bare` are products that sell and have no recipe: [id, title]."""

    store: Store
    now: Instant
    items: tuple[Wanted, ...]
    bare: tuple[tuple[str, str], ...]
    forecast_at: Instant | None
    forecast_until: str | None
