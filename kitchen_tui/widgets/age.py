"""How long something has been so, in words."""

from __future__ import annotations

from data.core.clock import HOUR, MINUTE
from kitchen_tui.texts import _, ngettext

_DAY = 24 * HOUR


def age(ms: int) -> str:
    """`5 min`, `2 h 05`, `30 h`, `3 days`."""
    if ms >= 2 * _DAY:
        return ngettext("{n} day", "{n} days", ms // _DAY).format(n=ms // _DAY)
    hours, minutes = max(ms, 0) // HOUR, max(ms, 0) % HOUR // MINUTE
    if hours >= 10:
        return _("{hours} h").format(hours=hours)
    if hours:
        return _("{hours} h {minutes:02d}").format(hours=hours, minutes=minutes)
    return _("{minutes} min").format(minutes=minutes)
