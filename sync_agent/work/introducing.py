"""A shop that has just been connected: where it keeps its stock, what it is to tell us, what it sells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.shops.connecting import SetShopState
from data.shops.integration import PosIntegration
from sync_agent.shops.keys import HOOKS_URL, WEBHOOK
from sync_agent.shops.vendor import Place, Shop
from sync_agent.work.linking import link_all
from sync_agent.work.opening import Opener


@dataclass(frozen=True, slots=True)
class Introduced:
    """`location` None: it keeps stock at several of these `places`, and is told nothing until somebody says which."""

    places: Sequence[Place]
    location: str | None
    things: int = 0
    known: int = 0


def introduce(opener: Opener, organization: str, shop: PosIntegration, location: str | None = None) -> Introduced:
    """Asks the shop, and matches what it sells with what we count. Raises a ShopTrouble, StoreError."""
    places = opener.with_shop(organization, shop, lambda there: there.places())
    chosen = location or shop.location or (places[0].id if len(places) == 1 else None)
    says = "" if chosen else f"It keeps stock at {len(places)} places: `sync-agent shop place` says at which"
    opener.give(organization, shop, SetShopState(shop.id, location=chosen, says=says))
    things, known = link_all(opener, organization, shop)
    return Introduced(places, chosen, things, known)


def listen_to(opener: Opener, organization: str, shop: PosIntegration, topics: Sequence[str]) -> None:
    """The shop tells us these at our URL from now on; what signs them, where the vendor says so only now, is kept."""

    def subscribed(there: Shop) -> Sequence[str]:
        missing = [topic for topic in topics if topic not in there.subscriptions()]
        return there.subscribe(missing) if missing else ()

    kept = opener.store.read(organization, lambda database: opener.keys.of(database, shop.id))
    if not kept.get(HOOKS_URL):
        return
    secrets = opener.with_shop(organization, shop, subscribed)
    if secrets:
        opener.keep_values(organization, shop, {WEBHOOK: secrets[0]})
