"""A minute of eight scans a second on a fixed timetable: none missed, none doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

from tests.bench.figure import Figure, percentile_ms
from tests.bench.kit import Kit, first_in_line, now
from tests.bench.station import PATIENCE, TYPED_OVER, Expected, started
from tests.terminal.screen import Terminal

RATE = 8
ROWS = 5_000
LAST_PAINT = 10.0


def measure(kit: Kit) -> Iterator[Figure]:
    over = kit.choose(60, 10)
    folder = kit.copy(kit.bakery(ROWS, ROWS))
    codes = kit.subject.scannable(folder, RATE * over)
    with first_in_line(), started(kit.subject.station(folder)) as terminal:
        terminal.wait_for(kit.subject.READY, PATIENCE)
        terminal.settle(0.5)
        painted = _typed(terminal, codes, kit.subject.ok)
        done = kit.subject.times_done(folder, codes)
    said = f"of {len(codes)} scans, {RATE} a second for {over} s"
    yield Figure("scans missed", sum(1 for code in codes if not done[code]), "", goal=0, note=said)
    yield Figure("scans doubled", sum(1 for code in codes if done[code] > 1), "", goal=0)
    yield Figure("verdicts overtaken before they were seen", len(codes) - len(painted), "")
    if painted:
        yield Figure("timetable to painted, p50", percentile_ms(painted, 50), "ms")
        yield Figure("timetable to painted, p99", percentile_ms(painted, 99), "ms")


def _typed(terminal: Terminal, codes: Sequence[str], expected: Expected) -> list[float]:
    """Seconds from the timetable to paint, of each scan whose verdict was seen: a stall shows in all that it delays."""
    waiting: dict[str, float] = {}
    timetable = threading.Thread(target=_keep_timetable, args=(terminal, codes, waiting), daemon=True)
    timetable.start()
    painted, end = [], None
    while timetable.is_alive() or (waiting and now() < (end := end or now() + LAST_PAINT)):
        at = terminal.pump(0.05)
        if at is None:
            continue
        screen = terminal.text()
        for code, due in list(waiting.items()):
            if expected(code).search(screen):
                painted.append(max(0.0, at - due))
                del waiting[code]
    return painted


def _keep_timetable(terminal: Terminal, codes: Sequence[str], waiting: dict[str, float]) -> None:
    start = now()
    for number, code in enumerate(codes):
        due = start + number / RATE
        time.sleep(max(0.0, due - now()))
        waiting[code] = due + TYPED_OVER
        terminal.scan(code, over=TYPED_OVER)
