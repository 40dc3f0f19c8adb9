"""A bakery that bakes what a played shop sells: each thing is an item on the shelf, found by its SKU, and a product by
its name and size where the shop's orders name no SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from data.core.command import Command
from data.core.ids import derived_id
from data.ledger.own import rule_within
from data.stock.commands import CountStock
from data.stock.setting_up import AddItem, AddProduct
from data.store.database import Database
from sync_agent.hub.organizations import HUB, SOURCE, fresh
from sync_agent.shops.vendor import Sellable
from sync_agent.work.opening import Opener


def furnish(opener: Opener, organization: str, store_id: str, things: Iterable[Sellable], each: int) -> None:
    """So many of each are on the shelf then, in one transaction."""
    known = {thing.sku: thing for thing in things if thing.sku}

    def work(database: Database) -> None:
        with database.transaction():
            for command in _commands(store_id, known, each):
                rule_within(database, command, HUB, SOURCE, opener.stamp(), fresh, (store_id,))

    opener.store.write(organization, work)


def _commands(store_id: str, known: Mapping[str, Sellable], each: int) -> Iterator[Command]:
    by_size: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for sku, thing in known.items():
        size, item = _size(thing), item_of(store_id, sku)
        by_size[thing.title].append((size, item, 1))
        called = f"{thing.title} {thing.variant}" if thing.variant else thing.title
        yield AddItem(item, store_id, called, "pc", sku)
        yield CountStock(item, each)
        yield AddProduct(derived_id(item, "product"), store_id, called, sku, item)
    for title, lines in by_size.items():
        if len({size for size, _, _ in lines}) == len(lines) > 1:
            yield AddProduct(derived_id(store_id, f"played:{title}"), store_id, title, None, None, tuple(lines))


def item_of(store_id: str, sku: str) -> str:
    """The item that a SKU is kept as."""
    return derived_id(store_id, f"played:{sku}")


def _size(thing: Sellable) -> str:
    return (thing.variant or "").partition("/")[0].strip()
