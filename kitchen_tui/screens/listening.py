"""A screen that hears every key: scans and the hands' keys reach it before anything of the framework does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hardware.scan.wedge import DEFAULT, Scan, WedgeSettings
from kitchen_tui.screens.frugal import FrugalScreen
from kitchen_tui.wedge_input import Heard, WedgeInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.events import Key, Paste
    from textual.timer import Timer

_BY_HAND_MS = 60
"""Keys further apart than this are typed by a hand, and shown at once; a scanner's are shown only if no code comes."""
_UNFINISHED_S = 0.15


class Listening(FrugalScreen):
    """What is heard is told to `scanned`, `pressed` and `typing`."""

    def __init__(self, settings: WedgeSettings = DEFAULT) -> None:
        """The settings of the scanner at the keyboard."""
        super().__init__()
        self._input = WedgeInput(settings)
        self._heard_ms = 0
        self._shown = ""
        self._due_timer: Timer | None = None
        self._typing_timer: Timer | None = None

    def scanned(self, scan: Scan) -> None:
        """A text was scanned, typed or pasted, and ended."""
        raise NotImplementedError

    def pressed(self, key: str) -> None:
        """A hand pressed a key."""
        raise NotImplementedError

    def typing(self, text: str) -> None:
        """This stands in the scan field now."""
        raise NotImplementedError

    def hear_key(self, event: Key) -> None:
        """Any key, from the first millisecond."""
        at_ms = int(event.time * 1000)
        by_hand = at_ms - self._heard_ms > _BY_HAND_MS
        self._heard_ms = at_ms
        self._tell(self._input.key(event.key, event.character, at_ms))
        if by_hand and self._shown:
            self._show_typing()
        elif self._input.pending != self._shown and self._typing_timer is None:
            self._typing_timer = self.set_timer(_UNFINISHED_S, self._show_typing)

    def hear_paste(self, event: Paste) -> None:
        """A terminal's own way of bringing text."""
        self._heard_ms = int(event.time * 1000)
        self._tell(self._input.paste(event.text, self._heard_ms))

    def hear_letters(self, letters: frozenset[str]) -> None:
        """From now on these letters, each typed alone, are keys."""
        self._input.letters = letters

    def forget_typing(self) -> None:
        """Empty the scan field."""
        self._input.clear()
        self._show_typing()

    def touched(self) -> None:
        """Somebody is there, although no key was heard."""
        self._heard_ms = now_ms()

    @property
    def quiet_ms(self) -> int:
        """How long nobody was there."""
        return now_ms() - self._heard_ms

    def _tell(self, heard: Iterable[Heard]) -> None:
        for one in heard:
            if isinstance(one, Scan):
                self.scanned(one)
            else:
                self.pressed(one.key)
        due = self._input.due_ms
        if due is not None and self._due_timer is None:
            self._due_timer = self.set_timer(max(due - now_ms(), 1) / 1000, self._tick)

    def _tick(self) -> None:
        self._due_timer = None
        self._tell(self._input.tick(now_ms()))

    def _show_typing(self) -> None:
        if self._typing_timer is not None:
            self._typing_timer.stop()
            self._typing_timer = None
        self._shown = self._input.pending
        self.typing(self._shown)


def now_ms() -> int:
    """Milliseconds of the clock that events carry."""
    return int(time.monotonic() * 1000)
