"""What an advice to buy is made from, as it stands in the database: forecasts, recipes, stock, offers, orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar

from data.core.clock import Instant, at_minute, local_day, plus_days
from data.forecasts.forecast import TOTAL
from data.organization.store import Store
from data.procurement.demand import WHOLE, Day, Selling, Use
from data.procurement.inputs import Coming, Inputs, Lot, Wanted
from data.procurement.purchase import UNDER_WAY
from data.procurement.supplier import ItemTerms, Supplier, SupplyOffer
from data.questions.stores import stores
from data.stock.item import BomLine, InventoryItem, Product
from data.stock.ledger import CONSUME, GIVE_BACK
from data.stock.measuring import ratio
from data.store.database import Database
from data.store.housekeeping import DAY
from data.store.kinds import kind_of

T = TypeVar("T")
_SIZES_OF = 28 * DAY
"""Orders of so long tell in which sizes a product sells."""
_FORECASTS = (
    "SELECT product_id, date, p10, p50, p90, known, planned, made_at FROM forecast "
    "WHERE store_id = ? AND date >= ? ORDER BY product_id, date"
)
_YIELDS = "SELECT product_id, yield_permille FROM product_terms WHERE store_id = ?"
_SIZES = (
    "SELECT k.product, k.size, sum(k.quantity) FROM orders o JOIN ticket k ON k.order_id = o.id "
    "WHERE o.store_id = ? AND o.created_at >= ? AND k.cancelled_at IS NULL AND k.size IS NOT NULL "
    "GROUP BY k.product, k.size"
)
_HELD = (
    "SELECT t.item_id, k.product, k.due_date, sum(t.reserved_delta) FROM ticket k "
    "JOIN inventory_txn t ON t.ticket_id = k.id WHERE k.store_id = ? AND k.in_queue "
    "GROUP BY t.item_id, k.product, k.due_date"
)
_USED = (
    "SELECT t.item_id, k.due_date, -sum(t.on_hand_delta) FROM ticket k "
    "JOIN inventory_txn t ON t.ticket_id = k.id WHERE k.store_id = ? AND {which} AND t.kind IN (?, ?) "
    "AND (k.due_date >= ? OR (k.due_date IS NULL AND t.at >= ?)) GROUP BY t.item_id, k.due_date"
)
_UNDER_WORK = "k.in_queue"
_PACKED = "k.stage = 'Complete' AND k.packing_complete_ts >= ?"
_PACKED_AHEAD = 14 * DAY
"""Nobody packs a cake sooner."""
_COMING = (
    "SELECT l.item_id, l.packs * l.pack_size - l.received, o.deliver_on, o.code, o.supplier_id, o.made_at "
    "FROM purchase_order o JOIN purchase_line l ON l.order_id = o.id "
    f"WHERE o.store_id = ? AND o.status IN ({', '.join('?' * len(UNDER_WAY))}) ORDER BY o.id, l.offer_id"
)
_SOLD = (
    "SELECT DISTINCT o.item_id FROM supply_offer o JOIN supplier s ON s.id = o.supplier_id WHERE o.active AND s.active"
)
_LOTS = "SELECT quantity, best_before, at FROM purchase_receipt WHERE item_id = ? ORDER BY at DESC, id DESC LIMIT 100"


@dataclass(frozen=True, slots=True)
class _Store:
    """A store and what all its items share."""

    store: Store
    items: Mapping[str, InventoryItem]
    offers: Mapping[str, Sequence[tuple[SupplyOffer, Supplier]]]
    uses: Mapping[str, Sequence[Use]]
    terms: Mapping[str, ItemTerms]
    coming: Mapping[str, Sequence[Coming]]
    held: Mapping[str, int]
    used: Mapping[str, Mapping[str, int]]
    bare: Sequence[tuple[str, str]]
    forecast_at: Instant | None
    forecast_until: str | None


def inputs_of(database: Database, store_id: str, now: Instant) -> Inputs | None:
    """All that is known of a store that buys, and of the same items in stores that buy through it; None for a store
    that is not here. Inside the caller's snapshot."""
    there = {store.id: store for store in stores(database)}
    if store_id not in there:
        return None
    own = _read(database, there[store_id], now)
    pairs = _partners(database, own)
    read = {ident: _read(database, there[ident], now) for ident in sorted({each for each, _, _ in pairs})}
    partners: dict[str, list[tuple[_Store, InventoryItem]]] = defaultdict(list)
    for ident, mine, same in pairs:
        partners[mine].append((read[ident], same))
    wanted = [_wanted(database, own, item, partners.get(item.id, ())) for item in own.items.values()]
    every = (own, *read.values())
    made = [one.forecast_at for one in every if one.forecast_at is not None]
    until = [one.forecast_until for one in every if one.forecast_until is not None]
    kept = tuple(one for one in wanted if one.uses or one.offers or one.held)
    return Inputs(own.store, now, kept, tuple(own.bare), min(made, default=None), min(until, default=None))


