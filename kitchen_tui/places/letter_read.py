"""One dead letter, read whole: every word of it, then what came, however long, on lines that one goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.cells import fit, whole
from kitchen_tui.hub_question import ALONE
from kitchen_tui.places.payload_lines import laid_out
from kitchen_tui.places.shop_words import closed_words, letter_reason, letter_source
from kitchen_tui.regional import moment
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.letters import LetterLine
    from kitchen_tui.hub_question import HubAnswer
    from kitchen_tui.places.place import Room

_LABEL = 13
NOT_ASKED = N_("What came lies at the hub, for admins to read")
_ASKED = N_("The hub is asked for what came…")
_NOTHING = N_("Nothing was kept of what came")


class LetterRead:
    """`letter` as it was told last."""

    def __init__(self, letter: LetterLine, *, waits: bool) -> None:
        """From its first line; `waits` for what came, which is to be asked for."""
        self.letter, self.waits, self._top = letter, waits, 0
        self._came: list[Row] = [[Piece(f"  {_(_ASKED if waits else NOT_ASKED)}", "quiet")]]
        self._text: list[str] = []
        self._laid: tuple[int, list[Row]] = (0, [])

    def of(self, letter: LetterLine) -> LetterRead:
        """The same letter as it is now, at the same line."""
        self.letter = letter
        return self

    def heard(self, answer: HubAnswer) -> None:
        """What the hub said to what came."""
        told = answer.value if isinstance(answer.value, dict) else {}
        if told.get("letter") not in (None, self.letter.id):
            return
        self._text, self._laid = laid_out(told.get("text") or ""), (0, [])
        trouble = answer.code not in ("", ALONE)
        self._came = [[Piece(f"  {sentence(answer.says) if trouble else _(_NOTHING)}", "late" if trouble else "quiet")]]

    def step(self, lines: int) -> None:
        """Up and down in it; how far down there is something, the drawing knows."""
        self._top = max(self._top + lines, 0)

    def rows(self, width: int, height: int, room: Room) -> list[Row]:
        """Its facts, then what it says, then what came."""
        rows = [*self._all(width, room), [], [Piece(f"  {_('What came')}", "label")], *self._payload(width)]
        self._top = min(self._top, max(len(rows) - height, 0))
        return rows[self._top : self._top + height]

    def _all(self, width: int, room: Room) -> list[Row]:
        letter, clock = self.letter, room.clock
        facts = (
            (_("From"), letter_source(letter)),
            (_("Since"), moment(letter.at, clock.now, clock.zone)),
            (_("Age"), age(max((letter.closed_at or clock.now) - letter.at, 0))),
            (_("Owner"), letter.owner or _("nobody")),
            (_("Order"), letter.order_number or ""),
            (_("Letter"), letter.id),
            (_("SHA-256"), letter.sha256),
        )
        rows: list[Row] = [[Piece(fit(f"  {letter_reason(letter)}", width), "late")], []]
        for label, text in facts:
            for n, line in enumerate(whole(text, width - _LABEL - 4) if text else ()):
                rows.append([Piece(f"  {fit('' if n else label, _LABEL)}", "label"), Piece(line, "text")])
        if letter.closed_at is not None:
            rows += [[], *([Piece(f"  {line}", "accent")] for line in whole(closed_words(letter, clock), width - 4))]
        said = [[Piece(f"  {line}", "strong")] for line in whole(sentence(letter.says), width - 4)]
        return [*rows, [], *said]

    def _payload(self, width: int) -> list[Row]:
        """Laid out for a width once: it may have a hundred thousand lines."""
        if not self._text:
            return self._came
        if self._laid[0] != width:
            lines = [part for line in self._text for part in whole(line, width - 4)]
            self._laid = width, [[Piece(f"  {line}", "text")] for line in lines]
        return self._laid[1]
