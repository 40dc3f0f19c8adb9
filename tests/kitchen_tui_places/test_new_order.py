"""An order by phone or at the counter: taken down, checked without a network, placed (P01)."""

from __future__ import annotations

import pytest

from data.core.actor import Actor
from data.orders.intake import PlaceOrder
from data.orders.order import Order
from data.stock.setting_up import AddProduct
from data.store.catalogue import may as may_give
from hardware.scan.badges import badge_code
from kitchen_tui.places.index import BY_NAME
from kitchen_tui.places.new_order import NewOrder
from tests.kitchen_tui.at_work import BADGES, Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ANA, BOX, SUE
from tests.support.dockets import docket

TORTE = AddProduct("torte", "bannos", "Hazelnut Torte", "HT-1", bom=(("", BOX, 1), ("Slab", BOX, 2)))


@pytest.fixture
def room(kitchen: Kitchen) -> StillRoom:
    """A supervisor takes a call; there is a torte with a SKU besides the cast's products."""
    kitchen.bakery.must(TORTE)
    room = StillRoom(kitchen)
    room.enter(NewOrder)
    return room


def place(room: StillRoom) -> NewOrder:
    assert isinstance(room.place, NewOrder)
    return room.place


def names(room: StillRoom) -> list[str]:
    return [deed.name for deed in place(room).deeds()]


def add(room: StillRoom, text: str, **values: str) -> None:
    """Types a product by its whole title or SKU, and fills in the form."""
    place(room).typed(text)
    room.fills(**values)


def details(room: StillRoom, **values: str) -> None:
    place(room).do("details")
    room.fills(**({"customer": "Ada Lovelace", "due": "2026-11-28"} | values))


def orders(room: StillRoom) -> list[Order]:
    return room.kitchen.bakery.all(Order)


def taken_down(room: StillRoom) -> None:
    add(room, "Gelato Cake", size="Large", flavour="Pistachio", writing="Happy Birthday", price="89", quantity="2")
    add(room, "HT-1", quantity="120", price="30.50", allergens="NUTS")
    details(room, window="10:00-12:00", deposit="50", note="Ring the bell")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_empty_order_is_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    same(f"new-empty-{size[0]}x{size[1]}", room.text(*size))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_order_is_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    taken_down(room)

    same(f"new-{size[0]}x{size[1]}", room.text(*size))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_products_are_drawn_at_every_size(room: StillRoom, size: tuple[int, int]) -> None:
    place(room).do("menu")

    same(f"new-products-{size[0]}x{size[1]}", room.text(*size))


def test_a_phone_order_from_the_first_word_to_its_tickets(room: StillRoom) -> None:
    taken_down(room)
    place(room).do("place")

    (order,) = orders(room)
    assert (order.customer, order.due_date, order.method, order.source) == (
        *("Ada Lovelace", "2026-11-28", "pickup", "phone"),
    )
    assert (order.total, order.deposit, order.note, order.window_from) == (383_800, 5_000, "Ring the bell", 600)
    assert room.verdicts[-1].verdict == "accepted"
    assert room.went == [("order", order.id)]
    tickets = room.kitchen.bakery.tickets(order)
    assert [(t.product, t.size, t.quantity) for t in tickets] == [
        *[("Gelato Cake", "Large", 1)] * 2,
        ("Hazelnut Torte", None, 120),
    ]
    assert tickets[0].writing == "Happy Birthday"
    assert tickets[2].allergens == "NUTS"
    assert "no name yet" in room.text(110, 27), "the next order begins empty"


def test_total_deposit_and_what_is_left_run_along(room: StillRoom) -> None:
    taken_down(room)

    assert "Total $3,838.00   Deposit $50.00   To pay $3,788.00" in room.text(110, 27)


def test_the_time_is_shown_and_filled_in_again_as_people_here_write_it(room: StillRoom) -> None:
    details(room, window="3 pm to 4 pm")
    assert "Sat 28 Nov 15:00-16:00" in room.text(55, 12)

    place(room).do("details")
    assert room.form is not None
    shown = room.form.values()
    assert (shown["due"], shown["window"]) == ("Sat 28 Nov 2026", "15:00-16:00")


