"""A terminal's app at work for days without a hub: `python -m tests.bench.offline_days FOLDER DAYS SCANS` writes a line
of JSON for each day: the scans' 50th and 95th percentile, and what file, log and memory have come to.

Time is simulated: a day of scans takes as long as the scans take.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil

from data.core.actor import Actor, Role
from data.core.clock import HOUR
from data.core.command import Command
from data.core.envelope import Stamp
from data.core.ids import uuid7
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking
from data.replica.issue import issue
from data.store.home import open_store
from data.store.housekeeping import prune
from data.store.machine import ThisMachine
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from tests.bench.figure import median_ms, percentile_ms
from tests.bench.kit import seconds
from tests.bench.sync_house import seat_of, to_fill

STAGES = (CompleteFilling, CompleteCovering, CompleteDecorating, StartPacking, CompletePacking)
"""What is scanned of a cake in its life."""
_ANA = Actor("bench-staff", "Ana", Role.STAFF)
_DAY = 24 * HOUR
_SHIFT = 8 * HOUR


def main(folder: Path, days: int, scans: int) -> None:
    with closing(open_store(folder)) as database:
        cakes = to_fill(database, days * scans // len(STAGES))
        began = ThisMachine().now()
        for day in range(days):
            mine = cakes[day::days]
            times = list(_a_day(database, mine, began + day * _DAY, scans))
            prune(database, began + day * _DAY + _SHIFT)
            database.tidy(always=True)
            print(json.dumps(_told(folder, times)), flush=True)


def _a_day(database: SqliteDatabase, cakes: list[str], at: int, scans: int) -> Iterator[float]:
    """Seconds of each scan."""
    seat, step = seat_of(database), _SHIFT // scans
    for n, command in enumerate(stage(cake) for stage in STAGES for cake in cakes):
        stamp = _stamp(at + n * step)
        yield seconds(_scan, database, seat, command, stamp)
        database.tidy()


def _stamp(at: int) -> Stamp:
    return Stamp(uuid7(at, os.urandom(10)), at, "bench", at * 1_000_000)


def _scan(database: SqliteDatabase, seat: Any, command: Command, stamp: Stamp) -> None:
    receipt = issue(database, seat, _ANA, command, stamp)
    if receipt.status != "applied":
        raise RuntimeError(f"{command}: {receipt.says}")


def _told(folder: Path, times: list[float]) -> dict[str, float]:
    file = folder / FILE_NAME
    return {
        "p50_ms": median_ms(times),
        "p95_ms": percentile_ms(times, 95),
        "file": file.stat().st_size,
        "wal": file.with_name(f"{FILE_NAME}-wal").stat().st_size,
        "memory": psutil.Process().memory_info().rss,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
