"""What it costs a scan, from its issue to its verdict, when somebody else pages through long lists of the same file."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.bench import product
from tests.bench.figure import Figure, median_ms, percentile_ms
from tests.bench.furnished import furnish
from tests.bench.kit import Kit, first_in_line, seconds
from tests.bench.subject import Line, MissingError

TICKETS, OPEN_SHARE = 100_000, 10
WARM_UP = 10
PAUSE_S, SETTLED_S = 0.02, 0.3
_ROOT = Path(__file__).parents[2]


def measure(kit: Kit) -> Iterator[Figure]:
    """Blocks of scans alone and beside the pager take turns, each as often first: a drift of the machine hits both."""
    if kit.subject is not product:
        raise MissingError("the peers have no lists")
    rounds, scans = kit.choose(10, 3), kit.choose(60, 15)
    folder = kit.copy(kit.bakery(TICKETS, TICKETS // OPEN_SHARE))
    furnish(product.database(folder), product.STORE)
    codes = iter(product.scannable(folder, WARM_UP + 2 * rounds * scans))
    alone: list[float] = []
    beside: list[float] = []
    with _pager(product.database(folder)) as say, closing(product.open_line(folder)) as line, first_in_line():
        _scans(line, codes, WARM_UP)
        for n in range(rounds):
            for paging in (bool(n % 2), not n % 2):
                say("go" if paging else "rest")
                time.sleep(SETTLED_S)
                (beside if paging else alone).extend(_scans(line, codes, scans))
        read = say("rest")
    if not read:
        raise RuntimeError("the pager has read nothing")
    name = "scan while lists are paged"
    yield Figure(
        f"{name}, p50",
        median_ms(beside),
        "ms",
        median_ms(alone),
        "scan alone, p50",
        note=f"all lists read {read} times",
    )
    yield Figure(f"{name}, p99", percentile_ms(beside, 99), "ms", percentile_ms(alone, 99), "scan alone, p99", 1.2)


def _scans(line: Line, codes: Iterator[str], count: int) -> list[float]:
    times = []
    for _ in range(count):
        times.append(seconds(line.scan, next(codes)))
        time.sleep(PAUSE_S)
    return times


@contextmanager
def _pager(file: Path) -> Iterator[Callable[[str], int]]:
    """Started before the bench goes first in line: the pager has no such place."""
    argv = [sys.executable, "-m", "tests.bench.pager", str(file), product.STORE]
    with subprocess.Popen(argv, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        told, answers = child.stdin, child.stdout

        def say(word: str) -> int:
            told.write(f"{word}\n")
            told.flush()
            return int(answers.readline())

        yield say
