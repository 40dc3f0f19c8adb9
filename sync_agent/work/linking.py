"""What a shop sells is matched with what we count, by SKU: product and size, or an item sold as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.shops.integration import PosIntegration
from data.shops.link import MOST_LINKS, LinkStock
from data.stock.item import InventoryItem, Product
from data.stock.link import StockLink
from data.store.database import Database, StoredRows
from sync_agent.shops.vendor import Sellable, Shop
from sync_agent.work.opening import Opener

_MOST_PAGES = 1_000
Link = tuple[str, str | None, str, str | None, str, str | None]


def link_all(opener: Opener, organization: str, shop: PosIntegration) -> tuple[int, int]:
    """Reads all that the shop sells, and links what is new; answers how many things there are, and how many of them we
    know. What a person linked stays. Raises a ShopTrouble, StoreError."""
    there, known, after = 0, 0, None
    for _ in range(_MOST_PAGES):
        found, after = opener.with_shop(organization, shop, _page(after))
        links = _linked(opener, organization, shop, found)
        there += len(found)
        known += sum(bool(link[3] or link[5]) for link in links)
        if after is None:
            break
    return there, known


def _page(after: str | None) -> Callable[[Shop], tuple[Sequence[Sellable], str | None]]:
    return lambda there: there.sellables(after)


def _linked(opener: Opener, organization: str, shop: PosIntegration, found: Sequence[Sellable]) -> list[Link]:
    links = opener.store.read(organization, lambda database: _links(database, shop, found))
    for at in range(0, len(links), MOST_LINKS):
        opener.give(organization, shop, LinkStock(shop.id, tuple(links[at : at + MOST_LINKS])))
    return links


def _links(database: Database, shop: PosIntegration, found: Sequence[Sellable]) -> list[Link]:
    rows = StoredRows(database)
    return [_link(rows, shop, one) for one in found]


def _link(rows: StoredRows, shop: PosIntegration, one: Sellable) -> Link:
    known = rows.get(StockLink, shop.id, one.external_id)
    if known is not None and (known.product_id or known.item_id):
        return one.external_id, one.sku, one.title, known.product_id, known.size, known.item_id
    size = (one.variant or "").partition("/")[0].strip()
    if one.sku:
        products = rows.where(Product, store_id=shop.store_id, sku=one.sku)
        if products:
            return one.external_id, one.sku, one.title, products[0].id, size, None
        items = rows.where(InventoryItem, store_id=shop.store_id, sku=one.sku)
        if items:
            return one.external_id, one.sku, one.title, None, "", items[0].id
    return one.external_id, one.sku, one.title, None, size, None
