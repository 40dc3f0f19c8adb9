"""What to buy, as it is shown: the rows that were advised, why, purchase orders, suppliers and their offers."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from data.core.clock import HOUR, Instant, at_minute, local_day, plus_days
from data.core.packed import unpack
from data.exchange.node import node_of
from data.organization.store import Store
from data.procurement.advising import advice, urgency
from data.procurement.purchase import UNDER_WAY, PurchaseLine, PurchaseOrder
from data.procurement.recommendation import ProcurementRun, Recommendation
from data.procurement.supplier import Supplier, SupplyOffer
from data.questions.buying import inputs_of
from data.stock.item import InventoryItem
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

HOLDS = HOUR
"""So long an advice holds, at the most."""
NO_FORECAST, NO_OFFERS = "no_forecast", "no_offers"
MOST_DRIVERS = 8
_THOUSANDTH = 10**3
"""Millionths of a unit: forecasts and recipes are both told in thousandths."""
_DRIVERS = (
    "SELECT e.base, e.drivers, e.rest FROM forecast f JOIN forecast_explanation e ON e.forecast_id = f.id "
    "WHERE f.store_id = ? AND f.product_id = ? AND f.date >= ? AND f.date <= ?"
)


class Advised(NamedTuple):
    """A reckoning and its lines, the most urgent first."""

    run: ProcurementRun
    lines: tuple[Recommendation, ...]


class Driver(NamedTuple):
    """What a forecast was moved by, in thousandths of the item's unit; `says` in a manager's words."""

    code: str
    says: str
    amount: int


class Why(NamedTuple):
    """The parts of an advice, which sum to it: [code, of what, amount] in the item's unit; what moved the forecasts
    behind it, the greatest first, `base` an ordinary week's, `rest` all smaller ones; its doubts."""

    line: Recommendation
    parts: tuple[tuple[str, str, int], ...]
    base: int
    drivers: tuple[Driver, ...]
    rest: int
    doubts: tuple[tuple[str, str, int], ...]


class Offered(NamedTuple):
    """An offer, and what it is of."""

    offer: SupplyOffer
    item: str
    unit: str
    supplier: str


class Ordered(NamedTuple):
    """A purchase order and what is on it."""

    order: PurchaseOrder
    lines: tuple[PurchaseLine, ...]


def reckoned(database: Database, store_id: str, now: Instant) -> Advised | None:
    """Worked out afresh; None for a store that is not here. Inside the caller's snapshot."""
    inputs = inputs_of(database, store_id, now)
    if inputs is None:
        return None
    lines = advice(inputs)
    says = "" if inputs.forecast_until is not None else NO_FORECAST
    if not any(wanted.offers for wanted in inputs.items):
        says = says or NO_OFFERS
    run = ProcurementRun(
        store_id, now, _holds_until(inputs.store, lines, now), inputs.forecast_at, inputs.forecast_until, says, ""
    )
    return Advised(run, lines)


def _holds_until(store: Store, lines: tuple[Recommendation, ...], now: Instant) -> Instant:
    """An hour, but no longer than the next cut-off and the store's day."""
    midnight = at_minute(plus_days(local_day(now, store.timezone), 1), 0, store.timezone)
    cutoffs = [line.order_by for line in lines if line.order_by is not None and line.order_by > now]
    return min(now + HOLDS, midnight, *cutoffs)


def advised(database: Database, store_id: str) -> Advised | None:
    """As it was written down last; None where nobody has reckoned yet."""
    rows = StoredRows(database)
    run = rows.get(ProcurementRun, store_id)
    if run is None:
        return None
    return Advised(run, tuple(sorted(rows.where(Recommendation, store_id=store_id), key=urgency)))


def current(database: Database, store_id: str, now: Instant) -> Advised | None:
    """Where this is the authority, as things stand now; below a hub as the hub told it last."""
    node = node_of(database)
    if node is None or not node.upstream:
        return reckoned(database, store_id, now)
    return advised(database, store_id)


