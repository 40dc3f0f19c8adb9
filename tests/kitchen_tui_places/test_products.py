"""Products: what can still be sold of each, what each is made of, and who may change that."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.actor import Actor
from data.questions.products import products_of
from data.stock.commands import CountStock, ReceiveStock
from data.stock.editing import EditItem, EditProduct, SetRecipe
from data.stock.item import Product
from data.stock.setting_up import AddItem, AddProduct
from kitchen_tui.places.place import Code
from kitchen_tui.places.products import Products
from tests.kitchen_tui.at_work import BADGES, Kitchen
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, ANA, BOX, MILK, OLIVE, SUE

HOSTILE = "\x1b[2J\u202e[red]\u201cSure " + "x" * 300


@pytest.fixture
def shop_window(kitchen: Kitchen) -> Kitchen:
    """A cake of three sizes, a sponge that nothing limits, a tart that is stocked, a pie that is no longer sold."""
    bakery = kitchen.bakery
    bakery.must(EditItem(MILK, "Milk", "g", "MILK-1"), ADI)
    bakery.must(CountStock(MILK, 4_500), ANA)
    bakery.must(EditProduct("gelato-cake", "Gelato Cake", "GC-1"), ADI)
    bakery.must(SetRecipe("gelato-cake", "Small", MILK, 300), ADI)
    bakery.must(AddItem("tart", "bannos", "Lemon tart", "pc", "TART-1", buffer=2), ADI)
    bakery.must(AddProduct("tart", "bannos", "Lemon tart", "TART-1", "tart"), ADI)
    bakery.must(ReceiveStock("tart", 2), SUE)
    bakery.must(AddProduct("pie", "bannos", "Apple pie", "PIE-1"), ADI)
    bakery.must(EditProduct("pie", "Apple pie", "PIE-1", active=False), ADI)
    return kitchen


class AtProducts(StillRoom):
    """A room of which a test knows what stands in it."""

    place: Any
    form: Any


def at_products(kitchen: Kitchen, person: Actor = ADI, about: str = "") -> AtProducts:
    room = AtProducts(kitchen, person)
    room.enter(Products, about)
    return room


def do(room: AtProducts, deed: str) -> None:
    room.place.do(deed)
    room.ask()


def keys(room: AtProducts) -> set[str]:
    return {deed.name for deed in room.place.deeds()}


def shown(room: AtProducts, size: tuple[int, int] = SIZES[1]) -> str:
    return room.text(*size)


def recipe(kitchen: Kitchen, product_id: str) -> list[tuple[str, str, int]]:
    (product,) = [p for p in products_of(kitchen.bakery.database, "bannos") if p.id == product_id]
    return [(line.size, line.item_id, line.quantity) for line in product.recipe]


class TestTheList:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_drawn_at_every_size(self, shop_window, size):
        same(f"products-{size[0]}", at_products(shop_window).text(*size))

    def test_shows_the_least_that_can_be_sold_and_each_size(self, shop_window):
        text = shown(at_products(shop_window), SIZES[2])

        assert "5 Gelato Cake" in text
        assert "Small 15 · Large 5" in text
        assert "■ OUT          0 Lemon tart" in text
        assert "✗ OFF" in text

    def test_hides_what_is_not_sold_and_shows_it_again(self, shop_window):
        room = at_products(shop_window)
        do(room, "active")
        assert "Apple pie" not in shown(room)
        assert "only active" in shown(room)

        do(room, "active")
        assert "Apple pie" in shown(room)

    def test_is_filtered_by_words_until_esc(self, shop_window):
        room = at_products(shop_window)
        room.place.typed("lem tar")
        assert "Gelato" not in shown(room)

        assert room.place.back()
        assert "Gelato" in shown(room)
        assert not room.place.back()

    @pytest.mark.parametrize("code", ["TART-1", "tart-1", "tart"])
    def test_chooses_by_a_scan_in_any_case(self, shop_window, code):
        room = at_products(shop_window)
        assert room.scans(code)

        assert "▸ ■ OUT          0 Lemon tart" in shown(room)

    def test_asks_which_of_several_is_meant(self, shop_window):
        shop_window.bakery.must(AddProduct("tarts", "bannos", "Tart of the day", "tart-1"), ADI)
        room = at_products(shop_window)
        room.scans("TART-1")

        assert "Several have this code: which one?" in shown(room)
        assert "Gelato" not in shown(room)

    def test_leaves_what_nobody_knows_to_others(self, shop_window):
        room = at_products(shop_window)

        assert not room.scans("4006381333931")
        assert not room.scans(BADGES["sue"])
        assert room.place.read(Code("gelato cake"))
        assert "▸" in shown(room)

    def test_of_nothing_says_so(self, kitchen):
        kitchen.bakery.database.run("DELETE FROM product")

        assert "No product is like that" in shown(at_products(kitchen))

    def test_stays_calm_over_hostile_names(self, shop_window):
        shop_window.bakery.must(AddItem("evil", "bannos", HOSTILE, HOSTILE, HOSTILE), ADI)
        shop_window.bakery.must(AddProduct("evil", "bannos", HOSTILE, HOSTILE, bom=((HOSTILE, "evil", 3),)), ADI)
        room = at_products(shop_window)
        room.scans("evil")
        for size in SIZES:
            room.text(*size)
        room.place.enter()
        for size in SIZES:
            room.text(*size)
            do(room, "line")
            room.text(*size)
            room.form = None

    def test_draws_a_thousand_products(self, kitchen):
        with kitchen.bakery.database.transaction():
            for n in range(1_000):
                sql = "INSERT INTO product VALUES (?, 'bannos', ?, NULL, NULL, 1)"
                kitchen.bakery.database.run(sql, (f"p{n:04}", f"Thing {n:04}"))
        room = at_products(kitchen)
        room.place.step(10**9)

        assert "Thing 0999" in shown(room)


class TestARecipe:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_drawn_at_every_size(self, shop_window, size):
        same(f"products_recipe-{size[0]}", at_products(shop_window, about="gelato-cake").text(*size))

    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_gets_a_line_by_a_form_that_is_drawn_at_every_size(self, shop_window, size):
        room = at_products(shop_window, about="gelato-cake")
        do(room, "add_line")

        same(f"products_line-{size[0]}", room.text(*size))

    def test_opens_by_enter_and_closes_by_esc(self, shop_window):
        room = at_products(shop_window)
        room.scans("GC-1")
        room.place.enter()
        assert "Can be sold: any size 9 · Small 15 · Large 5" in shown(room)

        assert room.place.back()
        assert "4 products" in shown(room)

    def test_of_what_is_stocked_ready_made_says_so(self, shop_window):
        text = shown(at_products(shop_window, about="tart"))

        assert "stocked ready-made as Lemon tart: 0 can be sold" in text
        assert "Nothing is said yet of what it is made of" in text

    @pytest.mark.parametrize("item", ["MILK-1", "milk-1", "milk", "Milk", "mil"])
    def test_gets_a_line_by_code_or_name_of_its_item(self, shop_window, item):
        room = at_products(shop_window, about="gelato-cake")
        do(room, "add_line")
        room.fills(size="Medium", item=item, quantity="0.6 kg")

        assert ("Medium", MILK, 600) in recipe(shop_window, "gelato-cake")
        assert "Medium 7" in shown(room)

    def test_changes_a_line_and_loses_it_by_zero(self, shop_window):
        room = at_products(shop_window, about="gelato-cake")
        room.place.step(1)
        room.place.enter()
        room.fills(quantity="0.9 kg")
        assert ("", MILK, 900) in recipe(shop_window, "gelato-cake")

        do(room, "line")
        room.fills(quantity="0")
        assert ("", MILK, 900) not in recipe(shop_window, "gelato-cake")
        assert ("", BOX, 1) in recipe(shop_window, "gelato-cake")

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"item": "apples", "quantity": "3"}, "No item is like that"),
            ({"item": "i", "quantity": "3"}, "Several are like that"),
            ({"item": "milk", "quantity": "0"}, "It must be more than zero"),
            ({"item": "milk", "quantity": "-3"}, "It cannot be below zero"),
            ({"item": "milk", "quantity": "3 l"}, "It is counted in g, not in l"),
            ({"item": "", "quantity": "3"}, "This is needed"),
        ],
    )
    def test_of_nonsense_says_why_and_keeps_what_was_typed(self, shop_window, values, says):
        shop_window.bakery.must(AddItem("raspberries", "bannos", "Raspberries in ice", "g"), ADI)
        before = recipe(shop_window, "sponge")
        room = at_products(shop_window, about="sponge")
        do(room, "add_line")
        room.fills(**values)

        assert says in shown(room)
        assert recipe(shop_window, "sponge") == before
        assert not room.verdicts

    def test_leads_to_its_item_in_the_store_room(self, shop_window):
        room = at_products(shop_window, about="gelato-cake")
        do(room, "stock")

        assert room.went == [("stock", BOX)]


class TestDescribing:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_drawn_at_every_size(self, shop_window, size):
        room = at_products(shop_window)
        room.scans("TART-1")
        do(room, "edit")

        same(f"products_edit-{size[0]}", room.text(*size))

    def test_a_product_is_added_and_begins_active(self, shop_window):
        room = at_products(shop_window)
        do(room, "add")
        room.fills(title="Raspberry tartlet", sku="RT-1", ready="tart-1")
        assert any("▸" in line and "Raspberry tartlet" in line for line in shown(room).splitlines())
        assert room.scans("rt-1")

        (added,) = shop_window.bakery.rows.where(Product, store_id="bannos", sku="RT-1")
        assert (added.title, added.active, added.finished_item_id) == ("Raspberry tartlet", True, "tart")
        assert "▸" in shown(room)
        assert "Raspberry tartlet" in shown(room)

    def test_the_line_that_was_added_is_the_one_that_the_next_key_is_about(self, shop_window):
        """Else the quantity of another item is changed."""
        room = at_products(shop_window)
        room.scans("GC-1")
        room.place.enter()
        do(room, "add_line")
        room.fills(size="Large", item="tart-1", quantity="2")
        do(room, "line")
        assert "Lemon tart" in shown(room)

    def test_a_product_is_taken_off_and_put_back(self, shop_window):
        room = at_products(shop_window)
        room.scans("GC-1")
        for active in ("no", "yes"):
            do(room, "edit")
            room.fills(active=active)
            found = shop_window.bakery.rows.get(Product, "gelato-cake")
            assert found == Product("gelato-cake", "bannos", "Gelato Cake", "GC-1", None, active == "yes")

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"title": ""}, "This is needed"),
            ({"sku": "gc-1"}, "That is the SKU of Gelato Cake"),
            ({"ready": "apples"}, "No item is like that"),
        ],
    )
    def test_nonsense_is_said_in_words(self, shop_window, values, says):
        room = at_products(shop_window)
        room.scans("TART-1")
        do(room, "edit")
        room.fills(**values)

        assert says in shown(room)
        assert not room.verdicts

    def test_a_sku_that_somebody_took_meanwhile_is_refused_by_the_rule(self, shop_window):
        room = at_products(shop_window)
        do(room, "add")
        shop_window.bakery.must(AddProduct("first", "bannos", "First", "NEW-1"), ADI)
        room.fills(title="Second", sku="NEW-1")

        assert room.verdicts[-1].code == "sku_taken"


class TestRoles:
    @pytest.mark.parametrize(
        ("person", "listed", "opened"),
        [
            (ANA, {"active"}, {"stock"}),
            (SUE, {"active"}, {"stock"}),
            (ADI, {"active", "add", "edit"}, {"line", "add_line", "stock", "edit"}),
            (OLIVE, {"active", "add", "edit"}, {"line", "add_line", "stock", "edit"}),
        ],
        ids=lambda value: value.name if isinstance(value, Actor) else "",
    )
    def test_see_the_keys_that_the_rules_allow(self, shop_window, person, listed, opened):
        room = at_products(shop_window, person)
        assert keys(room) == listed

        room.scans("GC-1")
        room.place.enter()
        assert keys(room) == opened

    def test_of_staff_open_no_form_by_enter(self, shop_window):
        room = at_products(shop_window, ANA, about="gelato-cake")
        room.place.enter()

        assert room.form is None


class TestASheet:
    def test_holds_a_row_for_each_size(self, shop_window):
        room = at_products(shop_window)
        rows = room.place.sheet().rows(room.sight)

        assert rows[:5] == [
            ["Apple pie", "PIE-1", "no", None, "", None],
            ["Gelato Cake", "GC-1", "yes", None, "", 9],
            ["Gelato Cake", "GC-1", "yes", None, "Large", 5],
            ["Gelato Cake", "GC-1", "yes", None, "Small", 15],
            ["Lemon tart", "TART-1", "yes", "Lemon tart", "", 0],
        ]

    def test_holds_the_recipe_that_is_open(self, shop_window):
        room = at_products(shop_window, about="sponge")
        sheet = room.place.sheet()

        assert sheet.title == "Recipe of Sponge"
        assert sheet.rows(room.sight) == [["", "Box", 1, "pc", 200]]
