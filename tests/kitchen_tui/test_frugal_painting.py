"""Only the cells that changed are sent, and what was sent is what people see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.console import Console

from data.kitchen.ticket import Ticket
from kitchen_tui.screens.frugal import CellsUpdate
from tests.bench.cells import least_bytes
from tests.kitchen_tui.at_work import AtWork, Kitchen, at_work
from tests.kitchen_tui.hostile import hostile
from tests.kitchen_tui.orders import two_hundred
from tests.kitchen_tui.test_hostile_text import line_of
from tests.support.dockets import cake, docket
from tests.terminal.emulator import Emulator

COLS, ROWS = 120, 40


class Sent:
    """A terminal that the app's updates are sent to, and how many bytes that took."""

    def __init__(self, cols: int, rows: int) -> None:
        """Begins empty."""
        self.terminal, self.bytes = Emulator(cols, rows, lambda answer: None), 0
        self._console = Console(color_system="truecolor", force_terminal=True)
        assert self._console._color_system is ColorSystem.TRUECOLOR

    def take(self, screen: object, update: Any) -> None:
        """In the place of the app's own writing."""
        if update is not None:
            assert isinstance(update, CellsUpdate)
            said = update.render_segments(self._console).encode()
            self.bytes += len(said)
            self.terminal.feed(said)

    def since(self) -> int:
        """Bytes since the last time somebody asked."""
        told, self.bytes = self.bytes, 0
        return told


@contextmanager
def watched(work: AtWork, patch: pytest.MonkeyPatch) -> Iterator[Sent]:
    """From now on the terminal shows what the app shows."""
    sent = Sent(*work.app.size)
    patch.setattr(work.app, "_display", sent.take)
    work.station.redraw()
    yield sent


async def the_same(work: AtWork, sent: Sent, within: Callable[[str], str] = str) -> None:
    await work.until(lambda: within(sent.terminal.text()) == within(work.text()), "the terminal to show what is meant")


def place_of(sent: Sent, text: str) -> tuple[int, int] | None:
    """Line and column of the last place where a text stands, counted in cells."""
    found = None
    for y, row in enumerate(sent.terminal.cells()):
        x = "".join((cell.data or " ")[0] for cell in row).rfind(text)
        found = (y, x) if x >= 0 else found
    return found


async def test_the_terminal_shows_what_the_screen_means(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, order in zip(range(40), two_hundred(), strict=False):
        assert number >= 0
        kitchen.bakery.take_in(order)
    async with at_work(kitchen, size=(COLS, ROWS)) as work:
        with watched(work, monkeypatch) as sent:
            await the_same(work, sent)
            for ticket in kitchen.bakery.all(Ticket)[:25]:
                await work.scan(ticket.code)
                await work.sees(f"OK {ticket.code}")
                await the_same(work, sent)
            for key in ("f2", "f12", "escape", "down", "f7", "?", "escape", "f1"):
                await work.press(key)
                await the_same(work, sent)
            sent.terminal.screen.resize(24, 80)
            await work.pilot.resize_terminal(80, 24)
            await the_same(work, sent)


async def test_an_order_of_a_later_day_that_only_changes_the_counts_leaves_the_queue_beside_them(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    for order in two_hundred():
        kitchen.bakery.take_in(order)
    async with at_work(kitchen, size=(157, 45)) as work:
        counts = work.station.face.all_day
        # They come after the queue; the header's word of what is late comes with them.
        await work.until(lambda: counts.counts, "the day's counts")
        await work.sees("LATE")
        with watched(work, monkeypatch) as sent:
            await the_same(work, sent)
            shown = sent.terminal.text()
            counts.counts = {kind: n + 1 for kind, n in counts.counts.items()}
            counts.show()
            await work.pilot.pause()
            await the_same(work, sent)
            assert sent.terminal.text() != shown
            assert [line[:100] for line in sent.terminal.text().splitlines()] == [
                line[:100] for line in shown.splitlines()
            ]


async def test_no_text_pushes_what_stands_behind_it_out_of_place(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, size=(COLS, ROWS)) as work:
        ordinary = work.station.board.lines[0]
        with watched(work, monkeypatch) as sent:
            await the_same(work, sent)
            places = {text: place_of(sent, text) for text in ("Fri 27 Nov  10:00", "Sat 28 Nov", " F5 mine")}
            assert None not in places.values()
            for text in hostile(120):
                work.station.board.lines = [line_of(text, ordinary)._replace(due_window=None)]
                work.station._show()
                work.station.paint_now(*work.station.face.answering())
                for known, place in places.items():
                    assert place_of(sent, known) == place


async def test_a_verdict_alone_is_a_few_bytes(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20_001, 20_041):
        kitchen.bakery.take_in(docket(str(number), cake(flavour="Hazelnut", writing=f"Happy {number}")))
    tickets = kitchen.bakery.all(Ticket)[:12]
    async with at_work(kitchen, size=(COLS, ROWS)) as work:
        for ticket in tickets:
            await work.scan(ticket.code)
            await work.sees(f"OK {ticket.code}")
        with watched(work, monkeypatch) as sent:
            await the_same(work, sent)
            sent.since()
            for ticket in tickets[::-1]:
                await work.scan(ticket.order_number)
                await work.sees(f"ALREADY DONE {ticket.code}")
                await the_same(work, sent)
                assert sent.since() <= 1_536


async def test_a_ticket_that_advances_costs_little_more_than_the_cells_it_changes(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    for order in two_hundred():
        kitchen.bakery.take_in(order)
    async with at_work(kitchen, size=(COLS, ROWS)) as work:
        with watched(work, monkeypatch) as sent:
            await the_same(work, sent)
            total = least = 0
            for line in list(work.station.board.lines[:20]):
                before = sent.terminal.cells()
                sent.since()
                await work.scan(line.code)
                await work.sees(f"OK {line.code}")
                await the_same(work, sent)
                total += sent.since()
                least += least_bytes(before, sent.terminal.cells())
    assert total <= 1.5 * least
