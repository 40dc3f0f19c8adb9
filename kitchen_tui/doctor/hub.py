"""The hub of this terminal, the agent beside it, and the clock against the hub's; nothing where there is no hub."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from data.core.clock import MINUTE, Instant
from data.questions.standing import HubStanding, standing
from data.store.errors import StoreError
from data.store.machine import boot_id
from data.store.sqlite import SqliteDatabase
from kitchen_tui.doctor.finding import Finding, bad, ok, warn
from kitchen_tui.home import has_store, store_path
from kitchen_tui.widgets.age import age

_OLD_MS = 5 * MINUTE
_OFF_MS = 2 * MINUTE


def agent(at: HubStanding) -> Finding:
    """Whether anybody sends and fetches."""
    name = "sync agent"
    if at.running:
        return ok(name, "It runs")
    return bad(name, "It does not run: nothing is sent, and nothing of other terminals comes", "Start sync-agent run")


def line(at: HubStanding, now: Instant, mono_ms: int) -> Finding:
    """What was heard last, what waits, what is wrong."""
    name, old_ms = "hub", at.age_ms(now, mono_ms)
    heard = "Nothing was heard of it yet" if old_ms is None else f"Heard {_long(old_ms)} ago"
    oldest_ms = at.oldest_ms(now)
    waits = "nothing waits" if oldest_ms is None else f"{at.unsent} unsent, the first for {_long(oldest_ms)}"
    if at.trouble:
        text = f"{heard}, {waits}. {at.says}"
        return warn(name, text, "Scans are kept and sent when it is mended; sync-agent status tells more")
    if old_ms is None or old_ms > _OLD_MS:
        return warn(name, f"{heard}, {waits}", "See sync-agent status")
    return ok(name, f"{heard}, {waits}")


def clock(at: HubStanding) -> Finding:
    """Whether this clock and the hub's agree."""
    name = "clock and hub"
    if at.offset_ms is None:
        return ok(name, "They were never compared")
    far = _long(abs(at.offset_ms))
    if abs(at.offset_ms) <= _OFF_MS:
        return ok(name, f"They agree to {far}")
    way = "slow" if at.offset_ms > 0 else "fast"
    return bad(name, f"This clock is {far} {way}", "Set the clock, and turn on network time")


def look_at_hub(folder: Path) -> list[Finding]:
    """All of it; nothing for a terminal that is its own authority, which lacks nothing."""
    try:
        if not has_store(folder):
            return []
        with closing(SqliteDatabase(store_path(folder))) as database:
            mono_ms = time.monotonic_ns() // 1_000_000
            at = standing(database, boot_id(), mono_ms)
    except StoreError:
        return []  # what is wrong with the store is told already
    if at is None:
        return []
    if at.seen_again:
        return [warn("hub", "This is no terminal at work: a day is seen again here", "Nothing, if that was meant")]
    return [agent(at), line(at, time.time_ns() // 1_000_000, mono_ms), clock(at)]


def _long(ms: int) -> str:
    return age(ms) if ms >= MINUTE else f"{ms // 1000} s"
