"""Signing in by hand: a number, then a PIN that is never shown."""

from __future__ import annotations

from kitchen_tui.texts import _

_NUMBER_DIGITS = 4
"""A staff number is short; more digits are a ticket's number, or a PIN typed too early, which nobody may read."""


class Entrance:
    """What has been typed towards a sign-in."""

    def __init__(self) -> None:
        """Nobody is at the door."""
        self.number: int | None = None

    @property
    def prompt(self) -> str:
        """What stands before the field."""
        return "" if self.number is None else _("PIN of {number}").format(number=self.number)

    @property
    def hidden_from(self) -> int:
        """From which character on nobody may read what is typed."""
        return _NUMBER_DIGITS if self.number is None else 0

    def is_number(self, text: str) -> bool:
        """Whether a typed text is somebody's number, the first step."""
        return self.number is None and text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS

    def is_pin(self, text: str) -> bool:
        """Whether a typed text is a try at the PIN: digits, however many; no wrong one is taken for a ticket."""
        return self.number is not None and text.isascii() and text.isdigit()

    def leave(self) -> bool:
        """Back to the beginning; whether there was anything to leave."""
        was, self.number = self.number, None
        return was is not None
