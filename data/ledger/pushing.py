"""What a change of stock means for the shops: the authority puts it down as work, in the transaction that made it."""

from __future__ import annotations

from collections.abc import Iterable

from data.core.clock import Instant
from data.core.outcome import Put, Write
from data.core.packed import pack
from data.core.rows import Rows
from data.exchange.travelling import Key, cells
from data.shops.integration import BROKEN, CONNECTED, PosIntegration
from data.shops.work import enqueue
from data.stock.item import BomLine, InventoryItem, Product
from data.stock.link import StockLink
from data.store.database import Database, StoredRows
from data.store.execute import apply

_ANY_SHOP = "SELECT 1 FROM pos_integration LIMIT 1"
_ITEMS, _PRODUCTS, _RECIPES, _WORK = "inventory_items", "product", "product_requirements", "work_queue"


def put_down(database: Database, touched: Iterable[Key], now: Instant) -> list[Key]:
    """The work that follows from these rows, none where no shop sells; answers the rows that it wrote."""
    items, products = _changed(touched)
    if not items and not products:
        return []
    if not database.rows(_ANY_SHOP):
        return []
    rows = StoredRows(database)
    shops = {shop.id: shop for status in (CONNECTED, BROKEN) for shop in rows.where(PosIntegration, status=status)}
    writes: dict[Key, Write] = {}
    for link in _links(rows, items, products):
        if link.integration_id in shops:
            for write in enqueue(rows, now, shops[link.integration_id], link.external_id):
                writes[_WORK, pack([write.row.id if isinstance(write, Put) else write.key[0]])] = write
    for write in writes.values():
        apply(database, write)
    return list(writes)


def _changed(touched: Iterable[Key]) -> tuple[set[str], set[str]]:
    """Items and products of which a shop may have to show something else."""
    items, products = set(), set()
    for table, pk in touched:
        if table == _ITEMS:
            items.add(cells(pk)[0])
        elif table in (_PRODUCTS, _RECIPES):
            products.add(cells(pk)[0])
    return items, products


def _links(rows: Rows, items: set[str], products: set[str]) -> list[StockLink]:
    """Of these, and of the products whose sale these items limit; each once."""
    found: dict[tuple[str, str], StockLink] = {}
    made_of = set(products)
    for item_id in sorted(items):
        item = rows.get(InventoryItem, item_id)
        made_of |= {product.id for product in rows.where(Product, finished_item_id=item_id)}
        if item is not None and item.limits_sale:
            made_of |= {line.product_id for line in rows.where(BomLine, item_id=item_id)}
        for link in rows.where(StockLink, item_id=item_id):
            found[link.integration_id, link.external_id] = link
    for product_id in sorted(made_of):
        for link in rows.where(StockLink, product_id=product_id):
            found[link.integration_id, link.external_id] = link
    return list(found.values())
