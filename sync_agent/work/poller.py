"""What webhooks did not tell is asked for: every quarter of an hour with overlap, every night for three days back."""

from __future__ import annotations

from collections.abc import Callable

from data.core.clock import HOUR, MINUTE, Instant
from data.core.ids import order_id
from data.orders.order import Order, Transaction
from data.shops.integration import CONNECTED, PosIntegration
from data.shops.kept import WebhookGap
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from sync_agent.health.due import swept, synced
from sync_agent.hub.organizations import fresh
from sync_agent.shops.trouble import Unavailable
from sync_agent.shops.vendor import OrderSeen, Page, Shop
from sync_agent.work.first_sync import FirstSync, well
from sync_agent.work.intake import take_in
from sync_agent.work.opening import Opener
from sync_agent.work.turns import turn

OVERLAP = 10 * MINUTE
EVERY = 15 * MINUTE
SWEEP = 72 * HOUR
_MOST_PAGES = 1_000
_ON_ITS_WAY = MINUTE
_GAP = f"{kind_of(WebhookGap).insert} ON CONFLICT DO NOTHING"
_Ask = Callable[[Shop, Instant, Instant, str | None], Page]


class Poller:
    """For one thread."""

    def __init__(self, opener: Opener) -> None:
        """Its shops, its database and its clock are the opener's."""
        self._opener, self._store, self._now = opener, opener.store, opener.now
        self._first = FirstSync(opener, self._take)

    def due(self, shop: PosIntegration) -> bool:
        """Whether a quarter of an hour is over, or the clock has been set back since: nothing is known of that time."""
        if shop.status != CONNECTED or shop.synced_at is None:
            return shop.status == CONNECTED
        return not 0 <= self._now() - shop.synced_at < EVERY

    def poll(self, organization: str, shop: PosIntegration) -> int | None:
        """All orders that changed since the last time, or all there are the first time; answers how many were new, or
        None where another worker is at it, or has just been. Afterwards, and only then, the shop is synced up to where
        it began. Raises a ShopTrouble, StoreError."""
        if shop.synced_at is None:
            return self._first.run(organization, shop)
        with turn(self._opener, organization, f"poll:{shop.id}") as ours:
            if ours is None or self._synced_at(organization, shop) != shop.synced_at:
                return None
            until = self._now()
            since = min(shop.synced_at, until) - OVERLAP
            found = self._all(organization, shop, _changed, since, until, still=ours.still)
            if found is not None:
                synced(self._opener, organization, shop, until, well(shop))
            return found

    def sweep(self, organization: str, shop: PosIntegration) -> int:
        """Orders made in the last three days, whenever they reached the vendor; as `poll`."""
        until = self._now()
        found = self._all(organization, shop, _made, until - SWEEP, until, "sweep") or 0
        swept(self._opener, organization, shop)
        return found

    def _synced_at(self, organization: str, shop: PosIntegration) -> Instant | None:
        found = self._store.read(organization, lambda database: StoredRows(database).get(PosIntegration, shop.id))
        return found.synced_at if found else None

    def _all(
        self,
        organization: str,
        shop: PosIntegration,
        ask: _Ask,
        since: Instant,
        until: Instant,
        source: str = "poll",
        still: Callable[[], bool] = lambda: True,
    ) -> int | None:
        """How many were new; None when somebody else has taken it over meanwhile."""
        after, seen, new = None, set[str](), 0
        for _ in range(_MOST_PAGES):
            page = self._page(organization, shop, ask, since, until, after)
            new += sum(self._take(organization, shop, order, source) for order in page.orders)
            if page.after is None:
                self._opener.changed(organization, (shop.store_id,))
                return new
            if page.after in seen:
                break
            seen.add(page.after)
            after = page.after
            if not still():
                return None
        raise Unavailable("The shop's pages do not come to an end", "endless_pages")

    def _page(
        self, organization: str, shop: PosIntegration, ask: _Ask, since: Instant, until: Instant, after: str | None
    ) -> Page:
        return self._opener.with_shop(organization, shop, lambda there: ask(there, since, until, after))

    def _take(self, organization: str, shop: PosIntegration, seen: OrderSeen, source: str = "poll") -> int:
        """1 for an order, or a form of one, that nobody had told us of."""

        def work(database: Database) -> int:
            with database.transaction():
                now = self._now()
                results = take_in(database, shop, seen.raw, f"{source}:{fresh()}", fresh, now)
                new = sum(one.status in ("applied", "merged") for one in results)
                gap = _missed(database, shop, seen.gid, now, source) if new else None
                if gap is not None:
                    database.run(_GAP, kind_of(WebhookGap).record(gap))
                return new

        return self._store.write(organization, work)


def _changed(there: Shop, since: Instant, until: Instant, after: str | None) -> Page:
    return there.orders(since, until, after)


def _made(there: Shop, since: Instant, until: Instant, after: str | None) -> Page:
    return there.orders_made(since, until, after)


def _missed(database: Database, shop: PosIntegration, gid: str, now: Instant, source: str) -> WebhookGap | None:
    """None for what is so new that its webhook may be on its way, and while a shop is read for the first time."""
    rows = StoredRows(database)
    ident = order_id(shop.store_id, gid)
    order, sale = rows.get(Order, ident), rows.get(Transaction, ident)
    changed_at = (order.content_at if order else None) or (sale.at if sale else None) or now
    if shop.synced_at is None or changed_at > now - _ON_ITS_WAY:
        return None
    return WebhookGap(shop.id, gid, changed_at, now, source)
