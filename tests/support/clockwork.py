"""A machine whose clock moves only when told, and whose command ids count from one."""

from __future__ import annotations

from data.core.clock import Instant
from data.core.envelope import Stamp
from tests.support.cast import NOW


class Clockwork:
    """Satisfies data.store.machine.Machine; `mark` keeps the ids of two machines apart."""

    def __init__(self, at: Instant = NOW, mark: int = 0) -> None:
        """Stands still at an instant."""
        self.at, self._mark, self._made = at, mark, 0

    def wait(self, ms: int) -> None:
        """Time passes."""
        self.at += ms

    def now(self) -> Instant:
        """The instant it stands at."""
        return self.at

    def next_id(self) -> str:
        """The next command id: they sort in the order they were made."""
        self._made += 1
        return f"{self._made:08x}-0000-7000-8000-{self._mark:012x}"

    def stamp(self) -> Stamp:
        """A new command's id and times."""
        return Stamp(self.next_id(), self.at, "boot", self.at * 1_000_000)
