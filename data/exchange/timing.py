"""When a command truly happened: by its machine's monotonic clock, which nobody sets, wherever that clock is known here
(SYNC 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.core.clock import Instant
from data.exchange.message import Request, Sent
from data.exchange.values import BootClock
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of, upsert

FAR_OFF_MS = 120_000
"""A clock that is wrong by more is told of, and what it says of a command is set right."""
_MOVED_MS = 500
_NS = 1_000_000
Reading = tuple[str, int]
"""A boot, and what its monotonic clock shows: nanoseconds."""
NO_CLOCK = ("", 0)


@dataclass(frozen=True, slots=True)
class Timing:
    """Of one command, milliseconds. `skew_ms`: so far its machine's wall clock was ahead of the true time, which is
    `sure` where a monotonic clock tells it."""

    received_at: Instant
    occurred_at: Instant
    skew_ms: int
    sure: bool

    @property
    def far_off(self) -> bool:
        """Whether the wall clock that it was given by cannot be used, and a better one is known."""
        return self.sure and abs(self.skew_ms) > FAR_OFF_MS


class Clocks:
    """The clocks of the machines whose commands one request brings; `now` is this node's."""

    def __init__(self, database: Database, request: Request, now: Instant) -> None:
        """Those that the request tells of are known, others are looked up when they are needed."""
        self._database, self._now = database, now
        self._told = {request.boot_id: request.mono_ns} if request.boot_id else {}
        self._told |= request.clocks
        self._kept: dict[str, BootClock | None] = {}

    def timing(self, command: Sent) -> Timing:
        """By the monotonic clock, else as the command says, but never in the future."""
        zero = self._zero(command.boot_id)
        occurred = None if zero is None else zero + command.mono_ns // _NS
        if occurred is not None and occurred <= self._now:
            return Timing(self._now, occurred, command.issued_at - occurred, sure=True)
        occurred = min(command.issued_at, self._now)
        return Timing(self._now, occurred, command.issued_at - occurred, sure=False)

    def learn(self, commands: Iterable[Sent], here: Reading = NO_CLOCK) -> None:
        """Keeps what the request told of the boots of these commands: some may come when their machine has begun anew.
        `here` is this machine's own clock now. Inside the caller's transaction."""
        kind = kind_of(BootClock)
        for boot in sorted({command.boot_id for command in commands} & self._told.keys()):
            zero, kept = self._now - self._told[boot] // _NS, self._of(boot)
            if kept is None or kept.by_boot != here[0] or abs(kept.zero_at - zero) > _MOVED_MS:
                row = BootClock(boot, zero, here[0], here[1] - self._told[boot], self._now)
                self._database.run(upsert(kind, self._database.dialect), kind.record(row))

    def _zero(self, boot: str) -> Instant | None:
        if boot in self._told:
            return self._now - self._told[boot] // _NS
        kept = self._of(boot) if boot else None
        return None if kept is None else kept.zero_at

    def _of(self, boot: str) -> BootClock | None:
        if boot not in self._kept:
            self._kept[boot] = StoredRows(self._database).get(BootClock, boot)
        return self._kept[boot]


def readings(database: Database, boots: Iterable[str], here: Reading, now: Instant) -> Mapping[str, int]:
    """What the clocks of these boots, of machines below this one, show now: by this machine's own monotonic clock, or
    by its wall clock when it has begun anew since it heard of them. The one above cannot know them."""
    found = {}
    for boot in sorted(set(boots) - {here[0]}):
        kept = StoredRows(database).get(BootClock, boot)
        if kept is not None:
            same = bool(here[0]) and kept.by_boot == here[0]
            found[boot] = here[1] - kept.by_mono if same else (now - kept.zero_at) * _NS
    return found
