"""Who sells to us, in which packs, and what else is to be known of an item before it is bought."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Supplier:
    """`order_days` and `delivery_days` are packed lists of weekdays (0 is Monday), `closed_days` of dates. An order
    that is given before `cutoff_minute` of the store's day counts for that day, and comes on the first delivery day
    that is at least `lead_days` later. `minimum_value` is in the store's currency's smallest unit."""

    id: str
    store_id: str
    name: str
    email: str | None
    order_days: str
    cutoff_minute: int
    lead_days: int
    delivery_days: str
    closed_days: str
    minimum_value: int
    active: bool
    made_at: Instant


@dataclass(frozen=True, slots=True)
class SupplyOffer:
    """One pack of an item. `pack_size` and `minimum` are in the item's own unit: whoever sets an offer converts once,
    exactly. Packs are sold `multiple` at a time; `price` is of one pack. `pack` is what stands on it, `barcode` what is
    scanned when it comes."""

    id: str
    store_id: str
    supplier_id: str
    item_id: str
    sku: str | None
    barcode: str | None
    pack: str
    pack_size: int
    price: int
    minimum: int
    multiple: int
    active: bool


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What is lost of an item (`waste_permille` of what a recipe takes), how long it keeps, what shall always be there
    (`safety`, in its unit; none: the item's buffer), and how sure one wants to be: `service_permille`, or, without one,
    what running out costs in percent of its price. `density` is in grams a litre."""

    item_id: str
    store_id: str
    waste_permille: int
    shelf_life_days: int | None
    safety: int | None
    service_permille: int | None
    running_out_percent: int
    density: int | None