def _read(database: Database, store: Store, now: Instant) -> _Store:
    today = local_day(now, store.timezone)
    items = {one.id: one for one in _all(database, InventoryItem, store.id)}
    suppliers = {one.id: one for one in _all(database, Supplier, store.id) if one.active}
    offers: dict[str, list[tuple[SupplyOffer, Supplier]]] = defaultdict(list)
    for offer in _all(database, SupplyOffer, store.id):
        if offer.active and offer.supplier_id in suppliers:
            offers[offer.item_id].append((offer, suppliers[offer.supplier_id]))
    days, made_at, until = _forecasts(database, store.id, today)
    uses, bare = _uses(database, store, items, days, now)
    held = _held(database, store.id, days, _titles(database, store.id), today, until)
    terms = {one.item_id: one for one in _all(database, ItemTerms, store.id)}
    return _Store(
        store,
        items,
        offers,
        uses,
        terms,
        _coming(database, store),
        held,
        _used(database, store, now),
        bare,
        made_at,
        until,
    )


def _all(database: Database, kind: type[T], store_id: str) -> list[T]:
    described = kind_of(kind)
    order = ", ".join(described.key)
    found = database.rows(f"{described.select} WHERE store_id = ? ORDER BY {order}", (store_id,))
    return [described.row(tuple(record)) for record in found]


def _forecasts(
    database: Database, store_id: str, today: str
) -> tuple[dict[str, dict[str, Day]], Instant | None, str | None]:
    """By product and day; when the oldest of them was made, and the last day that there is."""
    found: dict[str, dict[str, Day]] = defaultdict(dict)
    made: list[Instant] = []
    for product, date, p10, p50, p90, known, planned, made_at in database.rows(_FORECASTS, (store_id, today)):
        if product != TOTAL:
            found[product][date] = Day(p10, p50, p90, known, planned)
            made.append(made_at)
    last = max((date for days in found.values() for date in days), default=None)
    return found, min(made, default=None), last


def _titles(database: Database, store_id: str) -> dict[str, str]:
    return {product.title: product.id for product in _all(database, Product, store_id)}


def _uses(
    database: Database,
    store: Store,
    items: Mapping[str, InventoryItem],
    days: Mapping[str, dict[str, Day]],
    now: Instant,
) -> tuple[dict[str, list[Use]], list[tuple[str, str]]]:
    """By item; and the products that sell without anybody knowing what they take."""
    yields: dict[str, int] = dict(database.rows(_YIELDS, (store.id,)))
    recipes: dict[str, list[BomLine]] = defaultdict(list)
    for line in _all(database, BomLine, store.id):
        if line.quantity > 0:
            recipes[line.product_id].append(line)
    sizes = _sizes(database, store.id, now) if any(line.size for lines in recipes.values() for line in lines) else {}
    found: dict[str, list[Use]] = defaultdict(list)
    bare: list[tuple[str, str]] = []
    for product in _all(database, Product, store.id):
        if product.id not in days or not product.active:
            continue
        lines = recipes.get(product.id, [])
        finished = items.get(product.finished_item_id or "")
        if finished is None and not lines:
            bare.append((product.id, product.title))
        stocked = finished.on_hand if finished is not None and lines else 0
        selling = Selling(
            store.id, product.id, product.title, days[product.id], yields.get(product.id) or WHOLE, stocked
        )
        takes = takes_of(lines, sizes.get(product.title, {}))
        if finished is not None and not lines:
            takes = {finished.id: WHOLE}
        for item_id, amount in takes.items():
            found[item_id].append(Use(selling, amount))
    return found, bare


def _sizes(database: Database, store_id: str, now: Instant) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for product, size, quantity in database.rows(_SIZES, (store_id, now - _SIZES_OF)):
        found[product][size.casefold()] += int(quantity)
    return found


def takes_of(lines: Iterable[BomLine], sold: Mapping[str, int]) -> dict[str, int]:
    """Thousandths of each item in one of a product: by the sizes in which it sold (of `sold`, in small letters); before
    any did, by the size that takes most. A size without lines of its own takes those of any size."""
    by_size: dict[str, dict[str, int]] = defaultdict(dict)
    for line in lines:
        by_size[line.size.casefold()][line.item_id] = line.quantity
    own = [size for size in by_size if size]
    shares = {size: many for size, many in sold.items() if many > 0 and (size in by_size or "" in by_size)}
    every = {item for recipe in by_size.values() for item in recipe}
    if not own:
        return {item: quantity * WHOLE for item, quantity in by_size[""].items()}
    if not shares:
        return {item: max(recipe.get(item, 0) for recipe in by_size.values()) * WHOLE for item in sorted(every)}
    whole = sum(shares.values())
    found = {}
    for item in sorted(every):
        taken = sum(by_size.get(size, by_size.get("", {})).get(item, 0) * many for size, many in shares.items())
        if taken:
            found[item] = ceil(Fraction(taken * WHOLE, whole))
    return found


