"""Keys, as a scanner and hands press them at the same keyboard, told apart: codes are scans, a key that stands alone
is a hand's. What a barcode types, control characters and F-keys included, can never press a key of the app."""

from __future__ import annotations

from typing import NamedTuple

from hardware.scan.wedge import DEFAULT, Scan, Wedge, WedgeSettings

ALONE_MS = 50
"""No scanner pauses so long within a code; a hand's key has this silence on both sides."""
QUIET_MS = 250
"""The silence before an Enter or a letter that answers by itself: the second half of CR LF comes sooner."""

_ENDS = {"enter": "\r", "ctrl+j": "\n", "tab": "\t"}
_AT_ONCE = frozenset(("up", "down", "left", "right", "pageup", "pagedown", "home", "end"))
"""Keys that only move what is shown: they repeat while held, and harm nothing within a code."""
_TICK = " "
"""Begins no word, so it needs the silence of a key only: a quick hand ticks one thing after the other."""
_LETTERS = frozenset("yYnN?123456789")
_NOT_A_LETTER = "\N{REPLACEMENT CHARACTER}"
"""Stands in a code for a key that no code holds, so that what is left of it is never taken for another code."""


class Press(NamedTuple):
    """A key that a hand pressed."""

    key: str


Heard = Scan | Press


class WedgeInput:
    """Times are milliseconds of one steady clock; `due_ms` is when `tick` may have something to tell."""

    def __init__(self, settings: WedgeSettings = DEFAULT) -> None:
        """The settings of the scanner."""
        self.letters: frozenset[str] = frozenset()
        """Which letters are keys of what is shown now. A hand comes to them from an arrow or Esc: they need the silence
        of a key before them, and that of an answer behind."""
        self._wedge = Wedge(settings)
        self._last_ms = -QUIET_MS
        self._last_key = ""
        self._held: tuple[str, int] | None = None

    @property
    def pending(self) -> str:
        """What stands in the scan field, as it came."""
        return self._wedge.pending

    @property
    def due_ms(self) -> int | None:
        """When to call `tick` if no key comes before."""
        held = None if self._held is None else self._held[1] + self._patience(self._held[0])
        return min((due for due in (held, self._wedge.due_ms) if due is not None), default=None)

    def key(self, key: str, character: str | None, at_ms: int) -> list[Heard]:
        """What a key completes; `character` is what it types, if anything."""
        heard = self.tick(at_ms)
        alone, quiet = at_ms - self._last_ms >= ALONE_MS, at_ms - self._last_ms >= QUIET_MS
        repeated = key == self._last_key
        self._last_ms, self._last_key = at_ms, key
        if self._held is not None:
            self._give_up(at_ms)
        if key in _AT_ONCE:
            return [*heard, Press(key)]
        if key in _ENDS:
            if self._wedge.pending:
                return [*heard, *self._wedge.feed(_ENDS[key], at_ms)]
            self._held = (key, at_ms) if quiet else None
            return heard
        if character is not None and character.isprintable():
            if self._may_answer(character, alone=alone, quiet=quiet):
                self._held = (character, at_ms)
            return [*heard, *self._wedge.feed(character, at_ms)]
        if key == "backspace":
            self._wedge.backspace()
        elif alone:
            self._held = (key, at_ms)
        elif not repeated:
            self._wedge.feed(_NOT_A_LETTER, at_ms)
        return heard

    def paste(self, text: str, at_ms: int) -> list[Heard]:
        """The codes of a pasted text."""
        self._held, self._last_ms = None, at_ms
        return list(self._wedge.paste(text, at_ms))

    def tick(self, at_ms: int) -> list[Heard]:
        """What silence has completed: a burst without suffix, a key that stood alone."""
        heard: list[Heard] = []
        if self._held is not None and at_ms - self._held[1] >= self._patience(self._held[0]):
            heard.append(Press(self._held[0]))
            self._held = None
        return [*heard, *self._wedge.tick(at_ms)]

    def clear(self) -> None:
        """Empty the field."""
        self._wedge.clear()

    def _may_answer(self, character: str, *, alone: bool, quiet: bool) -> bool:
        """Whether it stands by itself so far; blanks that came too fast for a hand are no text before it."""
        if character == _TICK:
            return alone and not self._wedge.pending.strip()
        if character in self.letters:
            return alone and not self._wedge.pending
        return character in _LETTERS and quiet and not self._wedge.pending

    def _is_letter(self, character: str) -> bool:
        return character in _LETTERS or character in self.letters

    def _give_up(self, at_ms: int) -> None:
        """Another key came too soon after the one that was held: it was no hand's."""
        held, self._held = self._held, None
        if held is None or self._is_letter(held[0]) or held[0] == _TICK or held[0] in _ENDS:
            return
        if held[0] != self._last_key:
            self._wedge.feed(_NOT_A_LETTER, at_ms)

    def _patience(self, key: str) -> int:
        return QUIET_MS if self._is_letter(key) else ALONE_MS
