"""Doubled deliveries: the same code again within two seconds is the trigger's stutter, not a person's wish."""

from __future__ import annotations

# Hands make 20 different codes in the window at most; a hostile device must not fill the memory.
_REMEMBERED = 64


class RepeatFilter:
    """The last codes of one terminal; times are milliseconds of one steady clock.

    The window runs from the last delivery, heard or ignored: a scanner that keeps reading the cake in front of it
    would otherwise start the packing with its first delivery and complete it two seconds later.
    """

    def __init__(self, window_ms: int = 2_000, glance_ms: int = 150) -> None:
        """`glance_ms`: what comes sooner after a confirm was shown is still the stutter, nobody has read it yet."""
        self._window_ms = window_ms
        self._glance_ms = glance_ms
        self._seen: dict[str, int] = {}
        self._asked: tuple[str, int] | None = None

    def accepts(self, text: str, at_ms: int) -> bool:
        """Whether this delivery counts; either way it is remembered."""
        self._forget(at_ms)
        repeated = self._seen.pop(text, None) is not None
        self._seen[text] = at_ms
        if repeated and not self._answers(text, at_ms):
            return False
        if self._asked is not None and self._asked[0] == text:
            self._asked = None
        return True

    def confirm_shown(self, text: str, at_ms: int) -> None:
        """A confirm for `text` stands on the screen: its next delivery is the answer, and passes once."""
        self._asked = (text, at_ms)

    def confirm_ended(self) -> None:
        """The confirm is gone (answered by key, refused or out of time): repeats are a stutter again."""
        self._asked = None

    def _answers(self, text: str, at_ms: int) -> bool:
        return self._asked is not None and self._asked[0] == text and at_ms - self._asked[1] >= self._glance_ms

    def _forget(self, at_ms: int) -> None:
        while self._seen:
            oldest = next(iter(self._seen))
            recent = 0 <= at_ms - self._seen[oldest] < self._window_ms
            if recent and len(self._seen) < _REMEMBERED:
                return
            del self._seen[oldest]
