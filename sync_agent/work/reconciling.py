"""What a shop shows is held against what there is, and corrected where nobody is about to tell it anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from data.shops.integration import PosIntegration
from data.shops.link import to_show
from data.shops.work import DONE, INVENTORY_PUSH, PushStock, Work, work_id
from data.stock.link import StockLink
from data.store.database import Database, StoredRows
from sync_agent.shops.vendor import Shop
from sync_agent.work.linking import link_all
from sync_agent.work.opening import Opener

RECONCILIATION = "reconciliation"
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Drift:
    """A thing of which the shop showed something else; None: nothing at all."""

    external_id: str
    title: str
    shown: int | None
    ours: int


def reconcile(opener: Opener, organization: str, shop: PosIntegration) -> list[Drift]:
    """Everything that the shop sells and we count: what differs is told to it again, and is in the journal with both
    numbers. What the shop sells since the last time is linked first. Raises a ShopTrouble, StoreError."""
    link_all(opener, organization, shop)
    return compare(opener, organization, shop)


def compare(opener: Opener, organization: str, shop: PosIntegration) -> list[Drift]:
    """As `reconcile`, for what is linked already."""
    if shop.location is None:
        return []
    found: list[Drift] = []
    links = opener.store.read(organization, lambda database: _counted(database, shop))
    for at in range(0, len(links), _AT_ONCE):
        some = links[at : at + _AT_ONCE]
        shown = opener.with_shop(organization, shop, partial(_shown, [one.external_id for one in some], shop.location))
        # Ours is read after theirs: what changes in between waits for its push, and is left to that.
        drifts = opener.store.read(organization, partial(_drifts, shop=shop, links=some, shown=shown))
        if drifts:
            named = tuple(drift.external_id for drift in drifts)
            values = tuple((drift.external_id, drift.shown, drift.ours) for drift in drifts)
            opener.give(organization, shop, PushStock(shop.id, named, values, RECONCILIATION))
        found += drifts
    return found


def _shown(external_ids: Sequence[str], location: str, there: Shop) -> Mapping[str, int]:
    return there.stock(external_ids, location)


def _counted(database: Database, shop: PosIntegration) -> list[StockLink]:
    links = StoredRows(database).where(StockLink, integration_id=shop.id)
    return [link for link in links if link.product_id or link.item_id]


def _drifts(
    database: Database, shop: PosIntegration, links: Sequence[StockLink], shown: Mapping[str, int]
) -> list[Drift]:
    rows = StoredRows(database)
    found = []
    for link in links:
        ours, theirs = to_show(rows, link), shown.get(link.external_id)
        if ours is not None and ours != theirs and not _on_its_way(rows, shop, link):
            found.append(Drift(link.external_id, link.title, theirs, ours))
    return found


def _on_its_way(rows: StoredRows, shop: PosIntegration, link: StockLink) -> bool:
    """What was given up waits for nothing: it is told anew."""
    work = rows.get(Work, work_id(shop.id, INVENTORY_PUSH, link.external_id))
    return work is not None and work.status != DONE and work.next_retry_at is not None
