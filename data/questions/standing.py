"""How an enrolled terminal stands to its hub: how old its data is, what it still holds, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import MINUTE, Instant
from data.exchange.node import REPLAY
from data.store.database import Database
from data.store.machine import alive

UNREACHABLE, NO_HUB, BUSY, SICK, INCOMPLETE = "unreachable", "not_a_hub", "busy", "hub_trouble", "incomplete"
TOKEN, REVOKED, FOREIGN, COPY = "token_refused", "revoked", "foreign", "node_conflict"
TOO_OLD, CERTIFICATE, CERTIFICATE_TIME, BROKEN = "hub_too_old", "certificate", "certificate_time", "broken"
"""Codes of `trouble` that a screen has words of its own for; of any other it shows the sentence."""
LONGEST_BEAT_MS = MINUTE
"""An agent that has not written anything for so long is not there, whatever process has its number now."""

_SQL = """SELECT n.id, n.terminal_id, n.final,
(SELECT max(j.seq) FROM journal j WHERE j.origin = n.origin AND j.seq IS NOT NULL),
(SELECT j.issued_at FROM journal j WHERE j.origin = n.origin AND j.seq = n.final + 1),
s.hub, s.heard_at, s.heard_mono, s.boot_id, s.trouble, s.says, s.since, s.offset_ms, s.pid, s.beat_mono, s.swap_rows,
s.swap_since
FROM sync_node n LEFT JOIN sync_standing s ON s.id = 'agent' WHERE n.upstream"""


@dataclass(frozen=True, slots=True)
class HubStanding:
    """`unsent` commands wait for the hub, the first since `oldest_at`. `heard_at` is the wall clock of the last answer,
    `heard_mono` the monotonic one (milliseconds; None: of another boot). `trouble` is a stable code ("": none), `says`
    its sentence, `since` when it began. `offset_ms` is the hub's clock less ours. `swap_rows` rows of news are being
    put in place since `swap_since`. `seen_again`: no terminal at work, but a day of one (`sync-agent replay`)."""

    terminal_id: str
    seen_again: bool
    hub: str
    unsent: int
    oldest_at: Instant | None
    heard_at: Instant | None
    heard_mono: int | None
    trouble: str
    says: str
    since: Instant | None
    offset_ms: int | None
    running: bool
    swap_rows: int
    swap_since: Instant | None

    def age_ms(self, now: Instant, mono_ms: int) -> int | None:
        """How old the data is; None before the first answer. While the machine runs it does not matter who sets its
        clock."""
        if self.heard_at is None:
            return None
        return max(now - self.heard_at if self.heard_mono is None else mono_ms - self.heard_mono, 0)

    def oldest_ms(self, now: Instant) -> int | None:
        """How long the first unsent command has waited; None when there is none."""
        return None if self.oldest_at is None else max(now - self.oldest_at, 0)


def standing(database: Database, boot_id: str, mono_ms: int) -> HubStanding | None:
    """None for a terminal that is its own authority. One row each of two small tables, and the end of one chain."""
    found = database.rows(_SQL)
    if not found:
        return None
    node_id, terminal_id, final, last, oldest_at, hub, *told = found[0]
    heard_at, heard_mono, boot, trouble, says, since, offset_ms, pid, beat_mono, swap_rows, swap_since = told
    same_boot = boot == boot_id
    running = same_boot and bool(pid) and mono_ms - beat_mono < LONGEST_BEAT_MS and alive(pid)
    return HubStanding(
        terminal_id=terminal_id,
        seen_again=node_id == REPLAY,
        hub=hub or "",
        unsent=max((last or 0) - final, 0),
        oldest_at=oldest_at,
        heard_at=heard_at,
        heard_mono=heard_mono if same_boot else None,
        trouble=trouble or "",
        says=says or "",
        since=since,
        offset_ms=offset_ms,
        running=running,
        swap_rows=swap_rows or 0,
        swap_since=swap_since if running else None,
    )
