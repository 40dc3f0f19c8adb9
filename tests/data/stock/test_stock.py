"""Stock is a ledger whose sums are the balances; what can be promised follows from it (RULES.md, Stock; N5)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.line.complete import CompleteFilling
from data.stock.commands import AdjustStock, CountStock, MoveStock, ReceiveStock, WasteStock
from data.stock.item import InventoryTxn, Product
from data.stock.selling import available_to_sell
from data.stock.setting_up import AddItem, AddProduct
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BOX, BOXES_AT_FIRST, MILK, MILK_AT_FIRST, SUE
from tests.support.dockets import cake, docket

MOVES: tuple[type[MoveStock], ...] = (ReceiveStock, AdjustStock, WasteStock, CountStock)


class TestMoves:
    @pytest.mark.parametrize(
        ("command", "on_hand"),
        [
            (ReceiveStock(MILK, 700), MILK_AT_FIRST + 700),
            (AdjustStock(MILK, -700, "spilt"), MILK_AT_FIRST - 700),
            (AdjustStock(MILK, 700, "found"), MILK_AT_FIRST + 700),
            (WasteStock(MILK, 700, "sour"), MILK_AT_FIRST - 700),
            (CountStock(MILK, 700), 700),
            (CountStock(MILK, 0), 0),
        ],
        ids=lambda v: v.name if isinstance(v, MoveStock) else str(v),
    )
    def test_change_the_shelf_by_one_line_of_the_ledger(self, bakery, command, on_hand):
        before = len(bakery.all(InventoryTxn))
        assert bakery.do(command, SUE).status == "applied"

        assert bakery.item(MILK).on_hand == on_hand
        assert len(bakery.all(InventoryTxn)) == before + 1
        assert bakery.sums()[MILK] == (on_hand, 0)

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (ReceiveStock(MILK, 0), "quantity"),
            (ReceiveStock(MILK, -1), "quantity"),
            (WasteStock(MILK, -1), "quantity"),
            (CountStock(MILK, -1), "quantity"),
            (AdjustStock(MILK, 5), "reason_needed"),
            (AdjustStock(MILK, 5, "  "), "reason_needed"),
            (ReceiveStock(MILK, 10**13), "quantity"),
            (ReceiveStock("flour", 1), "no_such_item"),
        ],
        ids=lambda v: f"{v.name} {v.quantity}" if isinstance(v, MoveStock) else str(v),
    )
    def test_that_make_no_sense_are_refused(self, bakery, command, code):
        receipt = bakery.do(command, SUE)

        assert (receipt.status, receipt.code) == ("refused", code)

    def test_that_change_nothing_write_nothing(self, bakery):
        assert bakery.do(CountStock(MILK, MILK_AT_FIRST), ANA).code == "unchanged"

    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(-50, 5_000)), max_size=8))
    def test_of_any_kind_leave_the_balance_that_the_ledger_sums_to(self, shop, moves):
        bakery = shop.open()
        for kind, quantity in moves:
            bakery.do(kind(MILK, quantity, "why"), SUE)

        assert bakery.sums()[MILK] == (bakery.item(MILK).on_hand, bakery.item(MILK).reserved)


class TestLowStock:
    """N5: at or below the reorder point of 2000, once per crossing."""

    def leave(self, bakery: Bakery, grams: int) -> None:
        bakery.do(CountStock(MILK, grams), ANA)

    def test_is_told_when_it_is_crossed_and_not_before(self, bakery):
        self.leave(bakery, 2_001)
        assert not bakery.notices("low_stock")

        self.leave(bakery, 2_000)
        (notice,) = bakery.notices("low_stock")
        assert notice.text == "Milk is low: 2000 g left to promise"

    def test_is_told_once_and_again_after_it_was_filled_up(self, bakery):
        for grams in (1_900, 1_800, 0, 5_000, 4_000, 1_999):
            self.leave(bakery, grams)

        assert len(bakery.notices("low_stock")) == 2

    def test_counts_what_is_promised_not_what_is_there(self, bakery):
        self.leave(bakery, 2_400)
        bakery.take_in(docket("20001"))

        assert len(bakery.notices("low_stock")) == 1

    def test_is_not_told_again_when_what_was_promised_is_used(self, bakery):
        self.leave(bakery, 2_400)
        bakery.take_in(docket("20001"))
        bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)

        assert len(bakery.notices("low_stock")) == 1
        assert bakery.item(MILK).available == 1_900


class TestWhatCanBeSold:
    """ATS: its own available when stocked ready-made, else the least over its recipe, limiting ingredients only."""

    def product(self, bakery: Bakery, product_id: str) -> Product:
        found = bakery.rows.get(Product, product_id)
        assert found is not None
        return found

    def test_is_the_least_that_the_recipe_allows(self, bakery):
        bakery.do(CountStock(MILK, 4_499), ANA)

        assert available_to_sell(bakery.rows, self.product(bakery, "gelato-cake")) == 8
        assert available_to_sell(bakery.rows, self.product(bakery, "gelato-cake"), "large") == 4

    def test_falls_with_what_is_promised(self, bakery):
        bakery.do(CountStock(MILK, 4_500), ANA)
        bakery.take_in(docket("20001", cake(quantity=2)))

        assert available_to_sell(bakery.rows, self.product(bakery, "gelato-cake")) == 7

    def test_is_without_limit_where_no_ingredient_limits_it(self, bakery):
        assert available_to_sell(bakery.rows, self.product(bakery, "sponge")) is None

    def test_of_a_finished_good_is_what_stands_there_less_its_buffer(self, bakery):
        bakery.must(AddItem("tart", "bannos", "Tart", "pc", buffer=2), ADI)
        bakery.must(AddProduct("tart", "bannos", "Tart", finished_item_id="tart"), ADI)
        bakery.must(ReceiveStock("tart", 10), SUE)
        bakery.take_in(docket("20001", cake(title="Tart", quantity=3)))

        assert available_to_sell(bakery.rows, self.product(bakery, "tart")) == 5
        assert (bakery.item("tart").on_hand, bakery.item("tart").reserved) == (10, 3)


class TestSettingUp:
    def test_a_recipe_of_things_nobody_knows_is_refused(self, bakery):
        receipt = bakery.do(AddProduct("pie", "bannos", "Pie", bom=(("", "apples", 3),)), ADI)

        assert (receipt.status, receipt.code) == ("refused", "no_such_item")

    @pytest.mark.parametrize("quantity", [0, -3])
    def test_a_recipe_of_nothing_is_refused(self, bakery, quantity):
        assert bakery.do(AddProduct("pie", "bannos", "Pie", bom=(("", MILK, quantity),)), ADI).code == "quantity"

    def test_the_same_again_is_known(self, bakery):
        assert bakery.do(AddItem(MILK, "bannos", "Milk", "g"), ADI).code == "known"
        assert bakery.do(AddProduct("sponge", "bannos", "Sponge"), ADI).code == "known"


def test_the_recipe_of_a_size_is_taken_in_any_case_and_the_plain_one_else(bakery):
    bakery.take_in(docket("20001", cake("1", size="LARGE"), cake("2", size="Tiny"), cake("3", size=None)))

    held = {t.unit: t for t in bakery.tickets(bakery.order("20001"))}
    assert len(held) == 1
    assert bakery.item(MILK).reserved == 900 + 500 + 500
    assert bakery.item(BOX).on_hand == BOXES_AT_FIRST
