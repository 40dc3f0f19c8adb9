"""The same with all unkindness on: whoever does what the troubles say ends up with everything, once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from data.core.clock import Instant
from sync_agent.demo_shop.faults import DOWN, EXPIRED, ROTATED, SOLD, THROTTLED
from sync_agent.demo_shop.outbox import LOST, OVERTAKEN, TWICE
from sync_agent.shops.trouble import Stale
from sync_agent.shops.vendor import Push, Shop
from tests.contract.bench import Bench, Patience, all_pages, gids


class UnkindContract:
    """Nothing here switches anything off."""

    def test_every_unkindness_is_switched_on_and_known_by_name(self, bench: Bench):
        assert {THROTTLED, DOWN, EXPIRED, SOLD, ROTATED, LOST, TWICE, OVERTAKEN} <= set(bench.faults.names)

    def test_orders_are_all_found_by_paging_through_throttles_lost_tokens_and_outages(self, bench: Bench):
        patience, since = Patience(bench), bench.clock()
        placed = [bench.place_order() for _ in range(80)]
        found: set[str] = set()
        for _ in range(8):
            until = bench.clock() + 60_000
            found |= set(_all_orders(patience, since, until))

        assert found == set(placed)
        assert bench.faults.counts[EXPIRED] > 0
        assert bench.faults.counts[ROTATED] > 0
        assert bench.faults.counts[THROTTLED] > 0
        assert bench.faults.counts[DOWN] > 0
        assert patience.waited > 0

    def test_pushes_end_up_shown_though_somebody_sells_between_reading_and_setting(self, bench: Bench):
        patience = Patience(bench)
        things, _ = patience.do(lambda shop: shop.sellables(None))
        place = patience.do(lambda shop: shop.places())[0].id
        for turn in range(60):
            push = Push(things[turn % len(things)].external_id, place, turn, None, f"turn-{turn}", bench.clock())
            assert _until_shown(patience, push) < 20
            assert _shown(patience, push) is not None
        assert not bench.checks_belief or bench.faults.counts[SOLD] > 0

    def test_of_many_webhooks_some_are_lost_some_come_twice_and_some_overtake(self, bench: Bench):
        patience = Patience(bench)
        patience.do(lambda shop: shop.subscribe(bench.vendor.topics))
        before = dict(bench.faults.counts)
        for _ in range(100):
            gid = bench.place_order()
            bench.edit_order(gid)

        struck = {name: bench.faults.counts[name] - before.get(name, 0) for name in (LOST, TWICE, OVERTAKEN)}
        assert all(struck.values()), struck
        assert 0.1 < struck[LOST] / (struck[LOST] + len(bench.posts()) - struck[TWICE]) < 0.3


def _until_shown(patience: Patience, push: Push) -> int:
    """Reads, believes, sets; again with a new key when somebody was faster. How often that was so."""
    for tries in range(20):
        asked = replace(push, believed=_shown(patience, push), key=f"{push.key}-{tries}")
        if patience.do(partial(_trouble, asked)) is None:
            return tries
    return 20


def _all_orders(patience: Patience, since: Instant, until: Instant) -> list[str]:
    return gids(all_pages(lambda after: patience.do(lambda shop: shop.orders(since, until, after))))


def _shown(patience: Patience, push: Push) -> int | None:
    levels = patience.do(lambda shop: shop.stock([push.external_id], push.location))
    return levels.get(push.external_id)


def _trouble(push: Push, shop: Shop) -> Exception | None:
    (told,) = shop.push([push])
    if told.trouble is not None and not isinstance(told.trouble, Stale):
        raise told.trouble
    return told.trouble
