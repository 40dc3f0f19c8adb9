"""What a shop calls the things that we count: the way from a change of stock to what a shop must be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, Write, noop
from data.core.rows import Rows
from data.core.text import clean
from data.shops.integration import PosIntegration
from data.shops.work import enqueue
from data.stock.item import InventoryItem, Product
from data.stock.link import StockLink
from data.stock.selling import available_to_sell

MOST_LINKS = 500
"""In one command."""


@dataclass(frozen=True, slots=True)
class LinkStock(Command):
    """Each link: the shop's id, its SKU, its title, our product, the size, our item."""

    name: ClassVar[str] = "link_stock"
    least: ClassVar[Role] = Role.ADMIN
    for_service: ClassVar[bool] = True
    relied_on: ClassVar[bool] = True

    integration_id: str
    links: tuple[tuple[str, str | None, str, str | None, str, str | None], ...]


def link_stock(command: LinkStock, rows: Rows, ctx: Context) -> Outcome:
    """What is linked anew is told to the shop at once."""
    shop = rows.get(PosIntegration, command.integration_id)
    if shop is None:
        return Refused("no_such_shop", "No such shop is connected")
    if len(command.links) > MOST_LINKS:
        return Refused("too_many", f"{MOST_LINKS} links at a time")
    writes: list[Write] = []
    for external_id, sku, title, product_id, size, item_id in {one[0]: one for one in command.links}.values():
        if not _ours(rows, shop.store_id, product_id, item_id):
            return Refused("no_such_product", f"{clean(title, 80)}: what it is linked to is not of this store")
        link = StockLink(
            shop.id,
            external_id,
            shop.store_id,
            clean(sku, 120) if sku else None,
            clean(title, 500),
            product_id,
            clean(size, 80),
            item_id,
        )
        known = rows.get(StockLink, shop.id, external_id)
        if known == link:
            continue
        writes.append(_written(known, link))
        if product_id or item_id:
            writes += enqueue(rows, ctx.now, shop, external_id)
    if not writes:
        return noop("unchanged", "These things are linked so already")
    event = Event("stock_linked", store_id=shop.store_id, detail={"shop": shop.id, "links": len(command.links)})
    return Accepted(f"{len(command.links)} things of {shop.account} are known", writes=tuple(writes), events=(event,))


def _ours(rows: Rows, store_id: str, product_id: str | None, item_id: str | None) -> bool:
    product = rows.get(Product, product_id) if product_id else None
    item = rows.get(InventoryItem, item_id) if item_id else None
    found = [row.store_id == store_id for row in (product, item) if row is not None]
    return len(found) == bool(product_id) + bool(item_id) and all(found)


def _written(known: StockLink | None, link: StockLink) -> Write:
    if known is None:
        return Put(link)
    columns = {n: getattr(link, n) for n in ("sku", "title", "product_id", "size", "item_id")}
    return Change(StockLink, (link.integration_id, link.external_id), columns)


def to_show(rows: Rows, link: StockLink) -> int | None:
    """What the shop is to show as available, never below zero; None: nothing limits it, or nobody said what it is."""
    if link.product_id:
        product = rows.get(Product, link.product_id)
        available = available_to_sell(rows, product, link.size) if product is not None else None
    else:
        item = rows.get(InventoryItem, link.item_id) if link.item_id else None
        available = item.available if item is not None else None
    return None if available is None else max(0, available)
