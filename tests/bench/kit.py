"""What every bench is given: the subject, folders on the disk to be measured, and the first place in line."""

from __future__ import annotations

import itertools
import os
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.subject import Subject

now = time.perf_counter


@dataclass
class Kit:
    """`folder` lies on the disk that is measured; `quick` means fewer rounds, not another measurement."""

    subject: Subject
    folder: Path
    quick: bool = False
    _bakeries: dict[tuple[int, int], Path] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def choose(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def bakery(self, tickets: int, open_tickets: int) -> Path:
        """A data folder made once for all benches; who writes in it takes a copy."""
        size = (tickets, open_tickets)
        if size not in self._bakeries:
            folder = self.new_folder()
            self.subject.bakery(folder, tickets, open_tickets)
            self._bakeries[size] = folder
        return self._bakeries[size]

    def copy(self, bakery: Path) -> Path:
        folder = self.new_folder()
        shutil.copytree(bakery, folder, dirs_exist_ok=True)
        os.sync()  # else the disk is still busy with the copy when it is measured
        return folder

    def new_folder(self) -> Path:
        folder = self.folder / f"{next(self._numbers):03d}"
        folder.mkdir()
        return folder


@contextmanager
def first_in_line() -> Iterator[None]:
    """The real-time class where we may have it (BENCH_NICE=off: no): children started inside inherit it.

    On a kernel that does not preempt, every wait for the disk or the pty else costs up to a timer tick when others
    compute, and the figures tell of them.
    """
    if os.environ.get("BENCH_NICE") == "off" or not hasattr(os, "sched_setscheduler"):
        yield
        return
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setscheduler(0, *before)


def seconds(work: Callable[..., object], *args: object) -> float:
    start = now()
    work(*args)
    return now() - start


def machine() -> dict[str, Any]:
    """Enough to see that two runs were not on the same ground; compare ratios, never milliseconds of different days."""
    return {
        "cpus": os.cpu_count(),
        "load1": round(os.getloadavg()[0], 2),
        "cpu_score": _cpu_score(),
        "python": platform.python_version(),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _cpu_score(over: float = 0.3) -> int:
    """Passes of a fixed pure-Python loop per second."""
    end, passes = now() + over, 0
    while now() < end:
        sum(i * i for i in range(1000))
        passes += 1
    return round(passes / over)
