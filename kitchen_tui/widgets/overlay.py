"""A page over the work area: all of a ticket, the all-day counts, the keys. Scans go on beneath it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kitchen_tui.texts import _, ngettext
from kitchen_tui.widgets.lines import Lines, Piece, Row

if TYPE_CHECKING:
    from textual.events import MouseScrollDown, MouseScrollUp

Page = Callable[[int], Sequence[Row]]
"""The rows of a page for a width."""


class Overlay(Lines):
    """A page is laid out once for a width."""

    title = ""
    _page: Page = staticmethod(lambda width: [])
    _laid_out: tuple[int, list[Row]] | None = None
    top = 0

    def turn_to(self, title: str, page: Page) -> None:
        """Another page, from its beginning; the same one anew stays where it is."""
        self.top = self.top if title == self.title else 0
        self.title, self._page, self._laid_out = title, page, None
        self.show()

    def rows(self, width: int, height: int) -> list[Row]:
        """A title, as much of the page as fits, and where one is in it."""
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = width, list(self._page(width))
        rows = self._laid_out[1]
        room = max(height - 2, 1)
        self.top = max(0, min(self.top, len(rows) - room))
        more = len(rows) - room - self.top
        where = self._where(width - len(self.title) - 1, more)
        space = " " * max(width - len(self.title) - len(where), 1)
        head: Row = [Piece(self.title, "label"), Piece(space), Piece(where, "quiet", "back")]
        return [head, [], *rows[self.top : self.top + room]]

    def _where(self, room: int, more: int) -> str:
        """Which keys move here, and how much is still below; in a narrow page the most needed of it."""
        dot, back = f" {self.glyphs.dot} ", _("Esc: back")
        below = ngettext("{n} more line", "{n} more lines", more).format(n=more) if more > 0 else ""
        moves = _("PgUp PgDn") if more > 0 or self.top else ""
        parts = ([moves, below, back], [moves, below], [below or moves])
        return next((text for text in (dot.join(filter(None, p)) for p in parts) if len(text) <= room), back)

    def scroll_by(self, lines: int) -> None:
        """Moves what is in sight."""
        self.top += lines
        self.show()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel."""
        self.scroll_by(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel."""
        self.scroll_by(-3)
