"""Reading orders: every page, in order, each order whole and the same whichever way it came."""

from __future__ import annotations

import pytest

from sync_agent.shops.trouble import TokenExpired
from tests.contract.bench import MINUTE, Bench, all_pages, arrival, content, gids, kind_shop


class OrderContract:
    """Polling: what the repair of every lost webhook stands on."""

    def test_orders_of_many_pages_all_come_the_earliest_change_first(self, bench: Bench):
        with bench.faults.kind():
            shop, since, placed = kind_shop(bench), bench.clock(), []
            for _ in range(40):
                bench.clock.pass_by(60)
                placed.append(bench.place_order())
            until = bench.clock()

            orders = all_pages(lambda after: shop.orders(since, until, after))

            assert gids(orders) == placed

    def test_the_first_page_is_not_the_last_of_many_orders(self, bench: Bench):
        with bench.faults.kind():
            shop, since = kind_shop(bench), bench.clock()
            for _ in range(40):
                bench.place_order()

            assert shop.orders(since, bench.clock(), None).after is not None

    def test_how_many_orders_there_are_is_told_exactly_or_not_at_all(self, bench: Bench):
        with bench.faults.kind():
            shop, since = kind_shop(bench), bench.clock()
            for _ in range(3):
                bench.place_order()
                bench.clock.pass_by(60)

            assert shop.count(since, bench.clock()) in (3, None)
            assert shop.count(since - 2 * MINUTE, since - MINUTE) in (0, None)

    def test_a_time_without_orders_is_one_empty_page(self, bench: Bench):
        with bench.faults.kind():
            page = kind_shop(bench).orders(bench.clock() - 2 * MINUTE, bench.clock() - MINUTE, None)

            assert (page.orders, page.after) == ((), None)

    def test_both_ends_of_the_time_belong_to_it(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            bench.clock.pass_by(60)
            gid, at = bench.place_order(), bench.clock()

            assert gids(all_pages(lambda after: shop.orders(at, at + MINUTE, after))) == [gid]
            assert gids(all_pages(lambda after: shop.orders(at - MINUTE, at, after))) == [gid]

    def test_an_order_that_was_changed_comes_again_by_its_change_and_not_by_when_it_was_made(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            made = bench.clock()
            gid = bench.place_order()
            bench.clock.pass_by(1_800)
            changed = bench.clock()
            bench.edit_order(gid)
            now = bench.clock() + MINUTE

            assert gids(all_pages(lambda after: shop.orders(changed, now, after))) == [gid]
            assert gids(all_pages(lambda after: shop.orders_made(changed, now, after))) == []
            assert gids(all_pages(lambda after: shop.orders_made(made, changed - MINUTE, after))) == [gid]

    def test_page_and_single_fetch_of_one_order_make_the_same_order(self, bench: Bench):
        with bench.faults.kind():
            shop, since = kind_shop(bench), bench.clock()
            gid = bench.place_order()
            (paged,) = all_pages(lambda after: shop.orders(since, bench.clock() + MINUTE, after))
            fetched = shop.order(gid)

            assert fetched is not None
            assert fetched.gid == paged.gid == gid
            assert arrival(bench, fetched).command == arrival(bench, paged).command

    def test_an_order_becomes_a_docket_that_lacks_nothing(self, bench: Bench):
        with bench.faults.kind():
            seen = kind_shop(bench).order(bench.place_order())

            assert seen is not None
            docket = arrival(bench, seen).docket
            assert docket is not None
            assert docket.missing() == ()
            assert docket.wanted

    def test_a_cancelled_order_says_so_and_an_edited_one_differs(self, bench: Bench):
        with bench.faults.kind():
            shop, gid = kind_shop(bench), bench.place_order()
            first = shop.order(gid)
            bench.clock.pass_by(60)
            bench.edit_order(gid)
            edited = shop.order(gid)
            bench.cancel_order(gid)
            cancelled = shop.order(gid)

            assert first is not None
            assert edited is not None
            assert cancelled is not None
            hashes = [content(bench, one) for one in (first, edited, cancelled)]
            assert len(set(hashes)) == 3
            docket = arrival(bench, cancelled).docket
            assert docket is not None
            assert docket.cancelled_at is not None

    def test_an_order_that_the_shop_does_not_know_is_none(self, bench: Bench):
        with bench.faults.kind():
            shop, gid = kind_shop(bench), bench.place_order()

            assert shop.order(gid[:-1] + ("1" if gid[-1] != "1" else "2") + "7") is None

    def test_a_token_that_ends_between_two_pages_is_renewed_and_the_page_asked_for_again(self, bench: Bench):
        with bench.faults.kind():
            since = bench.clock()
            token = bench.first_token()
            shop = bench.shop(token.access)
            placed = [bench.place_order() for _ in range(40)]
            until = bench.clock()
            page = shop.orders(since, until, None)
            bench.end_access()
            with pytest.raises(TokenExpired):
                shop.orders(since, until, page.after)
            fresh = bench.vendor.refreshed(bench.account, token, bench.clock())
            again = bench.shop(fresh.access)

            rest = all_pages(lambda after: again.orders(since, until, after or page.after))

            assert sorted(gids([*page.orders, *rest])) == sorted(placed)
