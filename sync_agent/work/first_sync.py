"""A shop that was just connected tells all its orders once: page by page, and whoever is killed over it is followed by
one who goes on at the same page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from data.core.clock import HOUR, Instant
from data.core.ids import derived_id
from data.core.packed import pack, unpack
from data.shops.connecting import INITIAL_SYNC, NoteSyncJob
from data.shops.integration import PosIntegration, SyncJob
from data.store.database import StoredRows
from sync_agent.health.due import FIRST_SYNC, synced
from sync_agent.shops.trouble import Rejected, ShopTrouble, Unavailable
from sync_agent.shops.vendor import OrderSeen, Page, Shop
from sync_agent.work.introducing import introduce
from sync_agent.work.opening import Opener
from sync_agent.work.turns import Turn, turn

BACK = 60 * 24 * HOUR
"""How far back a shop is asked: what its vendor tells without a further permission."""
RUNNING, DONE, FAILED = "running", "done", "failed"
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class _At:
    """Where the work stands: the span that is asked for, the page that comes next, how many orders there were, of how
    many (None: the shop does not say)."""

    since: Instant
    until: Instant
    after: str | None = None
    done: int = 0
    total: int | None = None

    def packed(self) -> str:
        return pack([self.since, self.until, self.after])


class FirstSync:
    """For one thread; of several, in several processes, one works at a shop."""

    def __init__(self, opener: Opener, take: Callable[[str, PosIntegration, OrderSeen], int]) -> None:
        """`take` takes one order in, the same one once."""
        self._opener, self._store, self._now, self._take = opener, opener.store, opener.now, take

    def run(self, organization: str, shop: PosIntegration) -> int | None:
        """All orders of the last weeks; answers how many were new, or None where another worker is at it. Afterwards,
        and only then, the shop is synced up to where it began. Raises a ShopTrouble, StoreError: the next call goes on
        where this one stood."""
        with turn(self._opener, organization, f"{INITIAL_SYNC}:{shop.id}") as ours:
            return None if ours is None else self._all(organization, shop, ours)

    def _all(self, organization: str, shop: PosIntegration, ours: Turn) -> int | None:
        if shop.location is None:
            # Its owner said yes while it could not tell where it keeps its stock, or it keeps it at several places.
            introduce(self._opener, organization, shop)
        at, new, seen = self._standing(organization, shop), 0, set[str]()
        for _ in range(_MOST_PAGES):
            page = self._page(organization, shop, at)
            for order in page.orders:
                new += self._take(organization, shop, order)
            at = replace(at, after=page.after, done=at.done + len(page.orders))
            if page.after is None:
                self._note(organization, shop, at, DONE)
                synced(self._opener, organization, shop, at.until, well(shop), FIRST_SYNC)
                return new
            if page.after in seen:
                break
            seen.add(page.after)
            self._note(organization, shop, at, RUNNING)
            if not ours.still():
                return None
        raise Unavailable("The shop's pages do not come to an end", "endless_pages")

    def _page(self, organization: str, shop: PosIntegration, at: _At) -> Page:
        try:
            return self._opener.with_shop(organization, shop, partial(_asked, at))
        except ShopTrouble as trouble:
            # A place in the pages that is not taken any more: from the first page on, what is here stays one.
            again = replace(at, after=None, done=0) if isinstance(trouble, Rejected) else at
            self._note(organization, shop, again, FAILED, str(trouble))
            raise

    def _standing(self, organization: str, shop: PosIntegration) -> _At:
        ident = derived_id(shop.id, f"job:{INITIAL_SYNC}")
        known = self._store.read(organization, lambda database: StoredRows(database).get(SyncJob, ident))
        if known is None or known.status == DONE or not known.cursor:
            now = self._now()
            begun = self._counted(organization, shop, _At(now - BACK, now))
            self._note(organization, shop, begun, RUNNING)
            return begun
        since, until, after = unpack(known.cursor)
        return _At(since, until, after, known.done, known.total)

    def _counted(self, organization: str, shop: PosIntegration, at: _At) -> _At:
        """A shop that does not say how many there are is asked for them all the same."""
        try:
            total = self._opener.with_shop(organization, shop, lambda there: there.count(at.since, at.until))
        except ShopTrouble:
            return at
        return replace(at, total=total)

    def _note(self, organization: str, shop: PosIntegration, at: _At, status: str, says: str | None = None) -> None:
        over = status == DONE
        total, cursor = (at.done, None) if over else (at.total, at.packed())
        self._opener.give(organization, shop, NoteSyncJob(shop.id, INITIAL_SYNC, status, at.done, total, cursor, says))


def _asked(at: _At, there: Shop) -> Page:
    return there.orders(at.since, at.until, at.after)


def well(shop: PosIntegration) -> str | None:
    """What its row says once it has answered: nothing is wrong. Where nobody has said yet at which place it keeps its
    stock, that stays to be read."""
    return "" if shop.location is not None else None
