"""Thirty days without a hub at one enrolled terminal: nothing grows without bound, the last day's scans are as quick as
the first day's, and what waited drains."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from data.store.home import open_store
from sync_agent.hub.enrolment import founding_code
from tests.bench import product
from tests.bench.figure import Figure
from tests.bench.hub import ROOT
from tests.bench.kit import Kit
from tests.bench.offline_days import STAGES
from tests.bench.subject import MissingError
from tests.bench.sync_house import House, exchanged, house, unsent

DAYS, SCANS = 30, 2_000
SLOWER_GOAL = 2.0
BYTES_A_SCAN = 8 * 1024
"""What a scan may add to the file while it waits: its rows, its entry, what it looked at, what stood there before."""
WAL_GOAL, MEMORY_GOAL = 64, 1.25
"""Megabytes of the log; of the first day's memory."""
_MB = 1024 * 1024


def measure(kit: Kit) -> Iterator[Figure]:
    if kit.subject is not product:
        raise MissingError("the peers have no hub")
    days, scans = kit.choose(DAYS, 4), kit.choose(SCANS, 200)
    cakes = days * scans // len(STAGES)
    alone = kit.copy(kit.bakery(cakes, cakes))
    with house(kit) as shop:
        _adopted(shop, alone)
        before = product.database(alone).stat().st_size
        told = _offline(alone, days, scans)
        waiting = _waiting(alone)
        drain = exchanged(alone)
        left = _waiting(alone)
    if waiting != days * scans or left:
        raise RuntimeError(f"{waiting} of {days * scans} scans waited, {left} of them still do")
    first, last = told[0], told[-1]
    grown = (last["file"] - before) / (days * scans)
    said = f"{days} days of {scans:,} scans; p50 {first['p50_ms']:.2f} and {last['p50_ms']:.2f} ms"
    p95 = last["p95_ms"], "ms", first["p95_ms"], "day one"
    yield Figure("scan on the last day offline, p95", *p95, SLOWER_GOAL, said)
    said = f"{last['file'] / _MB:.0f} MB"
    yield Figure("the replica, a scan that waits", grown, "bytes", goal=BYTES_A_SCAN, note=said)
    yield Figure("the longest log", max(day["wal"] for day in told) / _MB, "MB", goal=WAL_GOAL)
    memory = max(day["memory"] for day in told) / _MB
    yield Figure("the app's memory", memory, "MB", first["memory"] / _MB, "day one", MEMORY_GOAL)
    yield Figure("a scan of these drains", 1e6 * drain / waiting, "us", note=f"{waiting:,} in {drain:.0f} s")


def _adopted(shop: House, folder: Path) -> None:
    """A terminal that worked alone brings its store to the hub: both hold the same when the line is cut."""
    _, code = founding_code(shop.identity)
    argv = [sys.executable, "-m", "sync_agent.cli", "adopt", "--hub", shop.url, "--code", code.code]
    argv += ["--data-dir", str(folder), "--sealed-file", "--json"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    exchanged(folder)


def _offline(folder: Path, days: int, scans: int) -> list[dict[str, float]]:
    argv = [sys.executable, "-m", "tests.bench.offline_days", str(folder), str(days), str(scans)]
    done = subprocess.run(argv, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _waiting(folder: Path) -> int:
    with closing(open_store(folder)) as database:
        return unsent(database)
