"""What a Shopify shop sells and shows, read by what it means and not by what it might (C22)."""

from __future__ import annotations

from typing import Any

from sync_agent.shops.vendor import Place, Sellable
from tests.contract.bench import kind_shop
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.shopify.test_answers import shop as answering
from tests.shops.shopify.test_answers import told

ITEM, PLACE = "gid://shopify/InventoryItem/9007199254740993", "gid://shopify/Location/7"


def variant(**changed: Any) -> dict[str, Any]:
    usual = {"title": "Medium", "sku": "CAKE-M", "product": {"title": "Cake"}}
    return usual | {"inventoryItem": {"id": ITEM, "tracked": True}} | changed


def page(name: str, *nodes: Any) -> dict[str, Any]:
    return {name: {"nodes": list(nodes), "pageInfo": {"hasNextPage": False, "endCursor": None}}}


def level(quantity: Any, name: str = "available", item: Any = ITEM) -> dict[str, Any]:
    return {"id": item, "inventoryLevel": {"quantities": [{"name": name, "quantity": quantity}]}}


class TestSellables:
    def test_are_named_by_their_inventory_item_to_the_last_digit(self):
        opened, _ = answering(told(page("productVariants", variant())))

        assert opened.sellables(None) == ([Sellable(ITEM, "CAKE-M", "Cake", "Medium")], None)

    def test_that_are_not_counted_are_left_out(self):
        not_counted = variant(inventoryItem={"id": ITEM, "tracked": False})
        opened, _ = answering(told(page("productVariants", not_counted, variant(inventoryItem=None))))

        assert opened.sellables(None) == ([], None)

    def test_the_only_variant_of_a_product_has_no_name_of_its_own(self):
        opened, _ = answering(told(page("productVariants", variant(title="Default Title", sku=""))))

        assert opened.sellables(None)[0] == [Sellable(ITEM, None, "Cake", None)]


class TestLevels:
    def test_are_what_is_available_and_nothing_else(self):
        nodes = [level(4), level(9, name="on_hand", item="gid://shopify/InventoryItem/2"), None, {}]
        opened, _ = answering(told({"nodes": nodes}))

        assert opened.stock([ITEM], PLACE) == {ITEM: 4}

    def test_below_zero_are_told_as_they_are(self):
        opened, _ = answering(told({"nodes": [level(-3)]}))

        assert opened.stock([ITEM], PLACE) == {ITEM: -3}

    def test_that_are_no_whole_number_are_left_out(self):
        for said in (None, "4", 4.5, True, [4]):
            opened, _ = answering(told({"nodes": [level(said)]}))

            assert opened.stock([ITEM], PLACE) == {}

    def test_of_more_items_than_one_question_holds_are_asked_for_in_several(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            known = [one.external_id for one in shop.sellables(None)[0]]
            unknown = [f"gid://shopify/InventoryItem/{n}" for n in range(1, 250)]
            shown = shop.stock([*unknown, *known, *known], shop.places()[0].id)

        assert set(shown) == set(known)

    def test_of_nothing_are_not_asked_for(self):
        opened, asked = answering()

        assert opened.stock([], PLACE) == {}
        assert asked == []


class TestPlaces:
    def test_without_a_name_go_by_their_id(self):
        other = "gid://shopify/Location/8"
        nodes = ({"id": PLACE, "name": "Bakery"}, {"id": other, "name": " "}, {"id": "x"})
        opened, _ = answering(told(page("locations", *nodes)))

        assert opened.places() == [Place(PLACE, "Bakery"), Place(other, other)]
