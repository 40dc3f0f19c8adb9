"""A shop that has just been connected: where it keeps its stock, and what it sells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.shops.connecting import SetShopState
from data.shops.integration import PosIntegration
from sync_agent.shops.vendor import Place
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
