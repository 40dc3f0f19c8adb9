"""From forecasts, recipes, stock and orders in the database to what is advised: by hand, to the gram."""

from __future__ import annotations

import pytest

from data.core.packed import unpack
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import forecast_id
from data.forecasts.terms import SetProductTerms
from data.line.complete import CompleteFilling
from data.organization.commands import AddStore
from data.procurement.ordering import MakePurchaseOrder, SendPurchaseOrder
from data.procurement.receiving import ReceivePurchase
from data.procurement.supplying import SetItemTerms, SetOffer, SetSupplier
from data.questions.procurement import NO_FORECAST, Advised, current, line_scanned, order_called, orders_of, why
from data.stock.commands import CountStock
from data.stock.setting_up import AddItem, AddProduct
from tests.support.bakery import Bakery
from tests.support.buying import CAN, dairy, expect
from tests.support.cast import ADI, ANA, BOX, GELATO_CAKE, MILK, OLIVE, SUE, SYDNEY, TODAY
from tests.support.dockets import cake, docket

HOUR = 3_600_000
THIRD = AddStore("third", "Third", "T", SYDNEY, "AUD", "en_AU", ("Small",), "22" * 16)


@pytest.fixture
def buying(bakery) -> Bakery:
    """Friday, ten o'clock: what is ordered by noon comes on Saturday and has to last until Sunday comes. A cake of any
    size takes 500 g of milk, a large one 900 g; 40 are expected on each day; nothing is there."""
    dairy(bakery)
    bakery.must(CountStock(MILK, 0), ANA)
    expect(bakery, "gelato-cake", *[40] * 14)
    return bakery


def now(bakery) -> Advised:
    found = current(bakery.database, "bannos", bakery.machine.at)
    assert found is not None
    return found


def milk(bakery):
    return next(line for line in now(bakery).lines if line.item_id == MILK)


def parts(line) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, _, amount in unpack(line.parts):
        found[code] = found.get(code, 0) + amount
    assert sum(found.values()) == line.quantity
    return found


