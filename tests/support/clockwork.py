"""A machine whose clock moves only when told, and whose command ids count from one."""

from __future__ import annotations

from data.core.clock import Instant
from data.core.envelope import Stamp
from data.core.ids import uuid7
from tests.support.cast import NOW


class Clockwork:
    """Satisfies data.store.machine.Machine; `mark` keeps the ids of two machines apart."""

    def __init__(self, at: Instant = NOW, mark: int = 0) -> None:
        """Stands still at an instant."""
        self.at, self._mark, self._made, self._last = at, mark, 0, at

    def wait(self, ms: int) -> None:
        """Time passes."""
        self.at += ms

    def now(self) -> Instant:
        """The instant it stands at."""
        return self.at

    def next_id(self) -> str:
        """The next command id: a UUIDv7, its chance replaced by the count, so ids sort in the order they were made."""
        self._made += 1
        self._last = max(self._last, self.at)
        return uuid7(self._last, self._made.to_bytes(6, "big") + self._mark.to_bytes(4, "big"))

    def stamp(self) -> Stamp:
        """A new command's id and times."""
        return Stamp(self.next_id(), self.at, "boot", self.at * 1_000_000)
