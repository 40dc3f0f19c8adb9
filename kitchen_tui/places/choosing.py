"""The palette: everything one can do or go to from here, found by typing some letters of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hardware.scan.secrecy import stands_for_secret
from kitchen_tui.cells import fit
from kitchen_tui.places.entry import Entry
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from kitchen_tui.widgets.glyphs import Glyphs

_STEPS = {"up": -1, "down": 1, "shift+tab": -1, "tab": 1}
_PAGES = {"pageup": -1, "pagedown": 1}


class Choice(NamedTuple):
    """A thing to do: what it is called, its key where it has one, and the deed. `also`: other words for it, by which it
    is found too."""

    text: str
    key: str
    deed: str
    also: str = ""


class Palette:
    """`done` gets the deed that was chosen; `closed` when it is over."""

    def __init__(self, choices: Sequence[Choice], done: Callable[[str], None], *, at_the_door: bool = False) -> None:
        """All of `choices` stand there until something is typed. `at_the_door`: nobody is signed in, and digits may be
        a number and a PIN that were meant for the scan field."""
        self._at_the_door = at_the_door
        self._choices, self._done = tuple(choices), done
        self._entry = Entry()
        columns = (Column("", 20, grow=True), Column("", 8))
        self._listing: Listing[Choice] = Listing(
            columns,
            lambda choice: (Field(choice.text), Field(choice.key, "key")),
            lambda choice: choice.deed,
            empty=N_("Nothing is called so"),
            headed=False,
        )
        self.closed = False
        self._find()

    def key(self, key: str, character: str | None) -> None:
        """Any key."""
        if key in ("escape", "ctrl+k"):
            self.closed = True
        elif key in ("enter", "ctrl+j"):
            self._choose()
        elif key in _STEPS:
            self._listing.step(_STEPS[key])
        elif key in _PAGES:
            self._listing.page(_PAGES[key])
        elif self._entry.key(key, character):
            self._find()

    def paste(self, text: str) -> None:
        """Pasted text looks for something, too."""
        self._entry.insert(text)
        self._find()

    def do(self, deed: str) -> None:
        """A click on a line."""
        if self._listing.choose(deed.partition(":")[2]):
            self._choose()

    def rows(self, width: int, height: int, glyphs: Glyphs) -> list[Row]:
        """What was typed, then what it finds."""
        before, after = self._entry.in_sight(width - 4)
        if self._may_not_be_read():
            before, after = glyphs.hidden * len(before), glyphs.hidden * len(after)
        typed = [Piece(f" {glyphs.here} ", "accent"), Piece(before, "entry"), Piece(glyphs.cursor, "accent")]
        hint = Piece(fit(_("What would you like to do?"), max(width - 6, 0)), "quiet")
        head: Row = [*typed, Piece(after, "entry")] if before or after else [*typed, hint]
        return [head, [], *self._listing.rows(width, max(height - 2, 1), glyphs)]

    def _may_not_be_read(self) -> bool:
        text = self._entry.text
        return stands_for_secret(text) or (self._at_the_door and text.strip().isdigit())

    def _find(self) -> None:
        wanted = self._entry.text.casefold().split()
        found = [c for c in self._choices if all(word in f"{c.text} {c.also}".casefold() for word in wanted)]
        # What begins with the letters is meant before what has a word that does, and that before the rest.
        self._listing.take(sorted(found, key=lambda c: sum(_far_from(word, c.text.casefold()) for word in wanted)))
        self._listing.at = 0

    def _choose(self) -> None:
        choice = self._listing.chosen
        if choice is not None:
            self.closed = True
            self._done(choice.deed)


def _far_from(letters: str, text: str) -> int:
    if text.startswith(letters):
        return 0
    return 1 if any(word.startswith(letters) for word in text.split()) else 2
