"""One dead letter, read whole: every word of it, however long, on lines that one goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.cells import fit, whole
from kitchen_tui.places.shop_words import letter_reason, letter_source
from kitchen_tui.regional import moment
from kitchen_tui.texts import _, sentence
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.letters import LetterLine
    from kitchen_tui.places.place import Room

_LABEL = 13


class LetterRead:
    """`letter` as it was told last."""

    def __init__(self, letter: LetterLine, top: int = 0) -> None:
        """From its first line."""
        self.letter, self._top = letter, top

    def of(self, letter: LetterLine) -> LetterRead:
        """The same letter as it is now, at the same line."""
        return LetterRead(letter, self._top)

    def step(self, lines: int) -> None:
        """Up and down in it; how far down there is something, the drawing knows."""
        self._top = max(self._top + lines, 0)

    def rows(self, width: int, height: int, room: Room) -> list[Row]:
        """Its facts, then what it says."""
        rows = self._all(width, room)
        self._top = min(self._top, max(len(rows) - height, 0))
        return rows[self._top : self._top + height]

    def _all(self, width: int, room: Room) -> list[Row]:
        letter, clock = self.letter, room.clock
        facts = (
            (_("From"), letter_source(letter)),
            (_("Since"), moment(letter.at, clock.now, clock.zone)),
            (_("Owner"), letter.owner or _("nobody")),
            (_("Order"), letter.order_number or ""),
            (_("SHA-256"), letter.sha256),
        )
        rows: list[Row] = [[Piece(fit(f"  {letter_reason(letter)}", width), "late")], []]
        for label, text in facts:
            for n, line in enumerate(whole(text, width - _LABEL - 4) if text else ()):
                rows.append([Piece(f"  {fit('' if n else label, _LABEL)}", "label"), Piece(line, "text")])
        said = [[Piece(f"  {line}", "strong")] for line in whole(sentence(letter.says), width - 4)]
        return [*rows, [], *said]
