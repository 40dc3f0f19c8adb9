"""Text from outside does nothing on a screen but be read: it never acts, never breaks a line, never disappears."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rich.cells import cell_len
from textual.geometry import Size

from data.core.actor import Actor, Role
from data.core.packed import pack
from data.core.text import clean
from data.questions.queue import QueueLine
from kitchen_tui.screens.pages import ticket_page
from kitchen_tui.widgets.said import Said
from tests.kitchen_tui.at_work import SIZES, AtWork, Kitchen, at_work
from tests.kitchen_tui.hostile import hostile
from tests.support.dockets import docket

FEW, MANY = 200, 5_000
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def line_of(text: str, ordinary: QueueLine) -> QueueLine:
    """A ticket that is nothing but this text."""
    safe = text.encode("utf-8", "replace").decode()
    fields = (
        "human_id",
        "code",
        "order_number",
        "suffix",
        "product",
        "size",
        "flavour",
        "writing",
        "notes",
        "allergens",
    )
    others = ("customer", "method", "due_window", "assignee_id", "assignee_name", "assignee_note", "storage")
    told: dict[str, Any] = dict.fromkeys((*fields, *others), text)
    return ordinary._replace(**told, kept=pack([[safe, safe]]), accessories=pack([[safe, 3]]))


def rows_of(work: AtWork) -> list[str]:
    """The screen's lines, each proved to be exactly as wide as the screen and without a control character."""
    size = Size(*work.app.size)
    strips = work.station._compositor.render_strips()
    assert len(strips) == size.height
    for strip in strips:
        assert cell_len(strip.text) == size.width
        assert CONTROL.search(strip.text) is None
    return [strip.text for strip in strips]


def through_the_screen(work: AtWork, text: str, ordinary: QueueLine) -> None:
    station, width = work.station, work.app.size.width - 4
    line = line_of(text, ordinary)
    station.board.lines = [line, line, line]
    station.person = Actor("ana", text, Role.STAFF)
    station.said = Said("no", "UNREADABLE", text, f"{text}: scan again", text)
    station.face.field.text = text
    station._show()
    rows_of(work)
    page = ["".join(piece.text for piece in row) for row in ticket_page(line, station.face.glyphs, None)(width)]
    assert max(map(cell_len, page)) <= width
    assert "".join(clean(text).split()) in "".join("".join(page).split()).replace("NOTES", "")


async def many(kitchen: Kitchen, size: tuple[int, int], count: int, theme: str = "dark") -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, size=size, theme=theme) as work:
        ordinary = work.station.board.lines[0]
        for text in hostile(count):
            through_the_screen(work, text, ordinary)
            await work.pilot.pause(0)
        work.station.action_more()
        await work.sees("ALL OF THE TICKET")
        assert work.app.return_code is None
        assert work.station.person is not None


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_hostile_tickets_pass_through_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    await many(kitchen, size, FEW)


async def test_hostile_tickets_pass_through_the_smallest_bare_console(kitchen: Kitchen) -> None:
    await many(kitchen, (40, 12), FEW, "ascii")


@pytest.mark.proof
@pytest.mark.parametrize("size", [*SIZES, (40, 12)], ids=str)
async def test_thousands_of_hostile_tickets_pass_through_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    await many(kitchen, size, MANY)


async def test_hostile_scans_are_answered_and_press_nothing(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        for text in hostile(FEW):
            work.types(text[:200] + "\r")
            work.paste(text)
            await work.pilot.pause(0)
            rows_of(work)
        await work.rest()
        assert work.app.return_code is None
        assert work.station.person is not None
