"""The widgets of the station, and what each of them shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from kitchen_tui.texts import N_
from kitchen_tui.widgets.all_day import AllDay
from kitchen_tui.widgets.card import Card
from kitchen_tui.widgets.field import Field
from kitchen_tui.widgets.header import Header
from kitchen_tui.widgets.keys import Keys
from kitchen_tui.widgets.overlay import Overlay
from kitchen_tui.widgets.panel import Panel
from kitchen_tui.widgets.queue import Queue
from kitchen_tui.widgets.stages import Stages
from kitchen_tui.widgets.trouble import Trouble
from kitchen_tui.widgets.verdict_bar import VerdictBar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.questions.queue import QueueLine
    from kitchen_tui.board import Board, View
    from kitchen_tui.hub_words import HubWords
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs
    from kitchen_tui.widgets.lines import Lines
    from kitchen_tui.widgets.said import Said


class Face:
    """Each method draws what it is told; a widget paints only the lines that changed."""

    def __init__(self, glyphs: Glyphs) -> None:
        self.glyphs = glyphs
        self.header, self.bar, self.field = Header(glyphs), VerdictBar(glyphs), Field(glyphs)
        self.card, self.stages, self.queue = Card(glyphs), Stages(glyphs), Queue(glyphs)
        self.all_day, self.overlay, self.keys = AllDay(glyphs), Overlay(glyphs), Keys(glyphs)
        self.trouble, self.panel = Trouble(glyphs), Panel(glyphs)

    def widgets(self) -> Iterator[Widget]:
        """In the order of the screen; the work area has the ticket, the stations, the queue, the all-day counts."""
        line = Widget(self.card, self.stages, self.queue, id="line")
        yield self.header
        yield self.trouble
        yield self.bar
        yield Widget(line, self.all_day, id="work")
        yield self.panel
        yield self.overlay
        yield self.field
        yield self.keys

    def all(self) -> tuple[Lines, ...]:
        """Every widget that draws lines."""
        return (*self.answering(), self.trouble, self.panel, self.overlay, self.keys)

    def clickable(self) -> tuple[Lines, ...]:
        """Where a click can do something, from the top."""
        return self.header, self.stages, self.queue, self.panel, self.overlay

    def answering(self) -> tuple[Lines, ...]:
        """What an answer changes."""
        return self.header, self.bar, self.card, self.stages, self.queue, self.all_day, self.field

    def show_header(self, stage: str, store: str, person: str, clock: Clock | None, board: Board) -> None:
        """The top line."""
        header = self.header
        header.stage, header.store, header.person = stage, store, person
        if clock is not None:
            header.date, header.time = clock.date(), clock.time()
            header.station, (header.late, header.soon) = board.view.stage, clock.warnings(board.due)
            header.held, header.attentions = board.held, board.attentions
            header.dead_letters, header.broken = board.dead_letters, board.broken
        header.show()

    def show_hub(self, hub: HubWords | None) -> None:
        """A word of the top line."""
        if self.header.hub != hub:
            self.header.hub = hub
            self.header.show()

    def show_devices(self, troubles: Sequence[str], summary: str) -> None:
        """What is plugged in: its own line when a hand is needed, else a word in the header."""
        self.header.devices = "" if troubles else summary
        self.trouble.says = f" {self.glyphs.dot} ".join(troubles)
        self.trouble.show()

    def show_said(self, said: Said, seconds: int | None) -> None:
        """The verdict."""
        self.bar.said, self.bar.seconds = said, seconds
        self.bar.show()

    def show_field(self, text: str, prompt: str, hidden_from: int | None) -> None:
        """The scan field."""
        self.field.text, self.field.prompt, self.field.hidden_from = text, prompt, hidden_from
        self.field.show()

    def show_card(self, line: QueueLine | None, title: str, clock: Clock | None) -> None:
        """The ticket in large type."""
        self.card.line, self.card.title, self.card.clock = line, title, clock
        self.card.show()

    def show_board(self, board: Board, clock: Clock | None, chosen: int | None) -> None:
        """The queue and all counts."""
        queue, stages, all_day, view = self.queue, self.stages, self.all_day, board.view
        queue.lines, queue.known, queue.clock, queue.chosen = board.lines, board.known, clock, chosen
        queue.nothing = _nothing(view)
        queue.show()
        stages.stage, stages.counts = view.stage, board.counts
        stages.unassigned, stages.mine = view.unassigned, view.mine is not None
        stages.show()
        all_day.stage, all_day.counts = view.stage, board.all_day
        all_day.show()


def _nothing(view: View) -> str:
    """A filter that was forgotten, or pressed unseen, must not look like the end of the day."""
    if view.mine is not None:
        return N_("Nothing of yours here. F5: all of it again")
    return N_("Nothing here that is free. F6: all of it again") if view.unassigned else N_("Nothing to do here")