class TestWhatIsAdvised:
    def test_is_the_forecast_times_the_recipe_until_the_delivery_after_the_next(self, buying):
        """Nobody has bought one yet, so the size that takes most is assumed: 2 days x 40 x 900 g = 72 kg, 8 cans."""
        line = milk(buying)

        assert (line.arrives, line.covers_until) == ("2026-11-28", "2026-11-28")
        assert parts(line) == {"demand": 72_000, "packs": 8_000}
        assert (line.quantity, line.packs, line.amount, line.surplus) == (80_000, 8, 8 * 1_250, 8_000)

    def test_takes_the_sizes_in_which_it_sells(self, buying):
        """Three of four were medium: (3 x 500 + 900) / 4 = 600 g; what is held is a part of the forecast."""
        for n in range(3):
            buying.take_in(docket(str(30001 + n), cake(size="Medium")))
        buying.take_in(docket("30004", cake(size="Large")))

        assert parts(milk(buying))["demand"] == 2 * 40 * 600

    def test_leaves_out_what_is_there_and_what_is_coming(self, buying):
        buying.must(CountStock(MILK, 25_500), ANA)
        buying.must(MakePurchaseOrder("po-1", "dairy", ((CAN, 2),)), ADI)
        buying.must(ReceivePurchase("po-1", ((CAN, 10_000),)), SUE)

        assert parts(milk(buying)) == {"demand": 72_000, "on_hand": -35_500, "on_order": -10_000, "packs": 3_500}

    def test_counts_yield_waste_and_what_shall_always_be_there(self, buying):
        """A tenth of the cakes break: 80,000 g are made for 72,000 g; 2 % of it are spilt."""
        buying.must(SetProductTerms("gelato-cake", yield_permille=900), ADI)
        buying.must(SetItemTerms(MILK, waste_permille=20, safety=1_500, service_permille=500), ADI)

        assert parts(milk(buying)) == {
            "demand": 72_000,
            "yield": 8_000,
            "waste": 1_600,
            "safety": 1_500,
            "packs": 6_900,
        }

    def test_is_not_more_than_can_be_used_before_it_spoils(self, buying):
        """Delivered on Saturdays only it would have to last eight days; it keeps for three after it has come."""
        buying.must(SetSupplier("dairy", "bannos", "Dairy", delivery_days=(5,)), ADI)
        buying.must(SetItemTerms(MILK, shelf_life_days=3, service_permille=500), ADI)

        line = milk(buying)

        assert line.covers_until == "2026-12-04"
        assert parts(line) == {"demand": 8 * 36_000, "shelf_life": -4 * 36_000, "packs": 6_000}
        assert [code for code, _, _ in unpack(line.warnings)] == ["runs_out", "spoils"]

    def test_bakes_what_a_person_means_to_bake(self, buying):
        buying.must(
            GiveForecastFeedback(forecast_id("bannos", "gelato-cake", TODAY), planned=10_000, reason="rain"), SUE
        )

        assert parts(milk(buying))["demand"] == 50 * 900

    def test_is_never_less_than_what_is_ordered_already(self, bakery):
        dairy(bakery)
        bakery.must(CountStock(MILK, 0), ANA)
        expect(bakery, "gelato-cake", 5, 5, known=30)

        assert parts(milk(bakery))["demand"] == 60 * 900

    def test_does_not_count_twice_what_was_taken_for_a_day_ahead(self, buying):
        """Filled on Friday for Saturday: its milk has left the shelf, and Saturday's forecast asks for it again."""
        buying.must(CountStock(MILK, 10_000), ANA)
        buying.take_in(docket("30001", cake(size="Large"), due_date="2026-11-28"))
        before = parts(milk(buying))
        assert before["demand"] == 72_000

        buying.must(CompleteFilling(buying.ticket("30001").id), ANA)

        after = parts(milk(buying))
        assert (after["on_hand"], after["used"]) == (-9_100, -900)
        assert milk(buying).quantity == 70_000

    def test_counts_what_is_held_for_orders_that_no_forecast_knows(self, buying):
        """A cake that was due yesterday and is not made yet: 900 g more."""
        buying.take_in(docket("30001", cake(size="Large"), due_date="2026-11-26"))

        assert parts(milk(buying))["held"] == 900

    def test_of_a_product_without_forecast_buys_what_is_ordered_of_it(self, bakery):
        dairy(bakery)
        bakery.must(CountStock(MILK, 0), ANA)
        bakery.take_in(docket("30001", cake(size="Large"), due_date="2026-11-28"))

        assert parts(milk(bakery)) == {"held": 900, "packs": 9_100}

    def test_takes_milk_that_spoils_on_the_shelf_for_gone(self, buying):
        """200 kg came that keep until tomorrow; 72 kg of it can be used, so 128 kg are nothing to count on."""
        buying.must(MakePurchaseOrder("po-1", "dairy", ((CAN, 20),)), ADI)
        buying.must(ReceivePurchase("po-1", best_before="2026-11-28"), SUE)

        assert parts(milk(buying)) == {"demand": 72_000, "expiring": 128_000, "on_hand": -200_000}

    def test_says_when_a_supplier_takes_no_order_so_small(self, buying):
        buying.must(SetSupplier("dairy", "bannos", "Dairy", minimum_value=12_000), ADI)

        assert [tuple(each) for each in unpack(milk(buying).warnings)][-1] == ("minimum_value", "Dairy", 2_000)

    def test_warns_of_an_order_of_today(self, buying):
        buying.must(MakePurchaseOrder("po-1", "dairy", ((CAN, 1),)), ADI)

        assert "ordered_today" in [code for code, _, _ in unpack(milk(buying).warnings)]

    def test_lists_what_nobody_sells_and_what_has_no_recipe(self, buying):
        buying.must(AddProduct("tart", "bannos", "Tart"), OLIVE)
        expect(buying, "tart", 3, title="Tart")
        buying.must(CountStock(BOX, 10), ANA)

        found = now(buying)

        told = {line.item: unpack(line.warnings) for line in found.lines}
        assert told["Box"] == [["no_offer", "Box", 0], ["runs_out", TODAY, 0]]
        assert told["Tart"] == [["no_recipe", "Tart", 0]]
        box = next(line for line in found.lines if line.item == "Box")
        assert (box.quantity, box.packs) == (7 * 40 - 10, 0)

    def test_takes_the_cheaper_pack_unless_it_comes_too_late(self, buying):
        buying.must(SetSupplier("farm", "bannos", "Farm", lead_days=5), ADI)
        buying.must(SetOffer("farm-10", "farm", MILK, "Can 10 kg", 10_000, 900), ADI)
        assert milk(buying).supplier_id == "dairy"

        buying.must(CountStock(MILK, 250_000), ANA)

        assert milk(buying).supplier_id == "farm"

    def test_without_a_forecast_says_so(self, bakery):
        dairy(bakery)

        assert now(bakery).run.says == NO_FORECAST