def test_who_waits_at_the_counter_needs_no_day(room: StillRoom) -> None:
    add(room, "Sponge")
    details(room, due="", source="counter")
    assert "somebody waits for it" in room.text(110, 27)
    place(room).do("place")

    (order,) = orders(room)
    assert (order.due_date, order.status, order.source) == (None, "CONFIRMED", "counter")


def test_part_of_a_title_offers_what_is_like_it_and_enter_takes_one(room: StillRoom) -> None:
    place(room).typed("nut")
    assert "Hazelnut Torte" in room.text(55, 12)
    place(room).enter()
    room.fills(size="Slab")

    assert "Slab" in room.text(110, 27)
    assert "Products like" not in room.text(110, 27)


def test_a_sku_is_taken_in_any_case_typed_or_scanned(room: StillRoom) -> None:
    add(room, "ht-1")
    assert room.scans("HT-1")
    room.fills(quantity="3")

    assert room.text(110, 27).count("Hazelnut Torte") == 2


def test_an_unknown_code_is_refused_with_its_reason(room: StillRoom) -> None:
    assert room.scans("4006381333931")

    assert room.said[-1].headline == "UNKNOWN PRODUCT"
    assert "4006381333931" in room.said[-1].says
    assert room.form is None


def test_a_long_sku_is_one_and_a_strangers_badge_is_none(room: StillRoom) -> None:
    room.kitchen.bakery.must(AddProduct("slab", "bannos", "Party Slab", "PARTY-SLAB-XL", bom=(("", BOX, 1),)))
    room.ask()

    assert room.scans("PARTY-SLAB-XL")
    assert room.form is not None
    assert not room.scans(badge_code(99))
    assert room.said == []


def test_tickets_and_badges_mean_what_they_always_mean(room: StillRoom) -> None:
    room.kitchen.bakery.take_in(docket("20001"))

    assert not room.scans("B20001")
    assert not room.scans(BADGES["ana"])


def test_what_is_no_product_can_be_ordered_unless_the_store_says_no(room: StillRoom) -> None:
    place(room).typed("Wedding arch")
    place(room).enter()
    room.fills(size="Two metres", price="120")
    details(room)
    place(room).do("place")
    assert [t.product for t in room.kitchen.bakery.tickets(orders(room)[0])] == ["Wedding arch"]

    room.kitchen.bakery.policies(check_bom=True)
    again = StillRoom(room.kitchen)
    again.enter(NewOrder)
    place(again).typed("Wedding arch")
    assert again.said[-1].headline == "UNKNOWN PRODUCT"
    assert again.form is None


def test_what_is_not_sold_any_more_is_refused(room: StillRoom) -> None:
    room.kitchen.bakery.database.run("UPDATE product SET active = ? WHERE id = 'torte'", [False])
    room.ask()
    place(room).typed("HT-1")

    assert room.form is None
    assert room.said[-1].says == "Hazelnut Torte is not sold any more"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("due", "someday", "no day"),
        ("customer", " ", "needed"),
        ("deposit", "much", "no amount of AUD"),
        ("deposit", "-5", "no amount of AUD"),
    ],
)
def test_what_cannot_be_is_said_beneath_its_field(room: StillRoom, field: str, text: str, words: str) -> None:
    details(room, **{field: text})

    assert words in room.text(110, 27)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("quantity", "0", "from 1 to"),
        ("quantity", "", "needed"),
        ("quantity", "ten", "from 1 to"),
        ("price", "x", "AUD"),
    ],
)
def test_a_thing_is_asked_for_at_least_once(room: StillRoom, field: str, text: str, words: str) -> None:
    add(room, "Sponge", **{field: text})

    assert words in room.text(110, 27)


def test_an_unknown_size_of_something_known_is_refused(room: StillRoom) -> None:
    place(room).typed("Sponge cake")
    place(room).enter()
    room.fills(title="Sponge", size="Huge")

    assert "There is no such size: Small, Medium, Large" in room.text(110, 27)


