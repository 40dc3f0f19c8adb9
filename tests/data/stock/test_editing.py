"""Items, products and recipes are changed with their reasons; what the ledger says stays what it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.core.command import Command, Context
from data.core.outcome import Accepted, Change
from data.line.complete import CompleteFilling
from data.orders.cancelling import CancelOrder
from data.stock.commands import AdjustStock, CountStock, ReceiveStock, WasteStock
from data.stock.editing import EditItem, EditProduct, SetRecipe
from data.stock.item import BomLine, InventoryItem, Product
from data.stock.selling import available_to_sell
from data.stock.setting_up import AddItem, AddProduct
from data.store.catalogue import decide
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BOX, MILK, MILK_AT_FIRST, SUE
from tests.support.dockets import cake, docket


def product(bakery: Bakery, product_id: str) -> Product:
    found = bakery.rows.get(Product, product_id)
    assert found is not None
    return found


class TestAnItem:
    def test_gets_another_description_and_keeps_its_balances(self, bakery):
        bakery.must(EditItem(MILK, " Whole milk ", "g", " MILK-1 ", 500, 3_000, limits_sale=False), ADI)

        assert bakery.item(MILK) == InventoryItem(
            MILK, "bannos", "Whole milk", "MILK-1", "g", MILK_AT_FIRST, 0, 500, 3_000, limits_sale=False
        )

    def test_described_as_it_is_changes_nothing(self, bakery):
        assert bakery.do(EditItem(MILK, "Milk", "g", reorder_point=2_000), ADI).code == "unchanged"

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (EditItem("flour", "Flour", "g"), "no_such_item"),
            (EditItem(MILK, "  ", "g"), "name_needed"),
            (EditItem(MILK, "Milk", " "), "unit_needed"),
            (EditItem(MILK, "Milk", "g", buffer=-1), "quantity"),
            (EditItem(MILK, "Milk", "g", reorder_point=10**13), "quantity"),
            (EditItem(MILK, "Milk", "ml"), "unit_fixed"),
            (AddItem("flour", "bannos", " ", "g"), "name_needed"),
            (AddItem("flour", "bannos", "Flour", ""), "unit_needed"),
            (AddItem("flour", "bannos", "Flour", "g", buffer=-5), "quantity"),
        ],
        ids=str,
    )
    def test_is_not_described_by_nonsense(self, bakery, command, code):
        receipt = bakery.do(command, ADI)

        assert (receipt.status, receipt.code) == ("refused", code)

    def test_changes_its_unit_while_nothing_counts_in_it(self, bakery):
        bakery.must(AddItem("flour", "bannos", "Flour", "kg"), ADI)
        bakery.must(EditItem("flour", "Flour", "g"), ADI)

        assert bakery.item("flour").unit == "g"

    def test_keeps_its_unit_once_it_moved_though_nothing_is_left(self, bakery):
        bakery.must(AddItem("flour", "bannos", "Flour", "kg"), ADI)
        bakery.must(ReceiveStock("flour", 2), SUE)
        bakery.must(WasteStock("flour", 2), SUE)

        receipt = bakery.do(EditItem("flour", "Flour", "g"), ADI)
        assert receipt.code == "unit_fixed"
        assert receipt.says == "Flour is counted in kg already: add a new item instead"

    def test_keeps_its_unit_while_a_recipe_counts_in_it(self, bakery):
        bakery.must(AddItem("flour", "bannos", "Flour", "kg"), ADI)
        bakery.must(SetRecipe("sponge", "", "flour", 1), ADI)
        assert bakery.do(EditItem("flour", "Flour", "g"), ADI).code == "unit_fixed"

        bakery.must(SetRecipe("sponge", "", "flour", 0), ADI)
        assert bakery.do(EditItem("flour", "Flour", "g"), ADI).status == "applied"


class TestASku:
    @pytest.mark.parametrize(
        "command",
        [
            AddItem("flour", "bannos", "Flour", "g", sku="BOX-1"),
            EditItem(MILK, "Milk", "g", sku=" BOX-1 "),
            AddProduct("pie", "bannos", "Pie", sku="SP-1"),
            EditProduct("gelato-cake", "Gelato Cake", "SP-1"),
        ],
        ids=lambda command: command.name,
    )
    def test_means_one_item_and_one_product_of_a_store(self, bakery, command):
        bakery.must(EditItem(BOX, "Box", "pc", "BOX-1", limits_sale=False), ADI)
        bakery.must(EditProduct("sponge", "Sponge", "SP-1"), ADI)

        receipt = bakery.do(command, ADI)
        assert (receipt.status, receipt.code) == ("refused", "sku_taken")
        assert receipt.says in ("BOX-1 is the SKU of Box", "SP-1 is the SKU of Sponge")

    def test_may_be_the_same_for_a_product_and_the_item_it_is_stocked_as_and_in_another_store(self, bakery):
        bakery.must(EditItem(BOX, "Box", "pc", "ONE"), ADI)
        bakery.must(EditProduct("sponge", "Sponge", "ONE"), ADI)
        bakery.must(AddItem("flour", "flourlane", "Flour", "g", sku="ONE"), ADI)

        assert bakery.do(EditItem(BOX, "Boxes", "pc", "ONE"), ADI).status == "applied"


class TestAProduct:
    def test_gets_another_description_and_keeps_its_recipe(self, bakery):
        bakery.must(EditProduct("sponge", "Sponge cake", "SP-1", active=False), ADI)

        assert product(bakery, "sponge") == Product("sponge", "bannos", "Sponge cake", "SP-1", None, active=False)
        assert bakery.rows.where(BomLine, product_id="sponge")

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (EditProduct("pie", "Pie"), "no_such_product"),
            (EditProduct("sponge", " "), "name_needed"),
            (EditProduct("sponge", "Sponge", finished_item_id="apples"), "no_such_item"),
            (AddProduct("pie", "bannos", ""), "name_needed"),
        ],
        ids=str,
    )
    def test_is_not_described_by_nonsense(self, bakery, command, code):
        receipt = bakery.do(command, ADI)

        assert (receipt.status, receipt.code) == ("refused", code)

    def test_is_not_made_of_the_stock_of_another_store(self, bakery):
        bakery.must(AddItem("flour", "flourlane", "Flour", "g"), ADI)

        assert bakery.do(EditProduct("sponge", "Sponge", finished_item_id="flour"), ADI).code == "no_such_item"
        assert bakery.do(SetRecipe("sponge", "", "flour", 1), ADI).code == "no_such_item"


class TestARecipe:
    def test_gets_a_line_changes_it_and_loses_it(self, bakery):
        for quantity, left in ((200, 500), (1_000, 100), (0, None)):
            bakery.must(SetRecipe("sponge", "", MILK, quantity), ADI)
            assert available_to_sell(bakery.rows, product(bakery, "sponge")) == left

    def test_falls_back_to_any_size_when_a_sizes_last_line_is_taken_out(self, bakery):
        bakery.must(SetRecipe("gelato-cake", "large", MILK, 0), ADI)
        bakery.must(SetRecipe("gelato-cake", "LARGE", BOX, 0), ADI)
        bakery.take_in(docket("20001", cake(size="Large")))

        assert available_to_sell(bakery.rows, product(bakery, "gelato-cake"), "Large") == (MILK_AT_FIRST - 500) // 500
        assert (bakery.item(MILK).reserved, bakery.item(BOX).reserved) == (500, 1)

    def test_that_changes_leaves_what_is_held_as_it_is(self, bakery):
        bakery.take_in(docket("20001"))
        bakery.must(SetRecipe("gelato-cake", "", MILK, 700), ADI)
        assert bakery.item(MILK).reserved == 500

        bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
        assert (bakery.item(MILK).on_hand, bakery.item(MILK).reserved) == (MILK_AT_FIRST - 500, 0)

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (SetRecipe("pie", "", MILK, 1), "no_such_product"),
            (SetRecipe("sponge", "", "apples", 1), "no_such_item"),
            (SetRecipe("sponge", "", MILK, -1), "quantity"),
            (SetRecipe("sponge", "", MILK, 10**13), "quantity"),
            (SetRecipe("sponge", "", MILK, 0), "unchanged"),
            (SetRecipe("sponge", "", BOX, 1), "unchanged"),
        ],
        ids=str,
    )
    def test_of_nonsense_changes_nothing(self, bakery, command, code):
        before = bakery.all(BomLine)

        assert bakery.do(command, ADI).code == code
        assert bakery.all(BomLine) == before


AMOUNTS = st.integers(-20, 3_000)
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(ReceiveStock, st.sampled_from((MILK, BOX)), AMOUNTS),
    st.builds(WasteStock, st.sampled_from((MILK, BOX)), AMOUNTS),
    st.builds(CountStock, st.sampled_from((MILK, BOX)), AMOUNTS),
    st.builds(AdjustStock, st.sampled_from((MILK, BOX)), AMOUNTS, st.just("why")),
    st.builds(SetRecipe, st.just("gelato-cake"), st.sampled_from(("", "Large")), st.sampled_from((MILK, BOX)), AMOUNTS),
    st.builds(EditItem, st.just(MILK), st.just("Milk"), st.sampled_from(("g", "ml")), buffer=AMOUNTS),
)


@settings(max_examples=25)
@given(st.lists(st.one_of(COMMANDS, st.sampled_from(("order", "fill", "cancel"))), max_size=10))
def test_whatever_was_done_the_ledger_sums_to_the_balances(shop, deeds):
    bakery = shop.open()
    number = 20_000
    for deed in deeds:
        if isinstance(deed, Command):
            bakery.do(deed, ADI)
        elif deed == "order":
            number += 1
            bakery.take_in(docket(str(number), cake(size="Large", quantity=2)))
        elif number > 20_000 and deed == "fill":
            bakery.do(CompleteFilling(bakery.ticket(f"{number}-A").id), ANA)
        elif number > 20_000:
            bakery.do(CancelOrder(bakery.order(str(number)).id, "changed her mind"), SUE)

    for item_id in (MILK, BOX):
        assert bakery.sums()[item_id] == (bakery.item(item_id).on_hand, bakery.item(item_id).reserved)


def test_an_edit_writes_only_what_is_new(bakery):
    outcome = decide(EditItem(MILK, "Whole milk", "g", reorder_point=2_000), bakery.rows, Context("c", 1, ADI, "t"))

    assert isinstance(outcome, Accepted)
    assert outcome.writes == (Change(InventoryItem, (MILK,), {"name": "Whole milk"}),)
