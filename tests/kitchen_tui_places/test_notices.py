"""Notices: what stays until somebody has seen it, and what the line shows by itself (O47, O50, O55, O58, N3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.core.actor import Actor
from data.core.clock import HOUR, MINUTE
from data.core.outcome import Put
from data.line.complete import CompleteFilling
from data.notices.notice import ATTENTION, INFO, Notice
from data.orders.cancelling import CancelOrder
from data.stock.commands import CountStock
from data.stock.editing import EditItem
from data.stock.setting_up import AddItem
from data.store.execute import apply
from kitchen_tui.places.matters import Matter
from kitchen_tui.places.notices import Notices
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import hostile
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.line_day import a_morning
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, ANA, MILK, NOW, SATURDAY_WEEK, SUE
from tests.support.dockets import cake, docket


@pytest.fixture
def morning(kitchen: Kitchen) -> Kitchen:
    """A Friday at ten; something was cancelled, and two notices only inform."""
    a_morning(kitchen.bakery)
    kitchen.bakery.must(CancelOrder(kitchen.bakery.order("20001").id, "never mind"), SUE)
    put(kitchen, *(notice(f"n{n}", INFO, f"the oven is warm {n}") for n in range(2)))
    return kitchen


def notice(ident: str, level: str, text: str) -> Notice:
    return Notice(ident, "bannos", level, "test", text, None, None, None, NOW, None, None)


def put(kitchen: Kitchen, *notices: Notice) -> None:
    with kitchen.bakery.database.transaction():
        for one in notices:
            apply(kitchen.bakery.database, Put(one))


def notices(kitchen: Kitchen, person: Actor = SUE) -> tuple[StillRoom, Notices]:
    room = StillRoom(kitchen, person)
    place = room.enter(Notices)
    assert isinstance(place, Notices)
    return room, place


def kinds(place: Notices) -> list[str]:
    return [matter.kind for matter in place.listing.items]


def of(place: Notices, kind: str) -> Matter:
    return next(matter for matter in place.listing.items if matter.kind == kind)


def keys(place: Notices) -> set[str]:
    return {deed.name for deed in place.deeds()}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_is_drawn_like_its_picture(morning, size):
    room, _place = notices(morning)
    same(f"notices-{size[0]}", room.text(*size))


def test_the_worst_stands_first_and_each_kind_is_counted(morning):
    room, place = notices(morning)

    assert kinds(place) == ["stop", "late", "attention", "soon", "soon", "soon", "info", "info"]
    assert "1 stop" in room.text(*SIZES[1])
    assert "1 late" in room.text(*SIZES[1]), "what is only warned of is not late yet"
    assert "2 info" in room.text(*SIZES[1])
    assert place.listing.at == 0


def test_stuck_for_a_day_and_escalated_after_two(kitchen):
    kitchen.bakery.take_in(docket("1", due_date=SATURDAY_WEEK))
    kitchen.bakery.must(CompleteFilling(kitchen.ticket("1").id), ANA)
    at = kitchen.machine.at = kitchen.ticket("1").filling_complete_ts or 0
    seen = []
    drawn = ""
    for hours in (24, 48):
        for minutes in (-1, 1):
            kitchen.machine.at = at + hours * HOUR + minutes * MINUTE
            room, place = notices(kitchen)
            seen.append([kind for kind in kinds(place) if kind in ("stuck", "escalated")])
            drawn = room.text(*SIZES[0])

    assert seen == [[], ["stuck"], ["stuck"], ["escalated"]]
    assert "STUCK 48 H" in drawn


def test_what_waits_two_hours_for_somebody(morning):
    at = morning.machine.at
    morning.machine.at = at + 2 * HOUR - 10 * MINUTE
    assert "unassigned" not in kinds(notices(morning)[1])
    morning.machine.at = at + 2 * HOUR + MINUTE
    assert "unassigned" in kinds(notices(morning)[1])


def test_one_line_a_ticket_and_the_true_count(kitchen):
    for n in range(10):
        kitchen.bakery.take_in(docket(str(n + 1), cake(quantity=12)))
    kitchen.machine.at += 3 * HOUR
    room, place = notices(kitchen)

    assert kinds(place) == ["unassigned"] * 100
    assert "120 unassigned" in room.text(*SIZES[1])


def test_the_chosen_one_is_seen_and_stays_among_those_that_were(morning):
    _room, place = notices(morning)
    place.listing.choose(of(place, "attention").key)
    place.do("acknowledge")
    assert "attention" not in kinds(place)
    place.do("seen")
    assert [(matter.kind, matter.by) for matter in place.listing.items] == [("seen", "Sue")]
    assert place.back()
    assert "late" in kinds(place)


def test_all_that_only_inform_with_one_key(morning):
    room, place = notices(morning, ANA)
    place.do("all")

    assert "info" not in kinds(place)
    assert "attention" in kinds(place)
    assert room.verdicts[-1].says == "2 notices seen"
    assert "all" not in keys(place)


def test_what_the_line_shows_cannot_be_put_aside(morning):
    _room, place = notices(morning)
    place.listing.choose(of(place, "late").key)

    assert "acknowledge" not in keys(place)


def test_a_cancellation_that_is_seen_takes_its_ticket_off_the_line(morning):
    _room, place = notices(morning)
    place.listing.choose(of(place, "stop").key)
    place.do("acknowledge")

    assert not morning.ticket("20001").in_queue


def test_a_narrow_screen_counts_only_what_there_is(morning):
    room, _place = notices(morning)

    assert room.text(45, 12).splitlines()[0].split() == ["1", "stop", "1", "late", "1", "attention", "2", "info"]


def test_only_one_kind_by_key_or_click(morning):
    room, place = notices(morning)
    place.do("group:info")
    assert kinds(place) == ["info", "info"]
    place.do("group:info")
    assert len(kinds(place)) == 8
    place.do("group")
    assert kinds(place) == ["stop"]
    assert place.back()
    assert not place.back()
    assert room.left == 0


def test_the_key_passes_over_kinds_that_there_are_none_of(morning):
    _room, place = notices(morning)
    seen = []
    for _press in range(5):
        place.do("group")
        seen.append(place.group)

    assert seen == ["stop", "late", "attention", "info", ""]


def test_one_notice_is_one(kitchen):
    put(kitchen, notice("one", INFO, "the oven is warm"))
    room, place = notices(kitchen)
    place.do("all")

    assert room.verdicts[-1].says == "1 notice seen"


def test_enter_opens_the_order(morning):
    room, place = notices(morning)
    place.listing.choose(of(place, "late").key)
    place.enter()

    assert room.went == [("order", morning.ticket("20003").id)]


def test_a_notice_about_the_stock_opens_the_stock(kitchen):
    put(kitchen, replace(notice("milk", ATTENTION, "Milk is low"), code="low_stock"))
    room, place = notices(kitchen)
    place.enter()

    assert room.went == [("stock", "")]


@pytest.mark.parametrize(
    ("code", "place"), [("shop_broken", "shops"), ("push_failed", "letters"), ("dead_letter", "letters")]
)
def test_a_notice_about_a_shop_leads_to_where_it_is_mended(kitchen, code, place):
    put(kitchen, replace(notice("shop", ATTENTION, "Something is wrong"), code=code))
    room, there = notices(kitchen)
    there.enter()

    assert room.went == [(place, "")]


def test_what_is_low_opens_its_item(kitchen):
    kitchen.bakery.must(EditItem(MILK, "Milk", "g", "MILK-1", reorder_point=2_000), ADI)
    kitchen.bakery.must(CountStock(MILK, 2_500), ANA)
    kitchen.bakery.must(CountStock(MILK, 1_500), ANA)
    room, place = notices(kitchen)
    assert "Milk is low" in room.text(*SIZES[1])
    place.enter()

    assert room.went == [("stock", MILK)]


def test_two_items_of_one_name_open_the_whole_store_room(kitchen):
    for ident in ("rye", "rye2"):
        kitchen.bakery.must(AddItem(ident, "bannos", "Rye", "g"), ADI)
    put(kitchen, replace(notice("low", ATTENTION, "Rye is low: 5 g left to promise"), code="low_stock"))
    room, place = notices(kitchen)
    place.enter()

    assert room.went == [("stock", "")]


def test_more_late_than_are_listed_are_counted(kitchen):
    for n in range(10):
        kitchen.bakery.take_in(docket(str(n + 1), cake(quantity=12), due_date="2026-11-20"))
    room, _place = notices(kitchen)

    assert "120 late" in room.text(*SIZES[1])


def test_all_of_one_moment_is_one_answer(morning):
    _room, place = notices(morning)

    assert list(place.questions()) == ["open"], "four answers would draw the list four times"


def test_its_keys_stand_in_their_order(morning):
    _room, place = notices(morning)

    assert [deed.shown for deed in place.deeds()] == ["F5", "F6", "F7", "F8"]


def test_what_comes_meanwhile_does_not_change_what_is_chosen(morning):
    """Else the key that says "seen" would be about a notice that nobody has read."""
    room, place = notices(morning)
    before = place.listing.chosen
    put(morning, replace(notice("older", "stop", "B20002-A CHANGED: size"), at=NOW - HOUR))
    room.ask()

    assert place.listing.items[0].key == "older"
    assert place.listing.chosen == before


def test_a_held_order_is_among_them_and_opens(kitchen):
    kitchen.bakery.take_in(docket("1", customer=None))
    room, place = notices(kitchen)
    matter = of(place, "attention")
    place.listing.choose(matter.key)
    place.enter()

    assert room.went == [("order", kitchen.bakery.order("1").id)]


def test_a_long_notice_is_written_out_where_its_line_is_short(morning):
    put(morning, notice("long", ATTENTION, "the delivery of eggs comes at noon, not at nine as it was said"))
    room, place = notices(morning)
    place.listing.choose("long")

    assert "not at nine as it was said" in " ".join(room.text(*SIZES[0]).split())


def test_a_very_long_one_is_written_out_on_any_screen(morning):
    put(morning, notice("long", ATTENTION, f"{'the oven is warm again, ' * 7}says the baker"))
    room, place = notices(morning)
    for size in SIZES[1:]:
        assert "says the baker" not in room.text(*size)
        place.listing.choose("long")
        assert "says the baker" in room.text(*size)
        place.step(-100)


def test_nothing_to_see_says_so(kitchen):
    room, _place = notices(kitchen)

    for size in SIZES:
        assert "Nothing waits for you here" in room.text(*size)


def test_a_long_list_grows_as_one_moves(kitchen):
    put(kitchen, *(notice(f"n{n:04}", INFO, f"notice {n}") for n in range(450)))
    room, place = notices(kitchen)
    for _page in range(4):
        place.step(190)
        room.ask()

    assert len({matter.key for matter in place.listing.items}) == 450
    assert "450 info" in room.text(*SIZES[1])


def test_hostile_texts_are_harmless(kitchen):
    put(kitchen, *(replace(notice(f"n{n}", ATTENTION, text)) for n, text in enumerate(hostile(40)) if _kept(text)))
    kitchen.bakery.take_in(docket("1", cake(title="\x1b[31mred\u202e"), due_date="2026-11-20"))
    room, place = notices(kitchen)
    for _line in range(41):
        for size in SIZES:
            assert harmless(room.text(*size))
        place.step(1)


def _kept(text: str) -> bool:
    """What a database takes: notices are cleaned before they are kept."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def test_the_sheet_has_them_all(morning):
    room, place = notices(morning)
    sheet = place.sheet()
    rows = sheet.rows(room.sight)

    assert len(rows) == 8
    assert all(len(row) == len(sheet.columns) for row in rows)
