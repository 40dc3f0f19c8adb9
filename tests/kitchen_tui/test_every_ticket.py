"""Whatever a ticket holds, at every size a screen is designed for: all of it is there, or a mark says so."""

from __future__ import annotations

import re

import pytest

from data.core.text import one_line
from data.kitchen.ticket import Ticket
from kitchen_tui.regional import day
from kitchen_tui.widgets.queue import number_of
from tests.kitchen_tui.at_work import SIZES, AtWork, Kitchen, at_work
from tests.kitchen_tui.orders import two_hundred
from tests.support.cast import TODAY

pytestmark = pytest.mark.long

MORE = "…more F12"


def missing(ticket: Ticket, screen: str) -> list[str]:
    """What of a ticket does not stand on the screen."""
    seen = re.sub(r"\s+", " ", screen)
    wanted = {
        "number": number_of(ticket),  # type: ignore[arg-type]
        "product": ticket.product,
        "writing": ticket.writing,
        "due": day(ticket.due_date, TODAY),
        "allergens": ticket.allergens,
    }
    return [name for name, text in wanted.items() if not all(word in seen for word in one_line(text or "").split())]


async def scan_all(work: AtWork, kitchen: Kitchen, size: tuple[int, int]) -> tuple[list[str], int]:
    """What was not found, ticket by ticket; and how many tickets were seen whole."""
    failures, whole = [], 0
    for ticket in kitchen.bakery.all(Ticket):
        await work.scan(ticket.code)
        await work.holds(ticket.code)
        screen = work.text()
        assert f"OK   {ticket.code}   to Covering" in screen
        gaps = missing(ticket, screen)
        if gaps and MORE not in screen:
            failures.append(f"{ticket.code} at {size}: {', '.join(gaps)} missing and nothing says so")
        whole += not gaps
    return failures, whole


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_two_hundred_tickets_are_seen_or_marked(kitchen: Kitchen, size: tuple[int, int]) -> None:
    for order in two_hundred():
        kitchen.bakery.take_in(order)
    async with at_work(kitchen, size=size) as work:
        failures, whole = await scan_all(work, kitchen, size)
    assert failures == []
    assert whole >= {55: 80, 110: 110, 157: 150}[size[0]], "the mark stands where nothing is missing"


async def test_the_key_of_the_mark_shows_all_of_it(kitchen: Kitchen) -> None:
    longest = next(iter(two_hundred()))
    kitchen.bakery.take_in(longest)
    async with at_work(kitchen, size=(55, 16)) as work:
        await work.sees(MORE)
        await work.press("f12")
        seen = await work.sees("ALL OF THE TICKET", "more lines")
        for _ in range(60):
            await work.pilot.pause()
            work.station.action_page_down()
            seen += work.text()
    words = one_line(f"{longest.lines[0].writing} {longest.lines[0].allergens}").split()
    assert [word for word in words if word not in seen] == []
