"""A form over a place: one line a field, Enter goes on to the next, the last Enter (or Ctrl+S) is done with it.

A scanner may fill a field, too: what it types ends with an Enter. What is wrong with a field is said beneath it, and
nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hardware.scan.secrecy import stands_for_secret
from kitchen_tui.cells import fit, whole
from kitchen_tui.places.entry import Entry
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from kitchen_tui.widgets.glyphs import Glyphs

Check = Callable[[str], str | None]
"""What is wrong with a text, in words (translated); None when it is right."""


@dataclass(slots=True)
class Ask:
    """One field. `choices` are (value, shown) pairs: Left and Right or a first letter choose among them; `secret` shows
    dots; `hint` stands behind an empty field. `label` and `hint` are translated by who makes the form."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    check: Check | None = None
    choices: Sequence[tuple[str, str]] = ()
    secret: bool = False
    needed: bool = False
    wrong: str = ""
    entry: Entry = field(default_factory=Entry)

    def __post_init__(self) -> None:
        if self.choices and self.value not in [value for value, _shown in self.choices]:
            self.value = self.choices[0][0]
        self.entry = Entry(self.value)

    @property
    def now(self) -> str:
        """What it holds."""
        return self.value if self.choices else self.entry.text.strip()

    @property
    def hidden(self) -> bool:
        """Whether nobody may read it: a PIN, or a badge that was scanned here."""
        return self.secret or stands_for_secret(self.entry.text)

    def judge(self) -> bool:
        """Whether it is right; says what is not."""
        text = self.now
        self.wrong = ""
        if self.needed and not text:
            self.wrong = _("This is needed")
        elif text and not self.choices and not self.secret and stands_for_secret(text):
            self.wrong = _("That is a badge, not a text")
        elif text and self.check is not None:
            self.wrong = self.check(text) or ""
        return not self.wrong

    def turn(self, by: int) -> None:
        """The next choice."""
        values = [value for value, _shown in self.choices]
        self.value = values[(values.index(self.value) + by) % len(values)]

    def begin_with(self, letter: str) -> None:
        """The next choice that begins so."""
        values = [value for value, _shown in self.choices]
        at = values.index(self.value)
        turned = [*self.choices[at + 1 :], *self.choices[: at + 1]]
        self.value = next((v for v, shown in turned if shown.casefold().startswith(letter.casefold())), self.value)


