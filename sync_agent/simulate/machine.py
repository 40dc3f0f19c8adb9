"""A node's clocks: wrong by years perhaps, but its own uptime never goes back."""

from __future__ import annotations

from random import Random

from data.core.clock import Instant
from data.core.envelope import Stamp
from data.core.ids import uuid7


class Machine:
    """True time comes from the shift; the wall shows it with an error, the monotonic clock from its boot on."""

    def __init__(self, dice: Random, true: Instant, error_ms: int = 0) -> None:
        """Boots now."""
        self._dice = dice
        self.true, self.error_ms, self.drift_ppm = true, error_ms, 0
        self.frozen_at: Instant | None = None
        self.boot()

    def boot(self) -> None:
        """The monotonic clock begins anew."""
        self.boot_id = f"{self._dice.getrandbits(64):016x}"
        self._booted = self.true

    def passes(self, ms: int) -> None:
        """So much of true time; a clock that drifts makes more or less of it."""
        self.true += ms
        self.error_ms += ms * self.drift_ppm // 1_000_000

    def now(self) -> Instant:
        """The wall clock, milliseconds; never before 1970, as no real one is."""
        return max(1, self.true + self.error_ms if self.frozen_at is None else self.frozen_at)

    def mono_ns(self) -> int:
        """Nanoseconds since the boot."""
        return (self.true - self._booted) * 1_000_000

    def stamp(self) -> Stamp:
        """A new command's id and times."""
        return Stamp(uuid7(self.now(), self._dice.randbytes(10)), self.now(), self.boot_id, self.mono_ns())
