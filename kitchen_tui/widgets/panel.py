"""Where a place is drawn: the line of places one can go to, then what the place has to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from kitchen_tui.cells import fit
from kitchen_tui.widgets.lines import Lines, Piece, Row

if TYPE_CHECKING:
    from textual.events import MouseScrollDown, MouseScrollUp

Draw = Callable[[int, int], Sequence[Row]]


class Panel(Lines):
    """Set `tabs` (name and title of each place), `here` and `draw`, then `show`."""

    tabs: Sequence[tuple[str, str]] = ()
    here = ""
    draw: Draw = staticmethod(lambda width, height: [])
    scroll: Callable[[int], None] = staticmethod(lambda lines: None)

    def rows(self, width: int, height: int) -> list[Row]:
        """As many tabs as fit around the one where we are."""
        head: list[Row] = [self._tab_row(width)]
        gap: list[Row] = [[]] if height > 14 else []
        return [*head, *gap, *self.draw(width, height - len(head) - len(gap))]

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel."""
        self.scroll(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel."""
        self.scroll(-3)

    def _tab_row(self, width: int) -> Row:
        at = next((n for n, (name, _title) in enumerate(self.tabs) if name == self.here), 0)
        first, last, used = at, at, self._cells(at)
        while True:
            before, after = first - 1, last + 1
            if after < len(self.tabs) and used + self._cells(after) <= width - 2:
                last, used = after, used + self._cells(after)
            elif before >= 0 and used + self._cells(before) <= width - 2:
                first, used = before, used + self._cells(before)
            else:
                break
        row = [Piece("<" if first else " ", "quiet")]
        for name, title in self.tabs[first : last + 1]:
            text = fit(f" {title} ", min(cell_len(title) + 2, max(width - 2, 1)))
            row.append(Piece(text, "here" if name == self.here else "quiet", f"go:{name}"))
        return [*row, Piece(">" if last + 1 < len(self.tabs) else " ", "quiet")]

    def _cells(self, at: int) -> int:
        return cell_len(self.tabs[at][1]) + 2 if at < len(self.tabs) else 0
