"""From exec to paint, to a scan that was typed at once, and the memory it takes, beside an empty Textual app."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.bench import peer
from tests.bench.figure import Figure, median_ms
from tests.bench.kit import Kit, first_in_line
from tests.bench.station import PATIENCE, SETTLED, memory_mib, started
from tests.bench.subject import Launch
from tests.terminal.screen import Terminal

ROWS, MANY_ROWS = 200, 5_000
WARM_UP = 1
"""Starts thrown away: bytecode, file cache."""


def measure(kit: Kit) -> Iterator[Figure]:
    rounds = WARM_UP + kit.choose(8, 3)
    folder = kit.copy(kit.bakery(ROWS, ROWS))
    subject = kit.subject
    with first_in_line():
        starts = [
            (_start(subject.station(folder), subject.READY), _start(peer.empty(), peer.READY)) for _ in range(rounds)
        ]
        ours, theirs = zip(*starts[WARM_UP:], strict=True)
        typed = list(_typed_at_once(kit, folder, rounds))[WARM_UP:]
        memory = _memory(kit)
    first, empty_first = median_ms([start[0] for start in ours]), median_ms([start[0] for start in theirs])
    yield Figure("exec to first paint", first, "ms", empty_first, "empty Textual app", 1.5)
    yield Figure("exec to a station that can be worked with", median_ms([start[1] for start in ours]), "ms")
    scanned, line_scanned = (median_ms([pair[of] for pair in typed]) for of in (0, 1))
    yield Figure("exec to a scan typed at once painted", scanned, "ms", line_scanned, "line-drawing widget", 2)
    lost = sum(1 for pair in typed if not pair[2])
    yield Figure("typed at once, painted, not in the database", lost, "", goal=0)
    yield Figure(f"memory at {MANY_ROWS:,} rows", memory[0], "MiB", memory[1], "empty Textual app", 2)


def _start(launch: Launch, ready: re.Pattern[str]) -> tuple[float, float]:
    """Seconds from exec to the first ink, and to ready."""
    with started(launch) as terminal:
        at = terminal.arrival_of(ready, PATIENCE)
        inked = terminal.first_ink_at or at
        return inked - terminal.started_at, at - terminal.started_at


def _typed_at_once(kit: Kit, folder: Path, rounds: int) -> Iterator[tuple[float, float, bool]]:
    """Seconds from exec to the painted OK, of ours and the line-drawing widget; and whether ours is kept."""
    line = peer.line_station(ROWS, kit.new_folder())
    for code in kit.subject.scannable(folder, rounds):
        with started(kit.subject.station(folder)) as terminal:
            ours = _painted(terminal, code, kit.subject.ok(code))
            kept = kit.subject.times_done(folder, [code])[code] == 1
        with started(line) as terminal:
            theirs = _painted(terminal, peer.code(0), peer.ok(peer.code(0)))
        yield ours, theirs, kept


def _painted(terminal: Terminal, code: str, expected: re.Pattern[str]) -> float:
    terminal.scan(code)
    return terminal.arrival_of(expected, PATIENCE) - terminal.started_at


def _memory(kit: Kit) -> tuple[float, float]:
    """MiB of the station with many rows and of the empty app, both running, so that what they share counts alike."""
    many = kit.copy(kit.bakery(MANY_ROWS, MANY_ROWS))
    with started(kit.subject.station(many)) as ours, started(peer.empty()) as theirs:
        ours.wait_for(kit.subject.READY, PATIENCE)
        theirs.wait_for(peer.READY, PATIENCE)
        ours.settle(SETTLED)
        return memory_mib(ours.pid), memory_mib(theirs.pid)
