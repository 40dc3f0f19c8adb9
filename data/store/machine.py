"""The machine a command is given on: its clocks, its boot, its randomness; the rules get them as values only."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Protocol

from data.core.clock import Instant
from data.core.envelope import Stamp
from data.core.ids import uuid7

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Machine(Protocol):
    """What a stamp is made of."""

    def stamp(self) -> Stamp:
        """A new command's id and times."""
        ...


def boot_id() -> str:
    """The same text until the machine restarts; where the system tells none, until this process ends."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return f"process-{os.getpid()}-{_STARTED}"


_STARTED = time.monotonic_ns()


def alive(pid: int) -> bool:
    """Whether a process of this machine runs; always yes where asking would end it."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # One that has ended and is still waited for counts as gone; its name may hold a bracket.
        return not Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].startswith(" Z")
    except OSError:
        return True


class ThisMachine:
    """The real clocks."""

    def __init__(self) -> None:
        """Asks for the boot once."""
        self.boot = boot_id()
        self._last = 0

    def now(self) -> Instant:
        """Wall clock, milliseconds."""
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        """Milliseconds that only ever go forward while the machine runs."""
        return time.monotonic_ns() // 1_000_000

    def reading(self) -> tuple[str, int]:
        """The boot, and the nanoseconds that `mono_ms` is made of."""
        return self.boot, time.monotonic_ns()

    def stamp(self) -> Stamp:
        """A new command's id (always after the one before, also within a millisecond and when the clock steps back)
        and times."""
        now = self.now()
        self._last = max(now, self._last + 1)
        return Stamp(uuid7(self._last, os.urandom(10)), now, self.boot, time.monotonic_ns())
