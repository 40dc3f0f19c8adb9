"""How long an enrolled terminal may change what others rely on without having heard its hub (SECURITY T8).

Nobody gains by setting the clock back: the longest time counts that anything here proves to have passed. A clock that
ran ahead may end it too soon; the hub's next answer begins it anew.
"""

from __future__ import annotations

from data.core.clock import HOUR, Instant
from data.exchange.values import AGENT, Standing
from data.store.database import Database, StoredRows

LASTS = 7 * 24 * HOUR
_SLOP = HOUR
"""A clock that is set right by so much has not been set back."""
_TERMINAL = "SELECT origin, final, heard FROM sync_node WHERE upstream AND NOT feeds"
_SINCE = "SELECT max(issued_at) FROM journal WHERE origin = ? AND seq > ?"
# Boots follow each other: what passed in each of them adds up, whatever their wall clocks said.
_WORKED = """SELECT sum(long) FROM (SELECT max(mono_ns) - min(mono_ns) AS long FROM journal
WHERE origin = ? AND seq > ? GROUP BY boot_id) AS boots"""


def has_ended(database: Database, boot_id: str, mono_ms: int, now: Instant) -> bool:
    """Of this machine's boot, its monotonic clock and its wall clock. Never for a terminal without a hub, nor before
    the first answer of one."""
    found = database.rows(_TERMINAL)
    standing = StoredRows(database).get(Standing, AGENT)
    if not found or standing is None or standing.heard_at is None or not found[0][2]:
        return False
    origin, final, _ = found[0]
    same_boot = standing.boot_id == boot_id and standing.heard_mono is not None
    apart = mono_ms - (standing.heard_mono or 0) if same_boot else 0
    by_wall = _by_wall(standing, now)
    if by_wall is None and not same_boot:
        return True
    newest = database.rows(_SINCE, (origin, final))[0][0]
    worked = int(database.rows(_WORKED, (origin, final))[0][0] or 0) // 1_000_000
    return max(apart, by_wall or 0, worked, 0 if newest is None else newest - standing.heard_at) > LASTS


def _by_wall(standing: Standing, now: Instant) -> int | None:
    """How long ago the hub was heard, by a clock that may have been set right since by what the hub said; None for one
    that was set back beyond either."""
    heard = standing.heard_at or 0
    passed = [now - heard, now - heard - (standing.offset_ms or 0)]
    possible = [ms for ms in passed if ms >= -_SLOP]
    return max(min(possible), 0) if possible else None
