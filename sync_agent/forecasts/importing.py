"""Sales of before: a file's days become rows, all of them or none; the same file again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.core.clock import Instant, local_day
from data.core.ids import derived_id
from data.core.text import clean
from data.forecasts.kept import DailySales
from data.ledger.made import hold
from data.organization.store import Store
from data.questions.sales_history import own_since
from data.stock.item import Product
from data.stock.setting_up import AddProduct
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of, upsert
from sync_agent.forecasts.authority import Authority
from sync_agent.forecasts.sales_file import DaySold, Shop, read
from sync_agent.forecasts.spreadsheet import BadSales
from sync_agent.shelves.room import Place

Places = Iterable[tuple[Place, Store]]
Days = Mapping[tuple[str, str], DaySold]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file did in a store: rows by what became of them, from its first day to its last, products that are new;
    `unused` are rows of days on which sales of our own are known, which count in their place."""

    place: Place
    new: int
    changed: int
    same: int
    unused: int
    first: str
    last: str
    days: int
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A file, store by store, and the columns at which nobody looked."""

    stores: tuple[Imported, ...]
    unread: tuple[str, ...]


def take_in(
    authority: Authority, path: Path, into: Places, now: Instant, *, create: bool = False, dry: bool = False
) -> Whole:
    """Takes a file in; `create` adds items that are no product as products, `dry` only says what would happen. Raises
    BadSales, OSError, StoreError; then no sale of the file is here."""
    places = {place.store_id: (place, store) for place, store in into}
    new: dict[str, dict[str, str]] = defaultdict(dict)

    def made_up(store_id: str, item: str) -> str:
        ident = derived_id(store_id, f"sold_product:{item.casefold()}")
        new[store_id].setdefault(ident, item)
        return ident

    shops = [_shop(authority, place, store, now) for place, store in places.values()]
    found = read(path, shops, made_up if create else None)
    by_store: dict[str, dict[tuple[str, str], DaySold]] = defaultdict(dict)
    for (store_id, product, day), sold in found.sold.items():
        by_store[store_id][product, day] = sold
    if not dry:
        for store_id, products in new.items():
            _add(authority, places[store_id][0], products)
    told = [
        _written(authority, *places[store_id], days, path.name, tuple(new[store_id].values()), dry=dry)
        for store_id, days in by_store.items()
    ]
    return Whole(tuple(told), found.unread)


def _shop(authority: Authority, place: Place, store: Store, now: Instant) -> Shop:
    """A product is known by its id, its SKU and its title, in any case."""
    products = authority.read(
        place.organization, lambda database: StoredRows(database).where(Product, store_id=store.id)
    )
    names: dict[str, set[str]] = defaultdict(set)
    for product in products:
        for name in (product.id, product.sku, product.title):
            if name:
                names[" ".join(name.split()).casefold()].add(product.id)
    named = frozenset((store.id.casefold(), store.name.casefold()))
    return Shop(
        store.id, named, local_day(now, store.timezone), {name: tuple(sorted(ids)) for name, ids in names.items()}
    )


def _add(authority: Authority, place: Place, products: Mapping[str, str]) -> None:
    for ident, title in products.items():
        told = authority.give(place, AddProduct(ident, place.store_id, clean(title, 200)))
        if told.status not in ("applied", "noop"):
            raise BadSales(f"{title!r} cannot be a product of {place.store_id}: {told.says}")
    if products:
        authority.told(place)


def _written(
    authority: Authority, place: Place, store: Store, days: Days, source: str, products: tuple[str, ...], *, dry: bool
) -> Imported:
    """All in one transaction."""

    def work(database: Database) -> Imported:
        if dry:
            return _compared(database, place, store, days, source, products)[0]
        with database.transaction():
            hold(database, store.id)
            told, rows = _compared(database, place, store, days, source, products)
            kind = kind_of(DailySales)
            database.many(upsert(kind, database.dialect), [kind.record(row) for row in rows])
        return told

    return authority.read(place.organization, work) if dry else authority.write(place.organization, work)


def _compared(
    database: Database, place: Place, store: Store, days: Days, source: str, products: tuple[str, ...]
) -> tuple[Imported, list[DailySales]]:
    known = {(row.product_id, row.date): row for row in StoredRows(database).where(DailySales, store_id=store.id)}
    began = own_since(database, store.id, store.timezone)
    rows, changed = [], 0
    for (product, day), sold in days.items():
        before = known.get((product, day))
        told = (sold.quantity, sold.price, sold.sold_out)
        if before is not None and (before.quantity, before.price, before.sold_out) == told:
            continue
        changed += before is not None
        rows.append(DailySales(store.id, product, day, *told, source))
    dates = sorted({day for _, day in days})
    unused = sum(1 for _, day in days if began is not None and day >= began)
    new, same = len(rows) - changed, len(days) - len(rows)
    return Imported(place, new, changed, same, unused, dates[0], dates[-1], len(dates), products), rows
