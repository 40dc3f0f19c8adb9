"""The answer to the last scan, across the whole screen: sign and word first, colour third."""

from __future__ import annotations

from kitchen_tui.cells import cut, wrap
from kitchen_tui.texts import _
from kitchen_tui.widgets.digits import large
from kitchen_tui.widgets.lines import Lines, Piece, Row
from kitchen_tui.widgets.said import STARTING, Said

_LARGE_ROWS = 3
_STOP_ROWS = 7
"""From this height on a stop is written in large type."""
_TALL_STOP = 12
"""And from this one the ticket's code is, too."""


class VerdictBar(Lines):
    """Set `said` (and the seconds a question still waits), then `show`."""

    said: Said = STARTING
    seconds: int | None = None

    def rows(self, width: int, height: int) -> list[Row]:
        """The word large where there is room, the sentence beside or below it, all of it on the verdict's colour."""
        tone = f"tone-{self.said.tone}"
        if self.said.large and height >= _STOP_ROWS:
            return self._stop(width, height, tone)
        drawn = large(_(self.said.headline), width // 3, _LARGE_ROWS, self.glyphs) if height > _LARGE_ROWS else ()
        indent = len(drawn[0]) + 4 if drawn else 0
        lines = self._lines(width - indent - 3, height, tone)
        top = (height - len(lines) + (height > 2)) // 2
        lines = [*[[]] * top, *lines, *[[]] * (height - top - len(lines))]
        if not drawn:
            return [[Piece(" ", tone), *line] for line in lines]
        above = (height - len(drawn)) // 2
        blocks = [" " * len(drawn[0])] * above + list(drawn) + [" " * len(drawn[0])] * (height - above - len(drawn))
        return [
            [Piece("  ", tone), Piece(block, f"{tone}-strong"), Piece("   ", tone), *line]
            for block, line in zip(blocks, lines, strict=True)
        ]

    def _stop(self, width: int, height: int, tone: str) -> list[Row]:
        """What must not be overlooked: the word and the ticket as large as they fit, then what it is about, whole."""
        said, strong = self.said, f"{tone}-strong"
        rows: list[Row] = []
        for drawn in self._drawn(width - 4, height):
            rows += [[], *([Piece("  ", tone), Piece(line, strong)] for line in drawn)]
        named = "" if len(rows) > 2 * _LARGE_ROWS or height >= _TALL_STOP else f"{said.code}   "
        if not rows:
            rows, named = [[]], f"{said.sign(self.glyphs)} {_(said.headline)}   {said.code}   "
        texts = wrap(named + _(said.says), width - 4, max(height - len(rows) - 2, 1))[0]
        hint = Piece(f"  {cut(self._hint(), width - 4)}", strong)
        return [*rows, [], *([Piece(f"  {text}", strong)] for text in texts), [hint]][-height:]

    def _drawn(self, width: int, height: int) -> list[tuple[str, ...]]:
        """The word and the code beside or below each other; on a short screen the word alone."""
        word, code = _(self.said.headline), self.said.code
        beside = large(f"{word} {code}", width, 5 if height >= _TALL_STOP else _LARGE_ROWS, self.glyphs)
        parts = [beside] if beside else [large(text, width, _LARGE_ROWS, self.glyphs) for text in (word, code)]
        return [drawn for drawn in (parts if height >= _TALL_STOP else parts[:1]) if drawn]

    def _lines(self, width: int, height: int, tone: str) -> list[Row]:
        """Sign, word and code, then the sentence; what can be answered keeps a place of its own."""
        said, hint = self.said, self._hint()
        code = f"   {cut(said.code, width // 2)}" if said.code else ""
        head = f"{said.sign(self.glyphs)} {_(said.headline)}{code}"
        sentence = f"{head}   {cut(_(said.says), width * height)}"
        lines, all_of_it = wrap(f"{sentence}  {hint}".rstrip(), width, height)
        if hint and (not all_of_it or height - len(lines) > 0):
            lines = (*wrap(sentence, width, height - 1)[0], cut(hint, width))
        first, *rest = lines
        words = [Piece(first[: len(head)], f"{tone}-strong"), Piece(first[len(head) :], tone)]
        return [words, *([Piece(line, tone)] for line in rest)]

    def _hint(self) -> str:
        wait = "" if self.seconds is None else f" {self.glyphs.dot} {self.seconds} s"
        return _(self.said.hint) + wait if self.said.hint else ""

    def _fill(self, row: Row) -> str:
        return f"tone-{self.said.tone}"
