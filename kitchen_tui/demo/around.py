"""The demo's calendar: all of it stands around one moment, wherever in the day (or the night) that moment falls."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import HOUR, MINUTE, Instant, local, local_day, plus_days

DAY = 24 * HOUR
_LAST_MINUTE = 23 * 60 + 55


@dataclass(frozen=True, slots=True)
class Due:
    """A calendar day of the store, and the window in minutes after midnight."""

    day: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Around:
    """Days and minutes before and after `now` in a store's zone."""

    now: Instant
    zone: str

    def ago(self, minutes: int) -> Instant:
        """So many minutes before now."""
        return self.now - minutes * MINUTE

    def day(self, days: int) -> str:
        """A calendar day, counted from today."""
        return plus_days(local_day(self.now, self.zone), days)

    def on(self, days: int, start: int, length: int) -> Due:
        """A window of a day, counted from today."""
        return Due(self.day(days), start, start + length)

    def near(self, minutes: int, length: int, *, step: int = 15) -> Due:
        """A window that begins about so many minutes from now, on the clock's quarter; it ends before midnight."""
        begins = local(self.now + minutes * MINUTE, self.zone)
        start = (begins.hour * 60 + begins.minute) // step * step
        return Due(begins.date().isoformat(), start, min(start + length, _LAST_MINUTE))
