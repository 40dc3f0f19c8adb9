"""The characters a scan field holds, each with its time, within a fixed room."""

from __future__ import annotations

from dataclasses import dataclass, field

ROOM = 128
"""A half-typed text and a code fit together; beyond that no person reads the field."""


@dataclass(slots=True)
class Field:
    """The text, the time of each of its characters, and how many came when there was no room left."""

    text: str = ""
    times: list[int] = field(default_factory=list)
    beyond: int = 0
    last_ms: int = 0

    def hold(self, text: str, start: int, end: int, at_ms: int) -> None:
        """Add `text[start:end]`; what does not fit is only counted."""
        taken = min(end - start, ROOM - len(self.text))
        self.text += text[start : start + taken]
        self.times += [at_ms] * taken
        self.beyond += end - start - taken
        self.last_ms = at_ms

    def keep(self, length: int) -> None:
        """Only the first `length` characters stay."""
        self.text, self.times, self.beyond = self.text[:length], self.times[:length], 0

    def backspace(self) -> None:
        """Take the last character back."""
        if self.beyond:
            self.beyond -= 1
        elif self.text:
            self.keep(len(self.text) - 1)
