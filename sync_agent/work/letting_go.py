"""A shop is disconnected at any screen; what opened it lies at the hub, is given back to the vendor, and goes."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from data.core.clock import MINUTE, Instant
from data.shops.connecting import SetShopState
from data.shops.integration import DISCONNECTED, PosIntegration
from data.shops.kept import ShopSecret
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from sync_agent.hub.organizations import organizations
from sync_agent.shops.keys import ACCESS, REFRESH
from sync_agent.shops.trouble import Rejected, ShopTrouble, Throttled, Unavailable
from sync_agent.work.opening import Opener
from sync_agent.work.pauses import pause

_log = logging.getLogger(__name__)
JUST_KEPT = 10 * MINUTE
"""A secret that is younger may be of a connection that is being made at this moment: its row says so afterwards."""
MOST_TRIES = 8


class Farewells:
    """For one thread."""

    def __init__(self, opener: Opener) -> None:
        """Nobody has been tried yet."""
        self._opener, self._store = opener, opener.store
        self._tried: dict[str, tuple[int, Instant]] = {}

    def let_go(self, organization: str, shop: PosIntegration) -> bool:
        """Nothing here opens a disconnected shop any more; whether anything did. A vendor that does not answer is asked
        again for a while, and holds up nobody. Raises StoreError."""
        tries, again_at = self._tried.get(shop.id, (0, 0))
        until = self._opener.now() - JUST_KEPT
        if shop.status != DISCONNECTED or again_at > self._opener.now():
            return False
        if not self._store.read(organization, lambda database: _only_old(database, shop.id, until)):
            return False
        try:
            wrong = given_back(self._opener, organization, shop)
        except (Throttled, Unavailable) as trouble:
            if tries + 1 < MOST_TRIES:
                self._tried[shop.id] = (tries + 1, self._opener.now() + pause(tries + 1))
                return False
            wrong = str(trouble)
        self._tried.pop(shop.id, None)
        gone = self._store.write(organization, lambda database: self._forgotten(database, shop.id, until))
        if gone and wrong:
            tell(self._opener, organization, shop, wrong)
        return gone

    def _forgotten(self, database: Database, integration_id: str, until: Instant) -> bool:
        with database.transaction():
            row = StoredRows(database).get(PosIntegration, integration_id)
            gone = row is not None and row.status == DISCONNECTED and _only_old(database, integration_id, until)
            if gone:
                self._opener.keys.forget(database, integration_id)
            return gone


def given_back(opener: Opener, organization: str, shop: PosIntegration) -> str:
    """Tells the vendor that we need a shop's permission no more; answers what its owner must do about it, "" when it
    is done or there was none. Raises Throttled, Unavailable, StoreError."""
    kept = opener.kept(organization, shop)
    if ACCESS not in kept:
        return ""
    try:
        _give_back(opener, organization, shop, kept)
    except (Throttled, Unavailable):
        raise
    except ShopTrouble as trouble:
        return str(trouble)
    return ""


def tell(opener: Opener, organization: str, shop: PosIntegration, wrong: str) -> None:
    """Its row says what is left to do, for whoever looks at the shops."""
    _log.warning("a permission was not given back", extra={"shop": shop.id})
    opener.give(organization, shop, SetShopState(shop.id, says=left_to_do(shop, wrong)))


def left_to_do(shop: PosIntegration, wrong: str) -> str:
    """In words."""
    return f"Its owner must take our permission back at {shop.vendor.capitalize()} ({wrong})"


def _give_back(opener: Opener, organization: str, shop: PosIntegration, kept: Mapping[str, str]) -> None:
    if REFRESH not in kept:
        raise Rejected("Its token was handed to us, and ends where it was made", "by_hand")
    speaks = opener.speaker(organization, shop, kept)
    speaks.leave(shop.account, kept[ACCESS], alone=not _sells_elsewhere(opener, shop))


def _sells_elsewhere(opener: Opener, shop: PosIntegration) -> bool:
    """Whether another store of this hub sells through the same account."""
    kind = kind_of(PosIntegration)

    def others(database: Database) -> bool:
        rows = [kind.row(record) for record in database.rows(kind.select)]
        return any(_same_account(one, shop) and one.status != DISCONNECTED for one in rows)

    return any(opener.store.read(whose.id, others) for whose in organizations(opener.store))


def _same_account(one: PosIntegration, other: PosIntegration) -> bool:
    return one.id != other.id and (one.vendor, one.account) == (other.vendor, other.account)


def _only_old(database: Database, integration_id: str, until: Instant) -> bool:
    kept = StoredRows(database).where(ShopSecret, integration_id=integration_id)
    return bool(kept) and all(secret.changed_at <= until for secret in kept)
