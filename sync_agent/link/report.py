"""What the agent tells of itself: at once when it changes, else once a second at most, and that it is alive."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from data.core.clock import MINUTE
from data.exchange.values import Standing
from data.replica.standing import NOBODY, standing_of, write_standing
from data.store.database import Database
from data.store.machine import ThisMachine
from data.store.schema import SCHEMA_VERSION
from sync_agent.link.client import Heard
from sync_agent.link.trouble import CLOCK_OFF, Trouble

CLOCK_MAY_BE_OFF_MS = 120_000
_SOON_MS = 1_000
_BEAT_MS = 60_000
"""Each beat is a commit that all screens see: rare, and often enough for data.questions.standing."""


class Report:
    """Called in the thread that writes."""

    def __init__(
        self, database: Database, machine: ThisMachine, hub: str, say: Callable[[Standing], None] = lambda _: None
    ) -> None:
        """Of an agent that begins now; what an earlier one heard still holds, what it was doing does not. `say` is told
        of trouble that comes, goes or changes."""
        self._database, self._machine, self._say = database, machine, say
        self._written: Standing = NOBODY
        before = standing_of(database)
        self.now = replace(
            before,
            hub=hub,
            boot_id=machine.boot,
            version=_version(),
            pid=os.getpid(),
            beat_mono=machine.mono_ms(),
            swap_rows=0,
            swap_since=None,
            heard_mono=before.heard_mono if before.boot_id == machine.boot else None,
        )
        self._write()

    def heard(self, heard: Heard) -> None:
        """An answer came; a clock that is far off is trouble even then."""
        at, mono = self._machine.now(), self._machine.mono_ms()
        oldest, newest = heard.schemas
        off = abs(heard.offset_ms) > CLOCK_MAY_BE_OFF_MS
        self.now = replace(
            self.now, heard_at=at, heard_mono=mono, offset_ms=heard.offset_ms, oldest=oldest, newest=newest
        )
        self._set(CLOCK_OFF if off else "", clock_says(heard.offset_ms) if off else "")

    def trouble(self, trouble: Trouble) -> None:
        """No answer came."""
        self._set(trouble.code, trouble.says)

    def swap(self, rows: int) -> None:
        """So many rows are going to be put in place: whoever scans now may wait; 0: it is over."""
        self.now = replace(self.now, swap_rows=rows, swap_since=self._machine.now() if rows else None)
        self._write()

    def beat(self) -> None:
        """Alive; and what could wait a second is written."""
        if self._machine.mono_ms() - self._written.beat_mono >= _BEAT_MS or self._waits():
            self._write()

    def end(self) -> None:
        """Not any more."""
        self.now = replace(self.now, pid=0)
        self._write()

    def _set(self, code: str, says: str) -> None:
        if code != self.now.trouble:
            self.now = replace(self.now, since=self._machine.now() if code else None)
        self.now = replace(self.now, trouble=code, says=says)
        told = (self._written.trouble, self._written.says, self._written.heard_at is None)
        if (code, says, self.now.heard_at is None) != told:
            self._write()
            self._say(self.now)
        elif self._waits():
            self._write()

    def _waits(self) -> bool:
        """Whether something is told that is not written, and it is time."""
        old = self._machine.mono_ms() - self._written.beat_mono >= _SOON_MS
        return old and replace(self.now, beat_mono=self._written.beat_mono) != self._written

    def _write(self) -> None:
        self.now = replace(self.now, beat_mono=self._machine.mono_ms())
        write_standing(self._database, self.now)
        self._written = self.now


def clock_says(offset_ms: int) -> str:
    """How far this machine's clock is off, for people; `offset_ms` is the hub's less ours."""
    minutes = round(abs(offset_ms) / MINUTE)
    far = f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
    far = far if minutes < 48 * 60 else f"{round(minutes / 1440)} days"
    return f"This terminal's clock is {far} {'slow' if offset_ms > 0 else 'fast'}"


def _version() -> str:
    try:
        return version("bakeline")
    except PackageNotFoundError:
        return f"schema {SCHEMA_VERSION}"
