"""What every way to a printer has in common: bytes out, bytes in, and trouble in words."""

from __future__ import annotations

from time import monotonic
from typing import Protocol


class WireError(Exception):
    """The link failed: `says` is for whoever waits for the paper; `taken` is 0 only when no byte can have left."""

    def __init__(self, says: str, taken: int = 0) -> None:
        """Keeps both."""
        super().__init__(says)
        self.says = says
        self.taken = taken


class Wire(Protocol):
    """An open link to one printer; every method ends in bounded time and raises nothing but WireError."""

    two_way: bool
    """Whether something may come back; becomes False when the other side says that it will send no more."""

    def write(self, data: bytes) -> None:
        """Hands over all of `data`."""

    def read(self, timeout_s: float) -> bytes:
        """What came, waiting up to `timeout_s` for its first byte; b"" = nothing."""

    def finish(self, timeout_s: float) -> bytes:
        """Says that this was all and waits until the other side has it; what it still said."""

    def close(self) -> None:
        """Lets go of the link; what did not leave yet is dropped."""


class Pace:
    """How long a write may go on: `timeout_s` without progress, and in all not longer than the slowest line needs."""

    def __init__(self, timeout_s: float, size: int) -> None:
        """`size` bytes are to be written, beginning now."""
        self._quiet_s = timeout_s
        self._moved = monotonic()
        # A line of 9,600 baud takes 960 bytes a second; half of that is a printer that only pretends to read.
        self._end = self._moved + 4 * timeout_s + size / 500

    def moved(self) -> None:
        """Some bytes were taken just now."""
        self._moved = monotonic()

    def left(self) -> float:
        """Seconds until patience ends, 0 when it did."""
        return max(min(self._moved + self._quiet_s, self._end) - monotonic(), 0.0)
