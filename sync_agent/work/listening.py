"""Vendors forget whom they are to tell: what they tell us no more is asked for again."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from data.shops.integration import PosIntegration
from sync_agent.shops.keys import HOOKS_URL, WEBHOOK, WEBHOOK_BEFORE
from sync_agent.shops.trouble import Disconnected, Rejected
from sync_agent.shops.vendor import Shop
from sync_agent.work.opening import Opener

_log = logging.getLogger(__name__)


def listen(opener: Opener, organization: str, shop: PosIntegration) -> list[str]:
    """The topics that were missing, and are told now; none for a shop whose webhooks somebody else sets up. What it
    signs with from now on is kept beside what it signed with before. Raises a ShopTrouble, StoreError."""
    kept = opener.store.read(organization, lambda database: opener.keys.of(database, shop.id))
    if not kept.get(HOOKS_URL):
        return []
    wanted = opener.vendors(shop.vendor).topics
    told = opener.with_shop(organization, shop, _told)
    missing = [topic for topic in wanted if told is not None and topic not in told]
    if not missing:
        return []

    def ask(there: Shop) -> Sequence[str]:
        return there.subscribe(wanted)

    secrets = [one for one in opener.with_shop(organization, shop, ask) if one]
    if secrets and secrets[0] != kept.get(WEBHOOK):
        before = {WEBHOOK_BEFORE: kept[WEBHOOK]} if WEBHOOK in kept else {}
        opener.keep_values(organization, shop, {WEBHOOK: secrets[0]} | before)
    return missing


def _told(there: Shop) -> Sequence[str] | None:
    """None where this token may not ask: it opens the shop all the same, and somebody else subscribes."""
    try:
        return there.subscriptions()
    except (Rejected, Disconnected) as trouble:
        _log.warning("the subscriptions of a shop are not ours to look at", extra={"code": trouble.code})
        return None