def why(database: Database, line: Recommendation) -> Why:
    """What an advice is made of."""
    base, rest = 0, 0
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for store_id, product_id, first, last, takes in unpack(line.products):
        for usual, drivers, others in database.rows(_DRIVERS, (store_id, product_id, first, last)):
            base += usual * takes
            rest += others * takes
            for code, says, amount in unpack(drivers):
                moved[code, says] += amount * takes
    told = sorted(moved.items(), key=lambda each: (-abs(each[1]), each[0]))
    whole = base + rest + sum(moved.values())
    drivers = tuple(Driver(code, says, amount // _THOUSANDTH) for (code, says), amount in told[:MOST_DRIVERS])
    base //= _THOUSANDTH
    # What is rounded is in the rest: base, drivers and rest are the forecasts to the last thousandth.
    rest = whole // _THOUSANDTH - base - sum(driver.amount for driver in drivers)
    parts = tuple((code, of, amount) for code, of, amount in unpack(line.parts))
    return Why(line, parts, base, drivers, rest, doubts(line))


def doubts(line: Recommendation) -> tuple[tuple[str, str, int], ...]:
    """What there is to be said about an advice: code, of what, amount."""
    return tuple((code, of, amount) for code, of, amount in unpack(line.warnings))


def orders_of(database: Database, store_id: str, *, under_way: bool = False, limit: int = 500) -> tuple[Ordered, ...]:
    """The newest first; only those of which something is to come, if `under_way`."""
    kind = kind_of(PurchaseOrder)
    which = f" AND status IN ({', '.join('?' * len(UNDER_WAY))})" if under_way else ""
    sql = f"{kind.select} WHERE store_id = ?{which} ORDER BY made_at DESC, id DESC LIMIT ?"
    values = (store_id, *(UNDER_WAY if under_way else ()), limit)
    return tuple(_with_lines(database, kind.row(tuple(record))) for record in database.rows(sql, values))


def order_called(database: Database, store_id: str, text: str) -> Ordered | None:
    """By its code as it is scanned or typed, or by its id."""
    rows = StoredRows(database)
    code = "".join(text.split()).upper()
    found = rows.where(PurchaseOrder, store_id=store_id, code=code if code.startswith("PO-") else f"PO-{code}")
    order = found[0] if found else rows.get(PurchaseOrder, text.strip())
    return _with_lines(database, order) if order is not None and order.store_id == store_id else None


def line_scanned(database: Database, ordered: Ordered, text: str) -> PurchaseLine | None:
    """Which line a scan means: the barcode of the pack, the supplier's number, or the SKU or the name of the item."""
    wanted, rows = text.strip().casefold(), StoredRows(database)
    for line in sorted(ordered.lines, key=lambda each: each.missing == 0):
        offer, item = rows.get(SupplyOffer, line.offer_id), rows.get(InventoryItem, line.item_id)
        known = (
            offer and offer.barcode,
            offer and offer.sku,
            item and item.sku,
            line.offer_id,
            line.item_id,
            line.item,
        )
        if wanted and wanted in [code.casefold() for code in known if code]:
            return line
    return None


def suppliers_of(database: Database, store_id: str) -> tuple[Supplier, ...]:
    """By name, those that are not bought of any more last."""
    found = StoredRows(database).where(Supplier, store_id=store_id)
    return tuple(sorted(found, key=lambda one: (not one.active, one.name.casefold(), one.id)))


def offers_of(database: Database, store_id: str) -> tuple[Offered, ...]:
    """By item and supplier."""
    rows = StoredRows(database)
    suppliers = {one.id: one.name for one in rows.where(Supplier, store_id=store_id)}
    found = []
    for offer in rows.where(SupplyOffer, store_id=store_id):
        item = rows.get(InventoryItem, offer.item_id)
        if item is not None:
            found.append(Offered(offer, item.name, item.unit, suppliers.get(offer.supplier_id, "")))
    return tuple(sorted(found, key=lambda one: (not one.offer.active, one.item.casefold(), one.supplier, one.offer.id)))


def _with_lines(database: Database, order: PurchaseOrder) -> Ordered:
    lines = StoredRows(database).where(PurchaseLine, order_id=order.id)
    return Ordered(order, tuple(sorted(lines, key=lambda line: (line.item.casefold(), line.offer_id))))
