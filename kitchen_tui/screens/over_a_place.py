"""What lies over a place: a form or the palette, and the form of which a command was given and is not answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.places.choosing import Palette
from kitchen_tui.verdict import FAILED, REFUSED

if TYPE_CHECKING:
    from kitchen_tui.places.form import Form
    from kitchen_tui.verdict import Verdict


class OverAPlace:
    """While something lies there, keys, pasted text and clicks are its own."""

    over: Form | Palette | None = None
    _given: Form | None = None

    def show(self) -> None:
        """See Room."""
        raise NotImplementedError

    def fill(self, form: Form) -> None:
        """See Room."""
        self.over = form
        self.show()

    def key(self, key: str, character: str | None) -> bool:
        """Whether something lies over the place: then the key is its own."""
        over = self.over
        if over is None:
            return False
        over.key(key, character)
        self._settle(over)
        return True

    def paste(self, text: str) -> bool:
        """Pasted text, in the same way."""
        if self.over is None:
            return False
        self.over.paste(text)
        self.show()
        return True

    def _click_over(self, over: Form | Palette, deed: str) -> None:
        over.do(deed)
        self._settle(over)

    def _escaped(self) -> bool:
        """A click elsewhere does as Esc would: what was typed into a form is not lost. Whether the way is free."""
        over = self.over
        if over is None:
            return True
        self.key("escape", None)
        return over.closed

    def _give(self) -> None:
        """A command is given; what was typed for it is kept until it is answered."""
        self._given = None if isinstance(self.over, Palette) else self.over

    def _take_back(self, verdict: Verdict) -> None:
        """What was typed for a command that was not taken stands there again."""
        given, self._given = self._given, None
        if self.over is None and given is not None and verdict.verdict in (REFUSED, FAILED):
            given.again()
            self.over = given

    def _clear(self) -> None:
        self.over = self._given = None

    def _settle(self, over: Form | Palette) -> None:
        if over.closed and self.over is over:
            self.over = None
        self.show()
