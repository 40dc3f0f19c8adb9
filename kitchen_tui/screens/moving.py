"""Moving about at the bench: to another station, another view of the queue, another ticket, a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.scan.repeat import RepeatFilter
from kitchen_tui.board import PAGE, Board, View
from kitchen_tui.screens.bench import Bench

if TYPE_CHECKING:
    from kitchen_tui.widgets.overlay import Page


class Moving(Bench):
    """Nothing here changes a ticket."""

    _previewed = ""
    """The ticket of which the label is looked at."""

    def _go_to(self, stage: str, *, by_scan: bool = False) -> None:
        """Another station: a question of this one is not answered there, a ticket scanned here may be scanned there."""
        asked, self.stage = self.asks, stage
        if not by_scan:  # else the clerk knows it, and may know of a later station and question already
            self._clerk.stand_at(stage)
            if asked:
                self._clerk.dismiss()
        if asked:
            self._forget_question()
        self._repeats = RepeatFilter()
        self._held = self._chosen = None
        self.face.queue.top = 0
        self._view(View(stage, self.board.view.unassigned, self.board.view.mine))

    def _look(self, *, mine: str | None = None, unassigned: bool = False) -> None:
        self._chosen = None
        self.face.queue.top = 0
        self._view(View(self.stage, unassigned, mine))

    def _view(self, view: View) -> None:
        """Another view is empty until the clerk tells; the counts of all stages stay."""
        board, self.board = self.board, Board(self.board.store_id, view)
        self.board.counts = board.counts
        self.board.held, self.board.attentions = board.held, board.attentions
        self.board.dead_letters, self.board.broken = board.dead_letters, board.broken
        self._clerk.look(view)
        self._show()

    def _step(self, lines: int) -> None:
        """Up or down: in the page that is open, else from ticket to ticket."""
        if self.has_class("-page"):
            self.face.overlay.scroll_by(lines)
            return
        board = self.board
        if not board.lines:
            return
        at = board.place_of(self._chosen)
        to = max(0, min((-1 if at is None else at) + lines, len(board.lines) - 1)) if lines else 0
        self._held, self._chosen = None, board.lines[to].id
        if to == len(board.lines) - 1 and not board.whole:
            self.board.view = board.view._replace(limit=board.view.limit + PAGE)
            self._clerk.look(self.board.view)
        self.face.queue.reveal(to)
        self._show()

    def _height_in_sight(self) -> int:
        widget = self.face.overlay if self.has_class("-page") else self.face.queue
        return max(widget.size.height - 2 * self.has_class("-page"), 2)

    def _width_in_sight(self) -> int:
        return max(self.face.overlay.size.width or self.size.width - 4, 20)

    def _lay_out(self, width: int, height: int, *, update: bool = True) -> None:
        """A label that is looked at is drawn anew for as many cells as there are now."""
        super()._lay_out(width, height, update=update)
        if self._previewed:
            self.call_after_refresh(self._preview_anew)

    def _preview_anew(self) -> None:
        if self._previewed:
            self._clerk.preview(self._previewed, self._width_in_sight())

    def _open_page(self, title: str, page: Page) -> None:
        self._close_page()
        self.face.overlay.turn_to(title, page)
        self.add_class("-page")

    def _close_page(self) -> None:
        self._sent_back, self._previewed = None, ""
        self.remove_class("-page")