def _held(
    database: Database,
    store_id: str,
    days: Mapping[str, Mapping[str, Day]],
    titles: Mapping[str, str],
    today: str,
    until: str | None,
) -> dict[str, int]:
    """What is held for orders that no forecast counts: overdue, without a day, or of a product without one. What is
    held for a day of the forecast is a part of that day's demand; what is held for later is bought later."""
    found: dict[str, int] = defaultdict(int)
    for item_id, product, due, held in database.rows(_HELD, (store_id,)):
        counted = titles.get(product) in days and due is not None and due >= today
        later = due is not None and due > (until or plus_days(today, 14))
        if held and not counted and not later:
            found[item_id] += int(held)
    return found


def _partners(database: Database, own: _Store) -> list[tuple[str, str, InventoryItem]]:
    """Store, our item, and the same there: of stores where nobody sells it. Of several stores that could buy it, the
    first does."""
    if not own.offers:
        return []
    sold = {row[0] for row in database.rows(_SOLD)}
    kind = kind_of(InventoryItem)
    items = [kind.row(tuple(record)) for record in database.rows(f"{kind.select} ORDER BY store_id, id")]
    buyers: dict[str, list[InventoryItem]] = defaultdict(list)
    for item in items:
        if item.id in sold:
            for name in _names(item):
                buyers[name].append(item)
    found = []
    for item in items:
        if item.store_id == own.store.id or item.id in sold:
            continue
        same = [mine for name in _names(item) for mine in buyers.get(name, ()) if _same(mine, item)]
        first = min(same, key=lambda mine: (mine.store_id, mine.id), default=None)
        if first is not None and first.store_id == own.store.id:
            found.append((item.store_id, first.id, item))
    return found


def _names(item: InventoryItem) -> list[str]:
    """What it may be found by."""
    return [f"name {item.name.casefold()}", *([f"sku {item.sku.casefold()}"] if item.sku else [])]


def _same(mine: InventoryItem, other: InventoryItem) -> bool:
    if mine.sku and other.sku:
        return mine.sku.casefold() == other.sku.casefold()
    return mine.name.casefold() == other.name.casefold()


def _wanted(
    database: Database,
    own: _Store,
    item: InventoryItem,
    partners: Sequence[tuple[_Store, InventoryItem]],
) -> Wanted:
    uses, shelves = list(own.uses.get(item.id, ())), [(own.store.name, item.on_hand)]
    held, used = own.held.get(item.id, 0), defaultdict(int, own.used.get(item.id, {}))
    strange = []
    for other, same in partners:
        factor = ratio(same.unit, item.unit)
        if factor is None:
            strange.append(other.store.name)
            continue
        uses += [Use(use.selling, ceil(use.takes * factor)) for use in other.uses.get(same.id, ())]
        shelves.append((other.store.name, floor(same.on_hand * factor)))
        held += ceil(other.held.get(same.id, 0) * factor)
        for day, amount in other.used.get(same.id, {}).items():
            used[day] += floor(amount * factor)
    terms = own.terms.get(item.id)
    return Wanted(
        item,
        terms,
        tuple(uses),
        tuple(shelves),
        held,
        tuple(sorted(used.items())),
        tuple(_lots(database, item, terms, own.store)),
        tuple(own.coming.get(item.id, ())),
        tuple(own.offers.get(item.id, ())),
        tuple(strange),
    )


def _used(database: Database, store: Store, now: Instant) -> dict[str, dict[str, int]]:
    """By item and day: what tickets that are due then have taken from the shelf already, though their day is still
    ahead (or is today, for those without one). The forecast of that day asks for it once more."""
    today = local_day(now, store.timezone)
    begun = at_minute(today, 0, store.timezone)
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for which, values in ((_UNDER_WORK, ()), (_PACKED, (now - _PACKED_AHEAD,))):
        given = (store.id, *values, CONSUME, GIVE_BACK, today, begun)
        for item_id, day, amount in database.rows(_USED.format(which=which), given):
            found[item_id][day or today] += int(amount)
    return found


def _coming(database: Database, store: Store) -> dict[str, list[Coming]]:
    found: dict[str, list[Coming]] = defaultdict(list)
    for item_id, missing, arrives, code, supplier, made_at in database.rows(_COMING, (store.id, *UNDER_WAY)):
        if missing > 0:
            made_on = local_day(made_at, store.timezone)
            found[item_id].append(Coming(missing, arrives or made_on, code, supplier, made_on))
    return found


def _lots(database: Database, item: InventoryItem, terms: ItemTerms | None, store: Store) -> list[Lot]:
    """What lies there is what came last, as nobody uses the newest first."""
    left, found = item.on_hand, []
    for quantity, best_before, at in database.rows(_LOTS, (item.id,)):
        if left <= 0:
            break
        keeps = terms.shelf_life_days if terms is not None else None
        day = local_day(at, store.timezone)
        until = best_before or (plus_days(day, keeps) if keeps is not None else None)
        found.append(Lot(min(quantity, left), until))
        left -= quantity
    return found
