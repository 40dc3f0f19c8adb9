"""What was sold of each product on each day, and what is ordered for the days to come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from data.core.clock import Instant, local_day
from data.forecasts.forecast import UNIT
from data.store.database import Database

FIRST_DAY = "0000-00-00"
_PRODUCTS = "SELECT id, title, sku FROM product WHERE store_id = ? ORDER BY id"
_LINKS = (
    "SELECT sku, title, product_id, item_id FROM stock_link WHERE store_id = ? ORDER BY integration_id, external_id"
)
_ITEMS = "SELECT sku FROM inventory_items WHERE store_id = ? AND sku IS NOT NULL"
# An order is the sale of the same id; what nobody has paid for will not be fetched.
_LINES = """SELECT t.at, o.due_date, i.title, i.variant, i.sku, i.quantity, i.unit_price
FROM transactions t JOIN transaction_items i ON i.transaction_id = t.id LEFT JOIN orders o ON o.id = t.id
WHERE t.store_id = ? AND t.at >= ? AND t.at < ? AND NOT t.test AND i.quantity > 0
AND (o.status IS NULL OR o.status NOT IN ('CANCELLED', 'PAYMENT_FAILED'))"""
_FIRST = "SELECT min(at) FROM transactions WHERE store_id = ? AND NOT test"
_IMPORTED = """SELECT product_id, date, quantity, price, sold_out FROM daily_sales
WHERE store_id = ? AND date >= ? AND date < ?"""
_SAID = """SELECT f.product_id, f.date, b.actual FROM forecast_feedback b JOIN forecast f ON f.id = b.forecast_id
WHERE b.store_id = ? AND b.actual IS NOT NULL AND f.date >= ? AND f.date < ? ORDER BY b.at, b.id"""
LIVE_UNTIL: Instant = 1 << 62


@dataclass(frozen=True, slots=True)
class Sold:
    """Of a product on a day: thousandths, and the mean price of one in minor units, if it is known. `sold_out`: at
    least so much was wanted. `ordered`: the part that was ordered on an earlier day, if that is known."""

    product_id: str
    date: str
    quantity: int
    price: int | None = None
    sold_out: bool = False
    ordered: int | None = None


@dataclass(frozen=True, slots=True)
class Sales:
    """`ahead` are the days from the first that is asked about on. `unmapped` counts the lines of which nobody has said
    which product they are, by title; `own_since` is the first day of sales of our own, `imported` how many rows before
    it were brought in, `typed` how many figures a person has set right."""

    past: tuple[Sold, ...]
    ahead: tuple[Sold, ...]
    unmapped: dict[str, int] = field(default_factory=dict)
    own_since: str | None = None
    imported: int = 0
    typed: int = 0


def sales_before(database: Database, store_id: str, zone: str, date: str, heard_before: Instant = LIVE_UNTIL) -> Sales:
    """All that was sold before a day of the store, and what was ordered for that day and later; nothing that was heard
    of at `heard_before` or later."""
    return _gathered(database, store_id, zone, date, FIRST_DAY, heard_before)


def sold_between(database: Database, store_id: str, zone: str, first: str, before: str, since: Instant) -> Sales:
    """The same of some days only; sales from before `since` are not looked at."""
    return _gathered(database, store_id, zone, before, first, LIVE_UNTIL, since)


def own_since(database: Database, store_id: str, zone: str) -> str | None:
    """The first day of sales of our own: what was imported counts before it, and ours from it on, so nothing twice."""
    found = database.rows(_FIRST, (store_id,))[0][0]
    return None if found is None else local_day(found, zone)


def _gathered(
    database: Database, store_id: str, zone: str, date: str, first: str, until: Instant, since: Instant = -LIVE_UNTIL
) -> Sales:
    own, unmapped = _own(database, store_id, zone, since, until)
    began = own_since(database, store_id, zone)
    past = {key: sold for key, sold in own.items() if first <= key[1] < date}
    brought = list(_imported(database, store_id, first, min(date, began) if began else date))
    for sold in brought:
        past.setdefault((sold.product_id, sold.date), sold)
    said = {(product, day): actual for product, day, actual in database.rows(_SAID, (store_id, first, date)) if product}
    for (product, day), actual in said.items():
        known = past.get((product, day))
        past[product, day] = replace(known, quantity=actual, sold_out=False) if known else Sold(product, day, actual)
    ahead = [sold for (_, day), sold in own.items() if day >= date]
    return Sales(_sorted(past.values()), _sorted(ahead), dict(unmapped), began, len(brought), len(said))


def _own(
    database: Database, store_id: str, zone: str, since: Instant, until: Instant
) -> tuple[dict[tuple[str, str], Sold], Counter[str]]:
    named = _Names(database, store_id)
    pieces: dict[tuple[str, str], int] = defaultdict(int)
    money: dict[tuple[str, str], int] = defaultdict(int)
    ordered: dict[tuple[str, str], int] = defaultdict(int)
    unmapped: Counter[str] = Counter()
    for at, due, title, variant, sku, quantity, price in database.rows(_LINES, (store_id, since, until)):
        product = named.product(title, variant, sku)
        if product is None:
            if not named.is_item(sku):
                unmapped[title] += 1
            continue
        placed = local_day(at, zone)
        key = product, due or placed
        pieces[key] += quantity
        ordered[key] += quantity if placed < key[1] else 0
        money[key] += quantity * price
    sold = {
        key: Sold(*key, many * UNIT, money[key] // many, ordered=ordered[key] * UNIT) for key, many in pieces.items()
    }
    return sold, unmapped


def _imported(database: Database, store_id: str, first: str, before: str) -> Iterator[Sold]:
    for product, day, quantity, price, sold_out in database.rows(_IMPORTED, (store_id, first, before)):
        yield Sold(product, day, quantity, price, bool(sold_out))


def _sorted(sold: Iterable[Sold]) -> tuple[Sold, ...]:
    return tuple(sorted(sold, key=lambda one: (one.product_id, one.date)))


class _Names:
    """Which product a line of a sale is, as `orders.holding.product_of` finds it; many lines at once. A sale does not
    keep what its shop calls a variant, so a link is known by the SKU and the title that the shop gave it."""

    def __init__(self, database: Database, store_id: str) -> None:
        self._by_sku: dict[str, str] = {}
        self._by_title: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._items = {sku for (sku,) in database.rows(_ITEMS, (store_id,))}
        for ident, title, sku in database.rows(_PRODUCTS, (store_id,)):
            self._by_title.setdefault(title, ident)
            if sku:
                self._by_sku.setdefault(sku, ident)
        for sku, title, product, item in database.rows(_LINKS, (store_id,)):
            for name in (f"sku:{sku}" if sku else "", f"title:{title}"):
                if product and name:
                    self._linked.setdefault(name, product)
            if item and sku:
                self._items.add(sku)

    def product(self, title: str, variant: str | None, sku: str | None) -> str | None:
        if sku and sku in self._by_sku:
            return self._by_sku[sku]
        names = [f"sku:{sku}"] if sku else []
        names += [f"title:{title} - {variant}", f"title:{title}"] if variant else [f"title:{title}"]
        linked = next((self._linked[name] for name in names if name in self._linked), None)
        return linked or self._by_title.get(title)

    def is_item(self, sku: str | None) -> bool:
        """Whether it is something that is sold as it was bought, and baked by nobody."""
        return sku in self._items
