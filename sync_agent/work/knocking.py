"""A shop that let nobody in may do so again: what told of a farewell may have been of yesterday, and a seller's account
that was locked is opened."""

from __future__ import annotations

import logging

from data.core.clock import HOUR
from data.ledger.chores import Every, done, take
from data.shops.connecting import ConnectShop
from data.shops.integration import BROKEN, PosIntegration
from sync_agent.shops.trouble import ShopTrouble
from sync_agent.work.opening import Opener

_log = logging.getLogger(__name__)
EVERY = HOUR


def knock(opener: Opener, organization: str, shop: PosIntegration) -> bool:
    """Whether a BROKEN shop lets us in again: asked once an hour, by one process of all. Raises StoreError."""
    if shop.status != BROKEN or opener.now() - shop.since < EVERY:
        return False
    name = f"knock:{shop.id}"
    if not opener.store.write(organization, lambda database: take(database, Every(name, EVERY), opener.now())):
        return False
    open_again = _lets_in(opener, organization, shop)
    opener.store.write(organization, lambda database: done(database, name, opener.now(), {"open": int(open_again)}))
    if open_again:
        _log.info("a shop lets us in again", extra={"shop": shop.id})
        opener.give(organization, shop, ConnectShop(shop.store_id, shop.vendor, shop.account, connected=True))
    return open_again


def _lets_in(opener: Opener, organization: str, shop: PosIntegration) -> bool:
    try:
        opener.with_shop(organization, shop, lambda there: there.places())
    except ShopTrouble:
        return False
    return True
