"""Selling in shops, by hand: what is wrong stands in the header of every screen and is mended from the keyboard."""

from __future__ import annotations

import pytest

from data.orders.order import DeadLetter
from data.shops.integration import DISCONNECTED, PosIntegration
from data.shops.work import ERROR, Work
from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.header import Header
from tests.kitchen_tui.at_work import SIZES, AtWork, Kitchen, at_work
from tests.support.selling import DOMAIN, MERCHANT, TILL

pytestmark = pytest.mark.long


async def goes_to(work: AtWork, name: str, *sees: str) -> None:
    """By the palette, as a hand types."""
    await work.press("ctrl+k")
    await work.sees("What would you like to do?")
    for letter in name:
        work.types(letter)
    await work.press("enter")
    await work.sees(*sees)


def types(work: AtWork, text: str) -> None:
    """Key by key, as a hand does."""
    for letter in text:
        work.types(letter)


async def test_what_is_wrong_stands_in_the_header_until_it_is_mended(selling: Kitchen) -> None:
    async with at_work(selling, badge="olive") as work:
        await work.sees("SHOP BROKEN 1", "HELD 1", "LETTERS 2")
        await goes_to(work, "work queue", "2 failed", "The shop knows no such thing")
        await work.press("f8")
        await work.sees("2 things are tried again", "4 waiting")
        await goes_to(work, "dead letters", "2 letters wait for somebody")
        await work.press("enter")
        await work.sees("Owner nobody")
        await work.press("f6")
        await work.sees("Olive looks after it")
        await work.press("ctrl+x")
        await work.sees("Close it")
        types(work, "a test of theirs")
        await work.press("ctrl+s")
        await work.sees("The dead letter is closed", "LETTERS 1", "1 letter waits for somebody")
        await goes_to(work, "shops", MERCHANT, DOMAIN)
        await work.press("ctrl+x")
        await work.sees(f"Disconnect {MERCHANT}")
        types(work, "closed there")
        await work.press("ctrl+s")
        await work.sees_no_more("SHOP BROKEN")
    assert ERROR not in {row.status for row in selling.bakery.all(Work)}
    assert sum(letter.closed_at is not None for letter in selling.bakery.all(DeadLetter)) == 1
    shop = selling.bakery.rows.get(PosIntegration, TILL)
    assert shop is not None
    assert shop.status == DISCONNECTED


async def test_a_letter_of_a_held_order_leads_to_its_release(selling: Kitchen) -> None:
    async with at_work(selling, badge="sue") as work:
        await goes_to(work, "dead letters", "1 of a held order")
        while "F7 fix" not in work.words():
            await work.press("down")
        await work.press("f7")
        await work.sees("1 order waits for somebody", "20001")
        await work.press("enter")
        await work.sees("Release 20001")
        types(work, "Ada")
        await work.press("ctrl+s")
        await work.sees("No order is held")
        await work.sees_no_more("HELD 1")


async def test_from_a_shop_to_what_it_waits_for_and_back(selling: Kitchen) -> None:
    async with at_work(selling, badge="adi") as work:
        await goes_to(work, "shops", MERCHANT, DOMAIN)
        await work.press("enter")
        await work.sees("WORK QUEUE", "all that is left", "waits Gelato Cake Large")
        await work.press("escape")
        await work.sees("Cake box")
        await work.press("escape")
        await work.sees("1 must be connected again")


async def test_the_keys_of_the_place_stand_in_its_help(selling: Kitchen) -> None:
    async with at_work(selling, badge="adi") as work:
        await goes_to(work, "dead letters", "2 letters")
        await work.press("?")
        await work.sees("DEAD LETTERS", "I look after it")


async def test_a_cook_does_not_meet_them(selling: Kitchen) -> None:
    async with at_work(selling, badge="ana") as work:
        await work.press("ctrl+k")
        await work.sees("Go to: Queue")
        for place in ("Shops", "Work queue", "Dead letters"):
            assert f"Go to: {place}" not in work.text()


@pytest.mark.parametrize("width", [width for width, _height in SIZES])
def test_a_broken_shop_is_the_first_that_has_room_in_the_header(width: int) -> None:
    top = Header(UNICODE)
    top.stage = top.station = "Decorating"
    top.store, top.person, top.time = "Banno's", "Ana", "10:00"
    top.held, top.attentions, top.dead_letters, top.broken = 2, 4, 3, 1
    (row,) = top.rows(width, 1)
    text = "".join(piece.text for piece in row)

    assert "SHOP BROKEN 1" in text
    assert len(text) <= width
    assert {piece.does for piece in row if "BROKEN" in piece.text} == {"go:shops"}
    assert ("LETTERS 3" in text) == (width > 55)
