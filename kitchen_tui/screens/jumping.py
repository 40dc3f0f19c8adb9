"""The jump mode: one key puts a letter on everything that a click would do, the letter does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from kitchen_tui.screens.appearing import Appearing
from kitchen_tui.wedge_input import ALONE_MS

if TYPE_CHECKING:
    from textual.events import Key

_HANDY = "asdfghjklqwertyuiopzxcvbnm"
LETTERS = _HANDY + _HANDY.upper()
"""No digits: beside a number one could not be told from it."""


class Jumping(Appearing):
    """A letter is a hand's only when it stands alone: what a scanner types meanwhile stays a scan."""

    _jumps: dict[str, str] | None = None

    @property
    def jumping(self) -> bool:
        """Whether the letters stand there."""
        return self._jumps is not None and self.set_up is None

    def hear_key(self, event: Key) -> None:
        """While the letters stand there, the next key is one of them or ends it."""
        if self.jumping:
            self._jump(event)
        else:
            super().hear_key(event)

    def action_jump(self) -> None:
        """A letter on every place one can go."""
        deeds = [deed for widget in self.face.clickable() if _is_seen(widget) for deed in widget.doings()]
        found = dict(zip(dict.fromkeys(deeds), LETTERS, strict=False))
        self._jumps = {letter: deed for deed, letter in found.items()}
        self._letter(found)

    def _jump(self, event: Key) -> None:
        jumps, self._jumps = self._jumps or {}, None
        self._letter({})
        deed = jumps.get(event.character or "")
        if deed is None:
            if event.key not in ("escape", "ctrl+g"):
                super().hear_key(event)
            return
        # A scanner types its next letter at once: then it was no hand that jumped, and the letter was the code's.
        self.set_timer(ALONE_MS / 1000, lambda: self._jumped(event, deed))
        self._input.key(event.key, event.character, int(event.time * 1000))

    def _jumped(self, event: Key, deed: str) -> None:
        if self._input.pending == (event.character or ""):
            self.forget_typing()
            self.touched()
            self.clicked(deed)

    def clicked(self, deed: str) -> None:
        """What a click on this would do."""
        raise NotImplementedError

    def _letter(self, letters: dict[str, str]) -> None:
        for widget in self.face.clickable():
            widget.letters = letters
            widget.show()


def _is_seen(widget: Widget) -> bool:
    """Whether neither it nor what it stands in is taken off the screen: a letter that nobody sees must do nothing."""
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