class TestManyStores:
    def test_are_summed_before_packs_and_minimums(self, bakery):
        """Three stores of 20 g with a minimum of 100 g: 100 g once, not 300 g. One of them counts in kilograms."""
        bakery.must(SetSupplier("mill", "bannos", "Mill"), ADI)
        for n, (store, unit, takes) in enumerate((("bannos", "g", 10), ("flourlane", "g", 10), ("third", "kg", 1))):
            if store == "third":
                bakery.must(THIRD, OLIVE)
            bakery.must(AddItem(f"salt-{n}", store, "Salt", unit, "SALT"), ADI)
            bakery.must(AddProduct(f"bun-{n}", store, "Bun", bom=(("", f"salt-{n}", takes),)), ADI)
        bakery.must(SetOffer("salt", "mill", "salt-0", "Bag", 1, 2, minimum=100), ADI)
        bakery.must(SetItemTerms("salt-0", service_permille=500), ADI)
        expect(bakery, "bun-0", 1, 1, title="Bun")
        expect(bakery, "bun-1", 1, 1, title="Bun", store_id="flourlane")

        two = self.salt(bakery)
        assert (two.quantity, parts(two)) == (100, {"demand": 40, "minimum": 60})

        expect(bakery, "bun-2", 1, 1, title="Bun", store_id="third")
        assert self.salt(bakery).quantity == 2_040

    def test_of_three_that_want_twenty_one_buys_a_hundred(self, bakery):
        bakery.must(THIRD, OLIVE)
        bakery.must(SetSupplier("mill", "bannos", "Mill"), ADI)
        for n, store in enumerate(("bannos", "flourlane", "third")):
            bakery.must(AddItem(f"salt-{n}", store, "Salt", "g"), ADI)
            bakery.must(AddProduct(f"bun-{n}", store, "Bun", bom=(("", f"salt-{n}", 10),)), ADI)
            expect(bakery, f"bun-{n}", 1, 1, title="Bun", store_id=store)
        bakery.must(SetOffer("salt", "mill", "salt-0", "Bag", 1, 2, minimum=100), ADI)
        bakery.must(SetItemTerms("salt-0", service_permille=500), ADI)

        line = self.salt(bakery)

        assert [tuple(each) for each in unpack(line.parts)] == [("demand", "Bun", 20)] * 3 + [("minimum", "", 40)]
        assert line.quantity == 100

    @staticmethod
    def salt(bakery):
        found = now(bakery)
        return next(line for line in found.lines if line.item == "Salt")


class TestWhy:
    def test_names_what_moved_the_forecasts_behind_it(self, buying):
        """Two days, each 500 thousandths of a cake more as it is Saturday, 900 g each: 900 g."""
        told = why(buying.database, milk(buying))

        assert sum(amount for _, _, amount in told.parts) == told.line.quantity
        assert [(d.says, d.amount) for d in told.drivers] == [("Saturday", 900_000), ("last week's level", -360_000)]
        assert told.base + sum(d.amount for d in told.drivers) + told.rest == 72_000_000


class TestOrders:
    def test_are_found_by_their_code_and_lines_by_any_code_of_the_pack(self, buying):
        buying.must(MakePurchaseOrder("po-1", "dairy", ((CAN, 2),)), ADI)
        buying.must(SendPurchaseOrder("po-1"), ADI)
        (ordered,) = orders_of(buying.database, "bannos", under_way=True)

        for text in (ordered.order.code, ordered.order.code.lower(), ordered.order.code[3:], "po-1"):
            assert order_called(buying.database, "bannos", text) == ordered
        for text in ("9300000000017", "m10", CAN, MILK):
            assert line_scanned(buying.database, ordered, text) is not None
        assert line_scanned(buying.database, ordered, "9300000000024") is None
        assert order_called(buying.database, "flourlane", "po-1") is None


def test_a_terminal_alone_shows_things_as_they_stand(buying):
    before = now(buying)
    buying.must(CountStock(MILK, 72_000), ANA)

    after = now(buying)

    assert before.lines[0].item == "Milk"
    assert next(line for line in after.lines if line.item_id == MILK).quantity == 0
    assert before.run.holds_until == buying.machine.at + HOUR
    assert GELATO_CAKE in str(before.lines[0].parts)
