"""The answer to the last scan, across the whole screen: sign and word first, colour third."""

from __future__ import annotations

from rich.cells import cell_len

from kitchen_tui.cells import shown, wrap
from kitchen_tui.widgets.digits import large
from kitchen_tui.widgets.lines import Lines, Piece, Row
from kitchen_tui.widgets.said import STARTING, Said

_LARGE_ROWS = 3


class VerdictBar(Lines):
    """Set `said` (and the seconds a question still waits), then `show`."""

    said: Said = STARTING
    seconds: int | None = None

    def rows(self, width: int, height: int) -> list[Row]:
        """The word large where there is room, the sentence beside or below it, all of it on the verdict's colour."""
        tone = f"tone-{self.said.tone}"
        drawn = large(self.said.headline, width // 3, _LARGE_ROWS, self.glyphs) if height > _LARGE_ROWS else ()
        indent = len(drawn[0]) + 4 if drawn else 0
        lines = self._lines(width - indent - 3, height, tone)
        top = (height - len(lines)) // 2
        lines = [*[[]] * top, *lines, *[[]] * (height - top - len(lines))]
        if not drawn:
            return [[Piece(" ", tone), *line] for line in lines]
        above = (height - len(drawn)) // 2
        blocks = [" " * len(drawn[0])] * above + list(drawn) + [" " * len(drawn[0])] * (height - above - len(drawn))
        return [
            [Piece("  ", tone), Piece(block, f"{tone}-strong"), Piece("   ", tone), *line]
            for block, line in zip(blocks, lines, strict=True)
        ]

    def _lines(self, width: int, height: int, tone: str) -> list[Row]:
        said = self.said
        head = f"{said.sign(self.glyphs)} {said.headline}"
        code = f"   {shown(said.code)}" if said.code else ""
        first = [Piece(head, f"{tone}-strong"), Piece(code, f"{tone}-strong")]
        room = width - cell_len(head + code) - 3
        rest = " ".join(filter(None, (said.says, self._hint())))
        if cell_len(shown(said.says)) <= room:
            hints = wrap(self._hint(), width - 2, max(height - 1, 0))[0]
            return [[*first, Piece(f"   {shown(said.says)}", tone)], *_below(hints, tone)]
        return [first, *_below(wrap(rest, width - 2, max(height - 1, 1))[0], tone)]

    def _hint(self) -> str:
        wait = "" if self.seconds is None else f" {self.glyphs.dot} {self.seconds} s"
        return self.said.hint + wait if self.said.hint else ""

    def _fill(self, row: Row) -> str:
        return f"tone-{self.said.tone}"


def _below(lines: list[str], tone: str) -> list[Row]:
    return [[Piece(f"  {line}", tone)] for line in lines]
