"""A station at work in a terminal: scans in, and what each takes in time, bytes and processor."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.cells import least_bytes
from tests.bench.subject import Launch
from tests.terminal.screen import Terminal

COLS, ROWS = 120, 40
PATIENCE = 60.0
TYPED_OVER = 0.02
"""A scanner's burst, in seconds."""
SETTLED = 0.3
"""So long without output, and a scan is over."""
_ROOT = Path(__file__).parents[2]

Expected = Callable[[str], re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one scan: bytes sent and bytes of the changed cells (medians), milliseconds of processor (mean)."""

    sent: float
    least: float
    cpu_ms: float


@contextmanager
def started(launch: Launch) -> Iterator[Terminal]:
    with Terminal(launch.argv, COLS, ROWS, {"PYTHONPATH": str(_ROOT), **launch.env}) as terminal:
        yield terminal


def painted(terminal: Terminal, code: str, expected: Expected) -> float:
    """Seconds from the scanner's Enter to `expected` on the screen."""
    terminal.settle(SETTLED / 2)
    entered = terminal.scan(code, over=TYPED_OVER)
    return max(0.0, terminal.arrival_of(expected(code)) - entered)


def cost(terminal: Terminal, codes: Sequence[str], expected: Expected) -> Cost:
    """One scan after the other; all that the station says and does from the first to the last is counted to them."""
    terminal.settle(SETTLED)
    sent, least, cpu = [], [], cpu_seconds(terminal.pid)
    said, cells = terminal.bytes_out, terminal.cells()
    for code in codes:
        painted(terminal, code, expected)
        terminal.settle(SETTLED)
        before, said = said, terminal.bytes_out
        old, cells = cells, terminal.cells()
        sent.append(said - before)
        least.append(least_bytes(old, cells))
    spent = cpu_seconds(terminal.pid) - cpu
    return Cost(statistics.median(sent), statistics.median(least), spent * 1e3 / len(codes))


def cpu_seconds(pid: int) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in _family(pid))


def memory_mib(pid: int) -> float:
    """Proportional set size with all children; resident size where the system knows no better."""
    told = [process.memory_full_info() for process in _family(pid)]
    return sum(getattr(memory, "pss", memory.rss) for memory in told) / 2**20


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]
