"""The store room: what is low, goods in and out with the balance before and after, counts by scan, histories."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.actor import Actor
from data.stock.commands import CountStock, ReceiveStock
from data.stock.editing import EditItem
from data.stock.item import InventoryTxn
from data.stock.setting_up import AddItem
from kitchen_tui.places.place import Code
from kitchen_tui.places.stock import Stock
from tests.kitchen_tui.at_work import BADGES, Kitchen
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, ANA, BOX, MILK, OLIVE, SUE
from tests.support.dockets import cake, docket
from tests.support.selling import connect, settle

HOSTILE = "\x1b[2J\u202e[red]\u201cSure " + "x" * 300


@pytest.fixture
def stocked(kitchen: Kitchen) -> Kitchen:
    """Milk and boxes; berries that are low, vanilla that is out; one order that holds something."""
    bakery = kitchen.bakery
    bakery.must(AddItem("berries", "bannos", "Strawberries", "g", "BERRY-1", buffer=100, reorder_point=500), ADI)
    bakery.must(AddItem("vanilla", "bannos", "Vanilla beans", "pc", "VAN-1", reorder_point=20), ADI)
    bakery.must(EditItem(MILK, "Milk", "g", "MILK-1", reorder_point=2_000), ADI)
    bakery.must(ReceiveStock("berries", 550, "market"), SUE)
    bakery.machine.wait(60_000)
    bakery.take_in(docket("20001", cake()))
    bakery.machine.wait(60_000)
    kitchen.machine.wait(30 * 60_000)
    return kitchen


class AtStock(StillRoom):
    """A room of which a test knows what stands in it."""

    place: Any
    form: Any


def at_stock(kitchen: Kitchen, person: Actor = ADI, about: str = "") -> AtStock:
    room = AtStock(kitchen, person)
    room.enter(Stock, about)
    return room


def do(room: AtStock, deed: str) -> None:
    """A key, and what it asks is answered."""
    room.place.do(deed)
    room.ask()


def types(room: AtStock, text: str) -> None:
    """A typed text and its Enter."""
    assert room.place.typed(text)
    room.ask()


def keys(room: AtStock) -> set[str]:
    return {deed.name for deed in room.place.deeds()}


def shown(room: AtStock, size: tuple[int, int] = SIZES[1]) -> str:
    return room.text(*size)


class TestTheList:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_drawn_at_every_size(self, stocked, size):
        same(f"stock-{size[0]}", at_stock(stocked).text(*size))

    def test_marks_what_is_low_or_out_by_shape_and_word(self, stocked):
        text = shown(at_stock(stocked))

        assert "■ 1 out  ◔ 1 low  4 items" in text
        assert "◔ LOW         450 g Strawberries" in text
        assert "■ OUT          0 pc Vanilla beans" in text

    def test_shows_only_what_is_low_or_out_and_everything_again(self, stocked):
        room = at_stock(stocked)
        do(room, "low")
        assert "only low" in shown(room)
        assert "Milk" not in shown(room)

        do(room, "low")
        assert "Milk" in shown(room)

    def test_is_filtered_by_words_of_name_or_sku_until_esc(self, stocked):
        room = at_stock(stocked)
        types(room, "beans van")
        assert "Vanilla" in shown(room)
        assert "Milk" not in shown(room)

        assert room.place.back()
        assert "Milk" in shown(room)
        assert not room.place.back()

    def test_says_that_nothing_is_like_that(self, stocked):
        room = at_stock(stocked)
        types(room, "caviar")

        assert "No item is like that" in shown(room)
        assert keys(room) == {"low", "round", "add"}

    def test_of_nothing_says_so(self, kitchen):
        kitchen.bakery.database.run("DELETE FROM inventory_items")

        assert "No item is like that" in shown(at_stock(kitchen))

    def test_stays_calm_over_hostile_names(self, kitchen):
        kitchen.bakery.must(AddItem("evil", "bannos", HOSTILE, HOSTILE, HOSTILE), ADI)
        room = at_stock(kitchen)
        for size in SIZES:
            room.text(*size)
        room.place.read(Code("evil"))
        room.place.enter()
        for size in SIZES:
            room.text(*size)
            do(room, "move:count")
            room.text(*size)
            room.form = None

    def test_draws_a_thousand_items_and_finds_the_last_by_scan(self, kitchen):
        with kitchen.bakery.database.transaction():
            for n in range(1_000):
                sql = "INSERT INTO inventory_items VALUES (?, 'bannos', ?, ?, 'g', 5, 0, 0, 0, 1)"
                kitchen.bakery.database.run(sql, (f"i{n:04}", f"Thing {n:04}", f"T-{n:04}"))
        room = at_stock(kitchen)
        assert room.scans("t-0999")

        assert "▸                 5 g Thing 0999" in shown(room)


class TestAScan:
    @pytest.mark.parametrize("code", ["BERRY-1", "berry-1", " Berry-1 ", "berries"])
    def test_of_a_sku_or_an_id_chooses_the_item(self, stocked, code):
        room = at_stock(stocked)
        assert room.scans(code)

        assert "▸ ◔ LOW         450 g Strawberries" in shown(room)

    def test_finds_what_a_filter_hides(self, stocked):
        room = at_stock(stocked)
        types(room, "vanilla")
        room.scans("MILK-1")

        do(room, "move:count")
        assert "Count Milk" in shown(room)

    def test_of_a_code_that_several_have_asks_which(self, stocked):
        stocked.bakery.must(AddItem("more", "bannos", "More berries", "g", "berry-1"), ADI)
        room = at_stock(stocked)
        room.scans("BERRY-1")
        text = shown(room)
        assert "Several have this code: which one?" in text
        assert "Strawberries" in text
        assert "More berries" in text
        assert "Milk" not in text

        assert room.place.back()
        assert "Milk" in shown(room)

    def test_of_what_nobody_knows_is_left_to_others(self, stocked):
        room = at_stock(stocked)

        assert not room.scans("4006381333931")
        assert not room.scans(BADGES["sue"])
        assert not room.scans("B20001A")

    def test_of_a_badge_is_never_shown(self, stocked):
        room = at_stock(stocked)
        do(room, "round")
        room.fills()
        assert not room.scans("ID000000006TS9")

        assert "ID0000" not in shown(room)

    def test_that_is_words_typed_quickly_filters(self, stocked):
        room = at_stock(stocked)
        assert room.place.read(Code("strawberries"))

        assert "▸ ◔ LOW" in shown(room)
        assert "Milk" not in shown(room)


class TestAMovement:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_drawn_at_every_size(self, stocked, size):
        room = at_stock(stocked)
        room.scans("MILK-1")
        do(room, "move:receive")
        room.form.asks[0].entry.insert("2.5 kg")

        same(f"stock_receive-{size[0]}", room.text(*size))

    @pytest.mark.parametrize(
        ("kind", "typed", "line", "after"),
        [
            ("receive", "2.5 kg", "On hand 100,000 g, then 102,500 g (+2,500 g)", 102_500),
            ("waste", "500", "On hand 100,000 g, then 99,500 g (-500 g)", 99_500),
            ("count", "97 kg", "On hand 100,000 g, then 97,000 g (-3,000 g)", 97_000),
            ("adjust", "-1 kg", "On hand 100,000 g, then 99,000 g (-1,000 g)", 99_000),
        ],
    )
    def test_shows_the_balance_before_and_after_and_books_it(self, stocked, kind, typed, line, after):
        room = at_stock(stocked)
        room.scans("MILK-1")
        do(room, f"move:{kind}")
        for character in typed:
            room.form.key(character, character)
        assert line in shown(room)

        room.fills(quantity=typed, reason="Friday")
        assert stocked.bakery.item(MILK).on_hand == after
        newest = max(stocked.bakery.all(InventoryTxn), key=lambda txn: txn.at)
        assert (newest.kind, newest.reason) == (kind, "Friday")

    @pytest.mark.parametrize(
        ("kind", "typed", "reason", "says"),
        [
            ("receive", "0", "", "It must be more than zero"),
            ("waste", "-5", "", "It cannot be below zero"),
            ("count", "-1", "", "It cannot be below zero"),
            ("count", "2 l", "", "It is counted in g, not in l"),
            ("receive", "0.0001 kg", "", "It is counted in whole g"),
            ("adjust", "5", "", "This is needed"),
        ],
    )
    def test_that_makes_no_sense_says_why_and_keeps_what_was_typed(self, stocked, kind, typed, reason, says):
        room = at_stock(stocked)
        room.scans("MILK-1")
        do(room, f"move:{kind}")
        room.fills(quantity=typed, reason=reason)

        assert room.form is not None
        assert says in shown(room)
        assert typed in shown(room)
        assert not room.verdicts


class TestTheHistory:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_drawn_at_every_size(self, stocked, size):
        stocked.bakery.must(CountStock(MILK, 97_000, "Friday"), ANA)

        same(f"stock_history-{size[0]}", at_stock(stocked, about=MILK).text(*size))

    def test_begins_with_the_newest_and_says_who_and_for_which_order(self, stocked):
        stocked.bakery.must(CountStock(MILK, 97_000, "Friday"), ANA)
        room = at_stock(stocked)
        room.scans("MILK-1")
        room.place.enter()
        lines = shown(room).splitlines()

        assert "counted" in lines[4]
        assert "-3,000" in lines[4]
        assert "Friday" in lines[4]
        assert lines[4].endswith("Ana")
        assert "B20001" in lines[5]
        assert "received" in lines[-1]

    def test_tells_of_the_chosen_line_what_has_no_room_in_a_narrow_one(self, stocked):
        room = at_stock(stocked, about=MILK)

        assert shown(room, SIZES[0]).splitlines()[-1] == "  held · order · B20001 · Service"

    def test_opens_the_order_of_a_line(self, stocked):
        room = at_stock(stocked, about=MILK)
        room.place.enter()

        assert room.went == [("order", stocked.bakery.order("20001").id)]

    def test_of_another_item_opens_by_its_scan_and_closes_by_esc(self, stocked):
        room = at_stock(stocked, about=MILK)
        room.scans("BERRY-1")
        room.ask()
        assert "market" in shown(room)

        assert room.place.back()
        assert "4 items" in shown(room)
        assert "▸ ◔ LOW         450 g Strawberries" in shown(room), "the list stands where one was"

    def test_tells_what_the_shops_show_that_sell_it(self, stocked):
        connect(stocked.bakery)
        settle(stocked.bakery, "801", 40)

        told = shown(at_stock(stocked, about=MILK))
        assert "shops show ML7QX2 Gelato Cake Large ? · bannos.myshopify.com Gelato Cake Large 40" in told
        assert "shops show" not in shown(at_stock(stocked, about="vanilla"))

    def test_of_nothing_says_so(self, stocked):
        assert "Nothing has happened to it yet" in shown(at_stock(stocked, about="vanilla"))

    def test_is_read_on_page_by_page_to_its_first_line(self, stocked):
        with stocked.bakery.database.transaction():
            for n in range(1_000):
                sql = "INSERT INTO inventory_txn VALUES (?, 'bannos', ?, 1, 0, 'receive', ?, NULL, NULL, ?, 5)"
                stocked.bakery.database.run(sql, (f"t{n:04}", MILK, f"line {n:04}", f"0000-{n:04}"))
        room = at_stock(stocked, about=MILK)
        asked: list[bool] = []
        for _press in range(200):
            room.place.step(26)
            asked.append("older" in room.place.questions())
        assert "line 0000" in shown(room)
        assert sum(asked) < 8, "older pages are asked for only when they come near"

        room.place.step(-(10**9))
        stocked.bakery.must(CountStock(MILK, 1), ANA)
        room.ask()
        assert "counted" in shown(room).splitlines()[4]
        room.place.step(10**9)
        assert "line 0000" in shown(room)

    def test_has_no_gap_when_more_than_a_page_of_news_came(self, stocked):
        room = at_stock(stocked, about=MILK)
        with stocked.bakery.database.transaction():
            for n in range(500):
                sql = "INSERT INTO inventory_txn VALUES (?, 'bannos', ?, 1, 0, 'receive', ?, NULL, NULL, ?, 5)"
                stocked.bakery.database.run(sql, (f"t{n:04}", MILK, f"line {n:04}", f"ffff-{n:04}"))
        for _press in range(60):
            room.ask()
            room.place.step(10)

        assert len(room.place.sheet().rows(room.sight)) == 502
        room.place.step(10**9)
        assert "+100,000" in shown(room)
        assert "line 0000" in shown(room)

    def test_keeps_the_form_of_its_item_at_hand(self, stocked):
        room = at_stock(stocked, about="berries")
        do(room, "move:waste")
        room.fills(quantity="50", reason="mould")

        assert "-50" in shown(room)
        assert stocked.bakery.item("berries").on_hand == 500


def begin(room: AtStock, kind: str = "count", reason: str = "") -> AtStock:
    do(room, "round")
    if room.form is not None:
        room.fills(kind=kind, reason=reason)
    return room


class TestARoundByScan:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_drawn_at_every_size(self, stocked, size):
        room = begin(at_stock(stocked), reason="Friday")
        for code, typed in (("BERRY-1", "0.5 kg"), ("MILK-1", "100 kg")):
            room.scans(code)
            types(room, typed)
        room.scans("VAN-1")

        same(f"stock_round-{size[0]}", room.text(*size))

    def test_counts_a_whole_store_room_without_another_key(self, stocked):
        room = begin(at_stock(stocked, ANA))
        for code, typed in (("BERRY-1", "0.5 kg"), ("VAN-1", "12"), ("MILK-1", "100 kg")):
            assert room.scans(code)
            types(room, typed)
        text = shown(room)

        assert [stocked.bakery.item(i).on_hand for i in ("berries", "vanilla", MILK)] == [500, 12, 100_000]
        assert "COUNT  3 items · 2 differ" in text
        assert "100,000 g            =" in text
        assert "500 g        -50 g        500 g Strawberries" in text
        assert text.index("Milk") < text.index("Vanilla") < text.index("Strawberries")

    def test_says_what_the_book_says_before_the_quantity_is_typed(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")

        assert "Strawberries  the book says 550 g" in shown(room)

    def test_takes_a_quantity_that_was_typed_as_quickly_as_a_scan(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        assert room.place.read(Code("500"))

        assert stocked.bakery.item("berries").on_hand == 500

    def test_adds_a_second_shelf_with_a_plus_and_replaces_without(self, stocked):
        room = begin(at_stock(stocked))
        for typed in ("300", "+0.2 kg"):
            room.scans("BERRY-1")
            types(room, typed)
        assert stocked.bakery.item("berries").on_hand == 500
        assert "500 g        -50 g        500 g Strawberries" in shown(room)

        room.scans("BERRY-1")
        assert "500 g counted before: a number replaces it, +number adds" in shown(room)
        types(room, "600")
        assert "600 g        +50 g        600 g Strawberries" in shown(room)

    def test_says_what_was_passed_over_without_a_quantity(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        room.scans("VAN-1")
        assert "Strawberries: no quantity was typed, nothing is booked" in shown(room)
        assert "Vanilla beans  the book says 0 pc" in shown(room)

        types(room, "12")
        assert "no quantity" not in shown(room)
        assert stocked.bakery.item("berries").on_hand == 550

    def test_scanning_the_same_again_before_its_quantity_is_nothing(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        room.scans("BERRY-1")

        assert "no quantity" not in shown(room)

    def test_tells_on_a_narrow_screen_too_how_to_add(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        types(room, "500")
        room.scans("BERRY-1")

        assert "a number replaces it, +number adds" in " ".join(shown(room, SIZES[0]).split())

    def test_keeps_asking_when_the_quantity_makes_no_sense(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        types(room, "2 l")
        assert "It is counted in g, not in l" in shown(room)

        types(room, "500")
        assert stocked.bakery.item("berries").on_hand == 500
        assert "It is counted" not in shown(room)

    def test_says_when_a_code_is_nobodys(self, stocked):
        room = begin(at_stock(stocked))

        assert not room.scans("4006381333931")
        assert "No item has the code 4006381333931" in shown(room)

    def test_asks_which_of_several_is_meant(self, stocked):
        stocked.bakery.must(AddItem("more", "bannos", "More berries", "g", "berry-1"), ADI)
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        assert "Several have this code: which one?" in shown(room)

        room.place.enter()
        types(room, "70")
        assert stocked.bakery.item("more").on_hand == 70

    def test_finds_an_item_by_its_name_where_a_code_is_missing(self, stocked):
        room = begin(at_stock(stocked))
        types(room, "vanilla")
        types(room, "3")

        assert stocked.bakery.item("vanilla").on_hand == 3

    @pytest.mark.parametrize(("kind", "left"), [("receive", 850), ("waste", 250)])
    def test_receives_and_wastes_in_the_same_way_each_time_more(self, stocked, kind, left):
        room = begin(at_stock(stocked), kind, "market")
        for typed in ("100", "200"):
            room.scans("BERRY-1")
            types(room, typed)

        assert stocked.bakery.item("berries").on_hand == left
        assert f"{kind.upper()}  1 item · market" in shown(room)
        assert "300 g" in shown(room)
        reasons = [txn.reason for txn in stocked.bakery.all(InventoryTxn) if txn.item_id == "berries"]
        assert reasons.count("market") == 3

    def test_shows_why_a_line_was_not_booked(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        stocked.bakery.database.run("DELETE FROM inventory_items WHERE id = 'berries'")
        types(room, "5")

        assert "No such stock item" in shown(room)
        assert "Nothing yet in this round" in shown(room)

    def test_is_let_go_of_step_by_step_and_nothing_in_it_is_lost(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        types(room, "500")
        room.scans("MILK-1")
        assert room.place.back()
        assert "Scan an item" in shown(room)
        assert room.place.back()

        assert "4 items" in shown(room)
        assert stocked.bakery.item("berries").on_hand == 500


class TestRoles:
    @pytest.mark.parametrize(
        ("person", "moves", "sets_up"),
        [
            (ANA, {"move:count"}, False),
            (SUE, {"move:count", "move:receive", "move:waste", "move:adjust"}, False),
            (ADI, {"move:count", "move:receive", "move:waste", "move:adjust"}, True),
            (OLIVE, {"move:count", "move:receive", "move:waste", "move:adjust"}, True),
        ],
        ids=lambda value: value.name if isinstance(value, Actor) else "",
    )
    def test_see_the_keys_that_the_rules_allow(self, stocked, person, moves, sets_up):
        assert keys(at_stock(stocked, person)) == {"low", "round", *moves, *(("add", "edit") if sets_up else ())}

    def test_of_staff_begin_a_count_at_once(self, stocked):
        room = at_stock(stocked, ANA)
        do(room, "round")

        assert room.form is None
        assert "COUNT" in shown(room)
        assert keys(room) == {"over"}


class TestSettingUp:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_an_item_is_drawn_at_every_size(self, stocked, size):
        room = at_stock(stocked)
        room.scans("BERRY-1")
        do(room, "edit")

        same(f"stock_item-{size[0]}", room.text(*size))

    def test_an_item_is_added_and_found_by_its_code(self, stocked):
        room = at_stock(stocked)
        do(room, "add")
        room.fills(name="Belgian chocolate", sku="CHOC", unit="g", buffer="1 kg", reorder="2.5 kg", limits="no")
        assert any("▸" in line and "Belgian chocolate" in line for line in shown(room).splitlines())
        room.scans("choc")

        assert room.verdicts[-1].verdict == "accepted"
        assert "Belgian chocolate" in shown(room)
        (added,) = stocked.bakery.rows.where(type(stocked.bakery.item(BOX)), store_id="bannos", sku="CHOC")
        assert (added.buffer, added.reorder_point, added.limits_sale) == (1_000, 2_500, False)

    def test_an_item_is_changed(self, stocked):
        room = at_stock(stocked)
        room.scans("BERRY-1")
        do(room, "edit")
        room.fills(name="Berries", reorder="1 kg")

        item = stocked.bakery.item("berries")
        assert (item.name, item.reorder_point, item.buffer, item.on_hand) == ("Berries", 1_000, 100, 550)

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"name": ""}, "This is needed"),
            ({"sku": "milk-1"}, "That is the SKU of Milk"),
            ({"buffer": "1 l"}, "It is counted in g, not in l"),
            ({"reorder": "-1"}, "It cannot be below zero"),
        ],
    )
    def test_an_item_is_not_described_by_nonsense(self, stocked, values, says):
        room = at_stock(stocked)
        room.scans("BERRY-1")
        do(room, "edit")
        room.fills(**values)

        assert room.form is not None
        assert says in shown(room, SIZES[2])

    def test_a_unit_that_counts_already_is_refused_by_the_rule(self, stocked):
        room = at_stock(stocked)
        room.scans("MILK-1")
        do(room, "edit")
        room.fills(unit="kg")

        assert room.verdicts[-1].says == "Milk is counted in g already: add a new item instead"


class TestASheet:
    def test_holds_the_list_as_it_is_narrowed(self, stocked):
        room = at_stock(stocked)
        do(room, "low")
        sheet = room.place.sheet()

        assert sheet.rows(room.sight) == [
            ["LOW", 450, "g", "Strawberries", "BERRY-1", 550, 0, 100, 500],
            ["OUT", 0, "pc", "Vanilla beans", "VAN-1", 0, 0, 0, 20],
        ]
        assert len(sheet.columns) == 9

    def test_holds_the_whole_history_of_the_item_that_is_open(self, stocked):
        sheet = (room := at_stock(stocked, about=MILK)).place.sheet()
        rows = sheet.rows(room.sight)

        assert sheet.title == "History of Milk, in g"
        assert rows[-1][1:] == ["received", 100_000, 0, "", None, None, "Olive"]
        assert len(rows) == 2

    def test_holds_what_a_round_counted(self, stocked):
        room = begin(at_stock(stocked))
        room.scans("BERRY-1")
        types(room, "500")

        assert room.place.sheet().rows(room.sight) == [["Strawberries", "BERRY-1", 500, -50, 500, "g"]]
