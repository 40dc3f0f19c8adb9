"""The store, the database under it, and the clock that its journal knows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from data.core.clock import known_zone
from data.exchange.node import node_of
from data.questions.stores import stores, this_terminal
from data.store.errors import StoreError
from data.store.machine import boot_id
from data.store.schema import SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase
from kitchen_tui.doctor.finding import Finding, bad, ok, warn
from kitchen_tui.health import complaint
from kitchen_tui.home import has_store, store_path

_SOUND_SQLITE = (3, 51, 3)
_EARLIEST = 2026
"""No terminal of ours was ever used before."""
_AHEAD_MS, _DRIFT_MS = 60_000, 60_000


def sqlite_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Finding:
    """Whether SQLite is one that can damage its file."""
    name, shown = "SQLite", ".".join(str(part) for part in version)
    if version >= _SOUND_SQLITE:
        return ok(name, shown)
    says = (
        f"{shown} has the WAL-reset bug (mended in 3.51.3): two programs that write at one instant can damage the file"
    )
    do = "Bakeline's own programs take turns, so let no other one write to it; update Python or the system"
    return warn(name, says, do)


def year(now_ms: int) -> Finding:
    """Whether the clock was set at all."""
    shown = datetime.fromtimestamp(now_ms / 1000, UTC)
    says = f"It is {shown:%Y-%m-%d %H:%M} UTC"
    if shown.year < _EARLIEST:
        return bad("clock", says, "Set the clock, and turn on network time: due dates and the journal need it")
    return ok("clock", says)


def zones(names: Iterable[str]) -> Finding:
    """Whether the stores' local time is known."""
    unknown = sorted({name for name in names if not known_zone(name)})
    if unknown:
        return bad(
            "time zones",
            f"{', '.join(unknown)} is not known here",
            "Times are UTC until it is: install tzdata, or write another one in Settings, This store",
        )
    return ok("time zones", "The stores' time zones are known")


def journal_clock(newest: tuple[int, str, int] | None, now_ms: int, boot: str, mono_ns: int) -> Finding:
    """Whether the clock agrees with the newest entry of the journal: (issued_at, boot_id, mono_ns)."""
    name = "clock and journal"
    if newest is None:
        return ok(name, "Nothing was recorded yet")
    issued_at, its_boot, its_mono_ns = newest
    ahead = issued_at - now_ms
    if ahead > _AHEAD_MS:
        says = f"The newest entry is {_long(ahead)} in the future: the clock was set back, or was wrong before"
        return bad(name, says, "Set the clock right; entries made meanwhile keep their order")
    drift = (now_ms - issued_at) - (mono_ns - its_mono_ns) // 1_000_000
    if its_boot == boot and abs(drift) > _DRIFT_MS:
        says = f"The clock was moved by {_long(abs(drift))} since the newest entry"
        return warn(name, says, "Turn on network time, so that nobody needs to set it by hand")
    return ok(name, f"The newest entry is {_long(max(-ahead, 0))} old")


def look_at_store(folder: Path) -> list[Finding]:
    """All of it, also where there is no store."""
    now_ms = time.time_ns() // 1_000_000
    first = [sqlite_version(), year(now_ms)]
    path = store_path(folder)
    try:
        if not has_store(folder):
            return [*first, warn("store", f"There is no shop in {folder} yet", "Run kitchen-tui setup")]
        broken = complaint(path)
        if broken is not None:
            return [*first, bad("store", broken, "Leave the station, and bring back the newest backup")]
        with closing(SqliteDatabase(path)) as database:
            return [*first, *_inside(database, now_ms)]
    except StoreError as trouble:
        return [
            *first,
            bad("store", str(trouble), "Start kitchen-tui station once: it brings an older store up to date"),
        ]


def _inside(database: SqliteDatabase, now_ms: int) -> list[Finding]:
    terminal = this_terminal(database)
    if terminal is None and node_of(database) is not None:
        says = "The store is sound, and enrolled, but nothing of its hub has come yet"
        return [bad("store", says, "Start sync-agent run")]
    if terminal is None:
        return [bad("store", "The store is sound, but this terminal is not set up", "Run kitchen-tui setup")]
    rows = database.rows("SELECT issued_at, boot_id, mono_ns FROM journal ORDER BY command_id DESC LIMIT 1")
    newest = (int(rows[0][0]), str(rows[0][1]), int(rows[0][2])) if rows else None
    return [
        ok("store", f"Sound, schema {SCHEMA_VERSION}, terminal {terminal.name}"),
        zones(store.timezone for store in stores(database)),
        journal_clock(newest, now_ms, boot_id(), time.monotonic_ns()),
    ]


def _long(ms: int) -> str:
    minutes = ms // 60_000
    if minutes < 2:
        return f"{ms // 1000} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"