class Form:
    """`done` gets every field's text by name when all are right; it answers what is wrong as (name, words), or None:
    then the form closes. `saves` is the word on its last line."""

    def __init__(
        self,
        title: str,
        asks: Sequence[Ask],
        done: Callable[[Mapping[str, str]], tuple[str, str] | None],
        *,
        saves: str = "",
        left: Callable[[], None] = lambda: None,
    ) -> None:
        """`left` is called when it is closed without being done."""
        self.title, self.asks, self._done, self._left = title, list(asks), done, left
        self.saves = saves
        self.at = 0
        self.closed = False
        self._before = self.values()
        self._sure = False

    def values(self) -> dict[str, str]:
        """What it holds now, by name."""
        return {ask.name: ask.now for ask in self.asks}

    def key(self, key: str, character: str | None) -> None:
        """Any key: it is the form's."""
        sure, self._sure = self._sure, False
        ask = self.asks[self.at] if self.at < len(self.asks) else None
        if key == "escape":
            self._escape(sure)
        elif key == "ctrl+s":
            self.finish()
        elif key in ("enter", "ctrl+j", "tab"):
            self._on()
        elif key in ("down", "up", "shift+tab"):
            self.at = max(0, min(self.at + (1 if key == "down" else -1), len(self.asks)))
        elif ask is not None and ask.choices:
            self._choose(ask, key, character)
        elif ask is not None and ask.entry.key(key, character):
            ask.wrong = ""

    def paste(self, text: str) -> None:
        """Pasted text goes into the field."""
        if self.at < len(self.asks) and not self.asks[self.at].choices:
            self.asks[self.at].entry.insert(text)

    def finish(self) -> None:
        """Done, if everything is right; else the cursor goes to the first thing that is not."""
        wrong = [n for n, ask in enumerate(self.asks) if not ask.judge()]
        if wrong:
            self.at = wrong[0]
            return
        refused = self._done(self.values())
        if refused is None:
            self.closed = True
            return
        name, words = refused
        at = next((n for n, ask in enumerate(self.asks) if ask.name == name), len(self.asks) - 1)
        self.at, self.asks[at].wrong = at, words

    def again(self) -> None:
        """Open once more, as it was: what it gave was not taken."""
        self.closed = self._sure = False

    def do(self, deed: str) -> None:
        """A click: `field:<n>`, or `save`."""
        name, _colon, value = deed.partition(":")
        if name == "field":
            self.at = int(value)
        elif name == "save":
            self.finish()

    def rows(self, width: int, height: int, glyphs: Glyphs) -> list[Row]:
        """Title, fields with what is wrong beneath them, the line that saves; scrolled to where the cursor is."""
        cells = max((len(ask.label) for ask in self.asks), default=0)
        label_cells = max(min(cells, width // 3), 6)
        rows: list[Row] = []
        here = 0
        for n, ask in enumerate(self.asks):
            here = len(rows) if n == self.at else here
            rows.append(self._row(n, ask, label_cells, width, glyphs))
            lines = whole(ask.wrong, width - label_cells - 5) if ask.wrong else []
            signs = [glyphs.no, *[" "] * len(lines)]
            gap = Piece(" " * (label_cells + 3))
            rows += [[gap, Piece(f"{sign} {line}", "late")] for sign, line in zip(signs, lines, strict=False)]
        last = self.at == len(self.asks)
        here = len(rows) + 1 if last else here
        word = f" {self.saves or _('Save')} "
        rows += [[], [Piece(f"{glyphs.here if last else ' '} "), Piece(word, "here" if last else "key", "save")]]
        told = _("Esc again: throw away what was typed") if self._sure else _("Enter: next · Ctrl+S: save · Esc: leave")
        room = max(height - 3, 1)
        top = max(0, min(here - room // 2, len(rows) - room))
        head: list[Row] = [[Piece(fit(self.title, width), "accent")]]
        return [*head, *rows[top : top + room], [], [Piece(fit(told, width), "late" if self._sure else "quiet")]][
            :height
        ]

    def _row(self, n: int, ask: Ask, label_cells: int, width: int, glyphs: Glyphs) -> Row:
        chosen, does = n == self.at, f"field:{n}"
        mark = Piece(f"{glyphs.here if chosen else ' '} ", "accent" if chosen else "text", does)
        label = Piece(f"{fit(ask.label, label_cells)} ", "label", does)
        room = max(width - label_cells - 3, 4)
        if ask.choices:
            shown = next(shown for value, shown in ask.choices if value == ask.value)
            text = f"< {shown} >" if chosen else shown
            return [mark, label, Piece(fit(text, room), "chosen" if chosen else "text", does)]
        if not chosen:
            text = glyphs.hidden * len(ask.entry.text) if ask.hidden else ask.entry.text
            style = "strong" if text else "quiet"
            return [mark, label, Piece(fit(text or ask.hint, room), style, does)]
        before, after = ask.entry.in_sight(room)
        if ask.hidden:
            before, after = glyphs.hidden * len(before), glyphs.hidden * len(after)
        hint = "" if before or after else fit(ask.hint, max(room - 2, 0))
        row = [mark, label, Piece(before, "entry", does), Piece(glyphs.cursor, "accent"), Piece(after, "entry", does)]
        return [*row, Piece(f" {hint}", "quiet")] if hint else row

    def _on(self) -> None:
        if self.at >= len(self.asks):
            self.finish()
        elif self.asks[self.at].judge():
            self.at += 1

    def _choose(self, ask: Ask, key: str, character: str | None) -> None:
        if key in ("left", "right", "space"):
            ask.turn(-1 if key == "left" else 1)
        elif character == " ":
            ask.turn(1)
        elif character is not None and character.isprintable():
            ask.begin_with(character)

    def _escape(self, sure: bool) -> None:
        if self.values() == self._before or sure:
            self.closed = True
            self._left()
        else:
            self._sure = True
