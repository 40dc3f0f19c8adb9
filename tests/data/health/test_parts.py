"""Each trouble is found where it was planted, costs points, and nothing else does: otherwise nobody would know from a
score what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR, MINUTE, at_minute, plus_days
from data.core.ids import uuid7
from data.core.outcome import Put
from data.core.packed import pack
from data.forecasts.kept import DailySales
from data.forecasts.marks import BAD, EVENT, MarkDay
from data.health.points import WEIGHTS
from data.orders.order import TransactionItem
from data.organization.commands import SetPolicies
from data.shops.connecting import ConnectShop, SetShopState
from data.shops.integration import SHOPIFY, integration_id
from data.shops.kept import WebhookDelivery, WebhookGap
from data.stock.setting_up import AddProduct
from data.store.execute import apply
from tests.data.health.conftest import Kept
from tests.support.cast import BENCH, GELATO_CAKE, MILK, NOW, OLIVE, SUE, SYDNEY, TODAY
from tests.support.sold import Sold, days_back, ordinary, sale, without_days

DAYS = days_back()
YESTERDAY, MIDWEEK = DAYS[-1], "2026-11-18"
WEB = integration_id("bannos", SHOPIFY, "bannos.myshopify.com")


def lost(kept: Kept) -> dict[str, int]:
    """What costs anything."""
    return {code: part.lost for code, part in kept.parts().items() if part.lost}


def test_the_weights_are_a_hundred_points():
    assert sum(WEIGHTS.values()) == 100


def test_an_ordinary_history_has_a_hundred_points(kept):
    assert lost(kept) == {}
    assert kept.score() == 100


def test_where_nothing_was_ever_sold_nothing_can_be_trusted(empty):
    assert lost(empty) == {"completeness": 15, "freshness": 15, "gaps": 10}
    assert all(part.todo for part in empty.parts().values() if part.lost)


def test_every_part_says_what_it_found_and_only_a_trouble_says_what_to_do(kept):
    for part in kept.parts().values():
        assert part.says
        assert (part.todo, part.examples) == ("", ())


class TestDays:
    def test_one_that_is_missing_is_a_gap_and_the_weeks_are_not_complete(self, empty):
        empty.sells(without_days(ordinary(), MIDWEEK))

        assert set(lost(empty)) == {"completeness", "gaps"}
        assert empty.parts()["gaps"].examples == empty.parts()["completeness"].examples == (MIDWEEK,)

    def test_one_of_long_ago_is_only_a_gap(self, empty):
        old = DAYS[5]
        empty.sells(without_days(ordinary(), old))

        assert lost(empty) == {"gaps": 2}
        assert empty.parts()["gaps"].examples == (old,)

    def test_one_on_which_the_store_is_closed_is_none(self, empty):
        wednesdays = [plus_days(MIDWEEK, 7 * n) for n in range(-9, 2)]
        empty.sells(without_days(ordinary(), *wednesdays))

        assert set(lost(empty)) == {"completeness"}
        empty.must(SetPolicies("bannos", pack({"closed_weekdays": ["Wednesday"]})))
        assert lost(empty) == {}

    def test_one_that_was_marked_costs_nothing_any_more(self, empty):
        empty.sells(without_days(ordinary(), MIDWEEK))
        before = empty.score()

        empty.must(MarkDay("bannos", MIDWEEK, BAD, says="the till was broken"), SUE)
        assert empty.score() == 100 > before
        empty.must(MarkDay("bannos", MIDWEEK, BAD, active=False), SUE)
        assert empty.score() == before

    def test_before_the_first_sale_there_were_none(self, empty):
        empty.sells(ordinary(DAYS[-6:]))

        assert lost(empty) == {}

    def test_today_is_not_judged_while_it_lasts(self, kept):
        kept.sells(sale("today", at_minute(TODAY, 1, SYDNEY), Sold(quantity=500)))

        assert lost(kept) == {}

    def test_of_an_imported_history_count_as_well(self, empty):
        rows = [DailySales("bannos", "sponge", day, 12_000, 300, False, "file") for day in DAYS]
        empty.sells(map(Put, rows))

        assert lost(empty) == {}


class TestFreshness:
    def test_goes_with_every_day_to_sell_on_that_brings_nothing(self, empty):
        for n, points in ((1, 5), (2, 10), (3, 15), (9, 15)):
            empty.database.run("DELETE FROM transactions")
            empty.database.run("DELETE FROM transaction_items")
            empty.sells(without_days(ordinary(), *DAYS[-n:]))
            assert empty.parts()["freshness"].lost == points, n

    def test_knows_of_each_source_what_is_usual_for_it(self, kept):
        other = [put for day in DAYS[:-4] for put in sale(f"t-{day}", at_minute(day, 600, SYDNEY), Sold(quantity=9))]
        kept.sells([Put(replace(p.row, source="till")) if hasattr(p.row, "source") else p for p in other])

        assert lost(kept) == {"freshness": 15}
        assert kept.parts()["freshness"].examples == ("till",)

    def test_expects_nothing_more_of_a_history_that_was_imported_before_there_were_sales_of_our_own(self, empty):
        rows = [DailySales("bannos", "sponge", day, 12_000, 3_000, False, "file") for day in DAYS[:-10]]
        empty.sells([*map(Put, rows), *ordinary(DAYS[-10:])])

        assert lost(empty) == {}

    def test_goes_where_an_import_is_all_there_is(self, empty):
        rows = [DailySales("bannos", "sponge", day, 12_000, 300, False, "file") for day in DAYS[:-2]]
        empty.sells(map(Put, rows))

        freshness = empty.parts()["freshness"]
        assert (freshness.lost, freshness.examples) == (10, ())

    def test_expects_nothing_more_of_a_source_that_said_nothing_for_four_weeks(self, kept):
        other = [put for day in DAYS[:-30] for put in sale(f"t-{day}", at_minute(day, 600, SYDNEY), Sold(quantity=9))]
        kept.sells([Put(replace(p.row, source="till")) if hasattr(p.row, "source") else p for p in other])

        assert lost(kept) == {}

    @pytest.mark.parametrize(("hours", "points"), [(0, 0), (2, 3), (7, 6), (25, 10), (73, 15)])
    def test_goes_while_a_shop_does_not_answer(self, kept, hours, points):
        kept.must(ConnectShop("bannos", SHOPIFY, "bannos.myshopify.com", "71", connected=True), OLIVE)
        kept.must(SetShopState(WEB, synced_at=kept.machine.at - hours * HOUR), SERVICE_ACTOR)

        assert kept.parts()["freshness"].lost == points
        assert ("bannos.myshopify.com" in kept.parts()["freshness"].says) is bool(points)


def twice(kept: Kept) -> None:
    at = at_minute(MIDWEEK, 700, SYDNEY)
    for n in range(2):
        kept.sells(sale(f"twice-{n}", at + n * 2_000, Sold(quantity=7), Sold("Sponge", 2, 3_000)))


def empty_sale(kept: Kept) -> None:
    kept.sells(sale("empty", at_minute(MIDWEEK, 700, SYDNEY), Sold())[:1])


def far_too_many(kept: Kept) -> None:
    kept.sells(sale("300", at_minute(MIDWEEK, 700, SYDNEY), Sold(quantity=300)))


def wrong_price(kept: Kept) -> None:
    kept.sells(sale("89000", at_minute(MIDWEEK, 700, SYDNEY), Sold(price=890_000)))


def unknown_thing(kept: Kept) -> None:
    kept.sells(sale("new", at_minute(MIDWEEK, 700, SYDNEY), Sold("Pretzel", 3, 200)))


def without_recipe(kept: Kept) -> None:
    kept.must(AddProduct("pie", "bannos", "Pie"))
    kept.sells(sale("pie", at_minute(MIDWEEK, 700, SYDNEY), Sold("Pie", 3, 500)))


def a_test_order(kept: Kept) -> None:
    kept.sells(sale("test", at_minute(MIDWEEK, 700, SYDNEY), Sold(), test=True))


def for_nothing(kept: Kept) -> None:
    kept.sells(sale("free", at_minute(MIDWEEK, 700, SYDNEY), Sold(price=0), Sold("Sponge", 1, 3_000)))


def less_than_nothing(kept: Kept) -> None:
    with kept.database.transaction():
        kept.database.run("UPDATE inventory_items SET on_hand = -3 WHERE id = ?", (MILK,))


def a_clock_that_is_off(kept: Kept) -> None:
    with kept.database.transaction():
        kept.database.run(
            "UPDATE journal SET received_at = ?, skew_ms = ? WHERE terminal_id = ?", (NOW - HOUR, 11 * MINUTE, BENCH)
        )


def a_webhook_that_never_came(kept: Kept) -> None:
    connected(kept)
    kept.sells([Put(WebhookGap(WEB, "gid://shopify/Order/77", NOW - HOUR, NOW - MINUTE, "poll"))])


def a_delivery_that_waits(kept: Kept) -> None:
    connected(kept)
    came = WebhookDelivery(
        uuid7(NOW, bytes(10)), WEB, "bannos", SHOPIFY, "d", "e", "orders/create", NOW - HOUR, "{}", b"{}", "new", 3,
        NOW, None,
    )  # fmt: skip
    kept.sells([Put(came)])


def connected(kept: Kept) -> None:
    kept.must(ConnectShop("bannos", SHOPIFY, "bannos.myshopify.com", "71", connected=True), OLIVE)
    kept.must(SetShopState(WEB, synced_at=kept.machine.at), SERVICE_ACTOR)


TROUBLES: dict[Callable[[Kept], None], tuple[str, str]] = {
    twice: ("duplicates", "twice-1"),
    empty_sale: ("completeness", "empty"),
    far_too_many: ("outliers", GELATO_CAKE),
    wrong_price: ("outliers", "8900.00"),
    unknown_thing: ("unmapped", "Pretzel"),
    without_recipe: ("recipes", "Pie"),
    a_test_order: ("tests", ""),
    for_nothing: ("tests", GELATO_CAKE),
    less_than_nothing: ("stock", "Milk: -3 g"),
    a_clock_that_is_off: ("clocks", "11 min"),
    a_webhook_that_never_came: ("webhooks", "77"),
    a_delivery_that_waits: ("webhooks", ""),
}


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_a_trouble_costs_points_of_its_part_alone_names_its_rows_and_says_what_to_do(kept, trouble):
    code, shown = TROUBLES[trouble]

    trouble(kept)

    assert set(lost(kept)) == {code}
    part = kept.parts()[code]
    assert 0 < part.lost <= part.weight
    assert part.todo
    assert any(shown in example for example in (*part.examples, shown if not shown else ""))


class TestWhatIsUnusual:
    def test_is_not_what_somebody_has_explained(self, kept):
        far_too_many(kept)
        assert lost(kept) == {"outliers": 2}

        kept.must(MarkDay("bannos", MIDWEEK, EVENT, says="the fair"), SUE)
        assert lost(kept) == {}

    def test_is_not_a_saturday_of_three_times_as_many(self, kept):
        saturday = "2026-11-21"
        kept.sells(sale("sat", at_minute(saturday, 700, SYDNEY), Sold(quantity=14)))

        assert lost(kept) == {}


class TestAlike:
    def test_two_customers_who_buy_the_same_some_minutes_apart_are_two(self, kept):
        at = at_minute(MIDWEEK, 700, SYDNEY)
        kept.sells([*sale("one", at, Sold(quantity=7)), *sale("two", at + 4 * MINUTE, Sold(quantity=7))])

        assert lost(kept) == {}

    def test_at_a_till_where_everybody_buys_one_roll_a_few_within_seconds_are_chance(self, kept):
        rolls = []
        for day in DAYS[-28:]:
            for n in range(120):
                at = at_minute(day, 480, SYDNEY) + n * 5 * MINUTE
                rolls += sale(f"roll-{day}-{n}", at, Sold("Sponge", 1, 3_000))
        rolls += sale("by-chance", at_minute(MIDWEEK, 480, SYDNEY) + 2_000, Sold("Sponge", 1, 3_000))
        kept.sells(rolls)

        assert "duplicates" not in lost(kept)


def test_lines_of_less_than_nothing_are_no_sale(kept):
    kept.sells(sale("minus", at_minute(MIDWEEK, 700, SYDNEY), Sold(), Sold("Sponge", -4, 3_000)))

    assert set(lost(kept)) == {"completeness"}


def test_a_thing_is_known_by_its_sku_whatever_it_is_called(kept):
    kept.must(AddProduct("pretzel", "bannos", "Brezel", sku="BR", bom=(("", MILK, 1),)))
    kept.sells(sale("br", at_minute(MIDWEEK, 700, SYDNEY), Sold("Laugenbrezel", 3, 200, "BR")))

    assert lost(kept) == {}


def test_what_another_store_sells_is_its_own_affair(kept):
    before = kept.parts()
    with kept.database.transaction():
        for put in sale("theirs", at_minute(MIDWEEK, 700, SYDNEY), Sold("Bagel", 900), store_id="flourlane"):
            apply(kept.database, put)

    assert kept.parts() == before
    assert isinstance(put.row, TransactionItem)