def test_placing_is_offered_once_there_is_something_to_make(room: StillRoom) -> None:
    details(room)
    assert "place" not in names(room)
    assert "discard" in names(room), "what was typed can be thrown away"

    add(room, "Sponge", price="10")
    assert "place" in names(room)


def test_a_typed_sku_that_nobody_knows_is_refused_and_only_then_may_be_something_else(room: StillRoom) -> None:
    place(room).typed("HT-2")
    said = room.said[-1]
    assert (said.headline, said.says) == ("UNKNOWN PRODUCT", "HT-2 is no product of this store")
    assert said.hint.startswith("Enter")
    assert room.form is None

    place(room).enter()
    room.fills(price="10")

    assert "HT-2" in room.text(55, 12)


def test_nothing_is_placed_while_something_is_missing(room: StillRoom) -> None:
    add(room, "Sponge", price="10")
    place(room).do("place")
    assert room.said[-1].says == "Who is it for?"

    details(room, deposit="11")
    place(room).do("place")
    assert room.said[-1].says == "The deposit is more than the order costs"
    assert orders(room) == []


def test_short_stock_is_told_while_it_is_asked_for_and_the_rule_has_the_last_word(room: StillRoom) -> None:
    add(room, "Gelato Cake", size="Large", quantity="112")
    assert "Only 111 left: Gelato Cake Large" in room.text(55, 12)
    details(room)
    place(room).do("place")

    assert (room.verdicts[-1].code, orders(room), room.went) == ("short", [], [])
    assert "112" in room.text(55, 12), "what was typed is still there"
    place(room).enter()
    room.fills(quantity="111")
    place(room).do("place")
    assert len(orders(room)) == 1


def test_a_draft_stays_when_one_leaves_and_comes_back(room: StillRoom) -> None:
    taken_down(room)
    before = room.text(110, 27)
    place(room).arrive("")
    room.ask()

    assert room.text(110, 27) == before


def test_things_are_taken_off_and_all_of_it_is_thrown_away_only_when_asked_twice(room: StillRoom) -> None:
    taken_down(room)
    place(room).step(-10)
    place(room).do("remove")
    assert "Gelato Cake" not in room.text(110, 27)

    place(room).do("discard")
    assert "Hazelnut Torte" in room.text(110, 27)
    place(room).do("details")
    room.form = None
    place(room).do("discard")
    place(room).do("discard")
    assert "no name yet" in room.text(110, 27)


def test_esc_closes_the_products_first(room: StillRoom) -> None:
    place(room).do("menu")

    assert place(room).back()
    assert not place(room).back()


@pytest.mark.parametrize("person", [ANA, SUE], ids=lambda p: p.name)
def test_only_who_may_place_orders_comes_here(kitchen: Kitchen, person: Actor) -> None:
    room = StillRoom(kitchen, person)
    room.enter(NewOrder)

    assert BY_NAME["new"].commands == (PlaceOrder.name,)
    assert bool(names(room)) is may_give(PlaceOrder, person.role)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_that_was_typed_harms_the_screen(room: StillRoom, size: tuple[int, int]) -> None:
    for text in RECORDED:
        place(room).typed(text)
        room.text(*size)
        if text.strip() and place(room).back():
            place(room).typed(text)
            place(room).enter()
            room.text(*size)
            room.fills(writing=text, flavour=text, quantity="2")
            room.form = None
    place(room).do("details")
    room.fills(customer=RECORDED[3], note=RECORDED[-1])
    room.text(*size)


def test_thousands_of_products_are_a_page_at_a_time(room: StillRoom) -> None:
    bakery = room.kitchen.bakery
    values = [(f"p{n:05d}", "bannos", f"Cake {n:05d}", None, None, True) for n in range(3_000)]
    with bakery.database.transaction():
        for value in values:
            bakery.database.run(
                "INSERT INTO product (id, store_id, title, sku, finished_item_id, active) VALUES (?, ?, ?, ?, ?, ?)",
                value,
            )
    room.ask()
    place(room).do("menu")
    place(room).step(2_999)

    assert "Cake 02999" in room.text(110, 27)
