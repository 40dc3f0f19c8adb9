"""The packing bench: the cake in the hand stays on the screen with its checklist, until it is done or sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.kitchen.stages import COMPLETE, PACKING
from kitchen_tui.screens.moving import Moving
from kitchen_tui.screens.pages import reasons_page
from kitchen_tui.texts import _
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.queue import number_of

if TYPE_CHECKING:
    from data.questions.queue import QueueLine

_AT_THE_BENCH = (PACKING, COMPLETE)


class Packing(Moving):
    """What a packer does besides scanning."""

    def hold(self, line: QueueLine | None) -> None:
        """A ticket was answered: the one whose packing has begun is in the hand until it has ended."""
        if line is None:
            return
        if line.stage == PACKING == self.stage and line.packing_start_ts is not None and line.cancelled_at is None:
            self.checklist.begin(line)
        elif line.id == self.checklist.ticket_id:
            self.checklist.end()

    def action_tick(self) -> None:
        """The next thing on the list is right."""
        self.tick(None)

    def tick(self, number: int | None) -> None:
        """One thing on the list is right, or is not after all."""
        line = self._shown_ticket()
        if line is not None:
            self.checklist.tick(line, self.face.glyphs, number)
            self._show()

    def action_send_back(self) -> None:
        """Back to Decorating: the reasons to choose from."""
        line = self._shown_ticket()
        if line is None or self._opened is None:
            return
        if line.stage not in _AT_THE_BENCH:
            self._say(words.nothing_to_send_back(line))
            return
        page = reasons_page(self._opened.reasons, self.face.glyphs)
        self._open_page(f"{number_of(line)} {_('BACK TO DECORATING: WHY?')}", page)
        self._sent_back = line

    def because(self, number: int) -> bool:
        """The reason with this number (from 1); whether one was asked for."""
        line, reasons = self._sent_back, self._opened.reasons if self._opened is not None else ()
        if line is None or not 1 <= number <= len(reasons):
            return False
        self._close_page()
        self._clerk.send_back(line.id, reasons[number - 1], line.cycle)
        return True
