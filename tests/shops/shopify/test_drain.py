"""A long backlog drains as fast as the shop lets it, and hardly a call is refused: what it lets us ask is learned from
its answers (C27, C28)."""

from __future__ import annotations

from collections.abc import Sequence

from sync_agent.demo_shop.door import as_transport
from sync_agent.demo_shop.faults import THROTTLED
from sync_agent.demo_shop.shopify import cost
from sync_agent.shops.line import Line
from sync_agent.shops.shopify.app import App
from sync_agent.shops.shopify.vendor import Shopify
from sync_agent.shops.trouble import Throttled
from sync_agent.shops.vendor import Push, Shop, Vendor
from tests.shops.shopify.bench import ShopifyBench

CALLS = 400


def drained(bench: ShopifyBench, shops: Sequence[Shop]) -> tuple[int, float]:
    """Pushes 400 calls' worth by turns, each waiting as it is told; how many the shop itself refused, and the seconds
    that went by. Nothing but its bucket is in the way."""
    with bench.faults.kind():
        bench.faults.switch(THROTTLED, on=True, chance=0)
        things, place = shops[0].sellables(None)[0], shops[0].places()[0].id
        began, refused_before = bench.clock.seconds(), bench.faults.counts["throttled_in_fact"]
        for call in range(CALLS):
            pushes = [
                Push(t.external_id, place, call, None, f"{call}-{n}", bench.clock()) for n, t in enumerate(things)
            ]
            pushed(bench, shops[call % len(shops)], pushes)
        refused = bench.faults.counts["throttled_in_fact"] - refused_before
        return refused, bench.clock.seconds() - began


def pushed(bench: ShopifyBench, shop: Shop, pushes: Sequence[Push]) -> None:
    for _ in range(100):
        try:
            told = shop.push(pushes)
        except Throttled as trouble:
            bench.clock.pass_by(trouble.wait)
        else:
            assert [one.trouble for one in told] == [None] * len(pushes)
            return
    raise AssertionError("It never got through")


def another_process(bench: ShopifyBench) -> Vendor:
    """The same app, that has learned nothing yet."""
    app = App("played-client", bench.played.client_secret)
    return Shopify(app, Line(as_transport(bench.played.serve)), bench.clock.seconds)


def test_one_worker_is_refused_next_to_nothing_and_wastes_no_time(bench: ShopifyBench):
    with bench.faults.kind():
        shop = bench.shop(bench.first_token().access)
    refused, seconds = drained(bench, [shop])

    least = (CALLS * cost.MUTATION - cost.BUCKET) / cost.RESTORE
    assert refused <= CALLS // 100
    assert least <= seconds < 1.25 * least + 5


def test_two_processes_that_do_not_know_of_each_other_are_refused_little_more(bench: ShopifyBench):
    with bench.faults.kind():
        token = bench.first_token()
    there = another_process(bench).open(bench.account, token.access, bench.hooks)
    refused, _ = drained(bench, [bench.shop(token.access), there])

    assert refused <= CALLS // 20
