"""Finding orders: pages that end, places that are ours, and sales of the till that arrive late."""

from __future__ import annotations

import json

import pytest

from data.core.clock import HOUR
from sync_agent.demo_shop.square.faults import ENDLESS, LATE_UNNOTICED
from sync_agent.shops.square.pages import MOST_PAGES, Mark, mark_of
from sync_agent.shops.trouble import Rejected, Unavailable
from tests.contract.bench import MINUTE, all_pages, arrival, gids, kind_shop
from tests.shops.square.bench import HOOKS, SquareBench


class TestPagesThatDoNotEnd:
    def test_the_same_page_again_is_noticed_at_once(self, bench):
        with bench.faults.kind():
            shop, since = kind_shop(bench), bench.clock()
            for _ in range(40):
                bench.place_order()
        with bench.faults.kind():
            bench.faults.switch(ENDLESS, True)
            first = shop.orders(since, bench.clock(), None)
            with pytest.raises(Unavailable) as trouble:
                shop.orders(since, bench.clock(), first.after)

        assert trouble.value.code == "endless_pages"

    def test_a_cursor_that_stays_the_same_is_noticed_though_the_pages_are_empty(self):
        mark = Mark(cursor="x", number=1)
        with pytest.raises(Unavailable):
            mark.after("x", [])

    def test_ever_new_cursors_with_empty_pages_end_as_well(self):
        mark: Mark | None = Mark()
        for number in range(MOST_PAGES):
            assert mark is not None
            mark = mark.after(f"cursor-{number}", [])

        assert mark is not None
        with pytest.raises(Unavailable):
            mark.after("one more", [])

    def test_a_cursor_that_no_question_can_carry_leads_nowhere(self):
        with pytest.raises(Unavailable):
            Mark().after("\ud800", ["\ud800"])

    @pytest.mark.parametrize("after", ["", "[]", "nonsense", '{"page": 1}', "7"])
    def test_a_mark_that_nobody_made_is_refused(self, after):
        with pytest.raises(Rejected):
            mark_of(after)


class TestPlaces:
    def test_more_than_ten_places_are_searched_ten_after_ten(self):
        bench = SquareBench(places=23)
        with bench.faults.kind():
            shop, since, placed = kind_shop(bench), bench.clock(), []
            for location in bench.played.seller.locations:
                bought = bench.played.seller.variations[0]
                placed.append(bench.played.till.place(bought, location)["id"])

            found = gids(all_pages(lambda after: shop.orders(since, bench.clock(), after)))

        assert sorted(found) == sorted(placed)
        assert bench.played.violations == []

    def test_with_places_of_ones_own_the_orders_of_others_are_not_ours(self, bench):
        with bench.faults.kind():
            ours, theirs = bench.played.seller.locations
            bought = bench.played.seller.variations[0]
            mine = bench.played.till.place(bought, ours)["id"]
            others = bench.played.till.place(bought, theirs)["id"]
            shop = bench.vendor.open(bench.account, bench.first_token().access, HOOKS, (ours,))
            since = bench.clock() - MINUTE

            assert gids(all_pages(lambda after: shop.orders(since, bench.clock(), after))) == [mine]
            assert shop.order(mine) is not None
            assert shop.order(others) is None

    def test_an_id_that_no_order_can_have_is_not_even_asked_for(self, bench):
        shop = bench.shop(bench.first_token().access)

        assert shop.order("../../v2/payments") is None
        assert shop.order("") is None


class TestSalesOfTheTill:
    def test_only_their_payment_tells_of_them_and_the_poll_finds_them_as_transactions(self, bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            shop.subscribe(bench.vendor.topics)
            since = bench.clock()
            gid = bench.played.sell_at_the_till()

            topics = [json.loads(post.body)["type"] for post in bench.posts()]
            (seen,) = all_pages(lambda after: shop.orders(since, bench.clock(), after))

        assert set(topics) == {"inventory.count.updated", "payment.created"}
        assert seen.gid == gid
        docket = arrival(bench, seen).docket
        assert docket is not None
        assert docket.counter_sale
        assert docket.version is None

    def test_one_that_arrives_three_days_late_may_be_found_only_by_when_it_was_made(self, bench):
        with bench.faults.kind():
            shop, polled_from = kind_shop(bench), bench.clock()
            bench.clock.pass_by(4 * 24 * 3600)
            bench.faults.switch(LATE_UNNOTICED, True, 1.0)
            gid = bench.played.sell_at_the_till(hours_late=72)
            now = bench.clock()

            assert gids(all_pages(lambda after: shop.orders(now - HOUR, now, after))) == []
            assert gids(all_pages(lambda after: shop.orders_made(now - 72 * HOUR, now, after))) == [gid]
            assert bench.faults.counts[LATE_UNNOTICED] == 1
            assert polled_from < now
