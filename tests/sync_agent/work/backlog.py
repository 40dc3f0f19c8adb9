"""A backlog of distinct things to tell a shop that has a bucket of points for us, drained by its own clock."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sync_agent.demo_shop.faults import THROTTLED
from sync_agent.demo_shop.furnishing import furnish
from sync_agent.demo_shop.shopify.cost import BUCKET, RESTORE
from sync_agent.demo_shop.shopify.state import PLACES, gid
from sync_agent.shops.vendor import Sellable
from sync_agent.work.linking import link_all
from tests.contract.bench import kind_shop
from tests.shops.shopify.bench import ShopifyBench
from tests.sync_agent.work.rig import SellingHub, database_in

_ON_HAND = 7


@dataclass(frozen=True, slots=True)
class Drained:
    """Calls that were made (`asked`), those of them that were refused, and how long all took by the shop's clock;
    `least_seconds` is what its bucket allows at best."""

    asked: int
    refused: int
    seconds: float
    least_seconds: float


class _Spending:
    """How many points were spent."""

    def __init__(self, bench: ShopifyBench) -> None:
        self.points = 0.0
        bucket = bench.played._bucket
        takes = bucket.take

        def take(points: float) -> None:
            self.points += points
            takes(points)

        bucket.take = take  # type: ignore[method-assign]


def drained(folder: Path, things: int) -> Drained:
    """So many distinct things, until the shop shows each."""
    bench = ShopifyBench()
    for fault in bench.faults.names:
        bench.faults.switch(fault, fault == THROTTLED, 0.0)
    _stocked(bench, things)
    hub = SellingHub(database_in(folder), bench, "shopify")
    with closing(hub.store):
        sold = _sold(bench)
        furnish(hub.opener, hub.organization, "bannos", sold, _ON_HAND)
        # So many pages are asked for at a pace that the bucket allows: it is the pushes that are counted.
        bench.faults.switch(THROTTLED, False)
        link_all(hub.opener, hub.organization, hub.shop)
        bench.faults.switch(THROTTLED, True, 0.0)
        told = _drain(hub, bench)
        bench.clock.pass_by(60)
        shown = kind_shop(bench).stock([one.external_id for one in sold[:100]], gid("Location", PLACES[0][0]))
        assert set(shown.values()) == {_ON_HAND}
    return told


def _stocked(bench: ShopifyBench, things: int) -> None:
    state = bench.played.state
    like = state.variants[-1]
    made = [
        replace(like, number=like.number + 1_000 + n, sku=f"THING-{n}", product=f"Thing {n}") for n in range(things)
    ]
    state.variants = (*state.variants, *made)
    state.levels |= {(gid("InventoryItem", one.item_number), gid("Location", PLACES[0][0])): 1 for one in made}


def _sold(bench: ShopifyBench) -> list[Sellable]:
    sold: list[Sellable] = []
    after: str | None = None
    while True:
        some, after = kind_shop(bench).sellables(after)
        sold += [one for one in some if (one.sku or "").startswith("THING-")]
        bench.clock.pass_by(60)
        if after is None:
            return sold


def _drain(hub: SellingHub, bench: ShopifyBench) -> Drained:
    asked, refused = len(bench.played.log), bench.faults.counts["throttled_in_fact"]
    bench.clock.pass_by(6)
    begun, spending = bench.clock(), _Spending(bench)
    left = "SELECT count(*) FROM work_queue WHERE status <> 'done'"
    while hub.store.read(hub.organization, lambda database: database.rows(left))[0][0]:
        if not hub.pusher.once(hub.organization, hub.shop):
            bench.clock.pass_by(0.25)
    seconds = (bench.clock() - begun) / 1000
    refused = bench.faults.counts["throttled_in_fact"] - refused
    least = max(0.0, (spending.points - BUCKET) / RESTORE)
    return Drained(len(bench.played.log) - asked + refused, refused, seconds, least)
