"""A scan issued on a full replica, beside its own statements, two writes, and the disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing

from tests.bench import floor
from tests.bench.figure import Figure, median_ms, percentile_ms
from tests.bench.kit import Kit, first_in_line, seconds
from tests.bench.recording import Replay, recorded

TICKETS, OPEN = 100_000, 5_000
WARM_UP = 10


def measure(kit: Kit) -> Iterator[Figure]:
    times = _times(kit, kit.choose(600, 60))
    issued, replayed = times["issued"], times["replayed"]
    two_writes, disk = times["two writes"], times["disk"]
    size = f"{TICKETS // 1000}k tickets"
    statements = "replay of its statements"
    yield Figure(f"scan issued, {size}, p50", median_ms(issued), "ms", median_ms(replayed), statements, 1.5)
    yield Figure("that replay, p50", median_ms(replayed), "ms", median_ms(two_writes), "two writes, WAL + FULL", 2.5)
    for percent in (95, 99):
        yield Figure(
            f"scan issued, {size}, p{percent}",
            percentile_ms(issued, percent),
            "ms",
            percentile_ms(disk, percent),
            f"disk's own p{percent}",
        )


def _times(kit: Kit, scans: int) -> dict[str, list[float]]:
    """Seconds of each, scan by scan in turns: a busy spell hits all alike."""
    bakery = kit.bakery(TICKETS, OPEN)
    codes = kit.subject.scannable(bakery, WARM_UP + scans)
    issuing, recording, replaying = (kit.copy(bakery) for _ in range(3))
    least = kit.new_folder()
    floor.build(least / "floor.sqlite", TICKETS, OPEN)
    times: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as open_, first_in_line():
        line = open_.enter_context(closing(kit.subject.open_line(issuing)))
        with recorded() as recorder:
            told = open_.enter_context(closing(kit.subject.open_line(recording)))
            told.scan(codes[0])
        two_writes = open_.enter_context(closing(floor.TwoWrites(least / "floor.sqlite")))
        disk = open_.enter_context(closing(floor.DiskWrites(least / "disk", len(codes))))
        replay = open_.enter_context(closing(Replay(recorder, recording, replaying)))
        replay.run(recorder.take())
        line.scan(codes[0])
        for code in codes[1:]:
            told.scan(code)
            statements = recorder.take()
            times["issued"].append(seconds(line.scan, code))
            times["replayed"].append(seconds(replay.run, statements))
            times["two writes"].append(seconds(two_writes.write))
            times["disk"].append(seconds(disk.write))
    return {name: taken[WARM_UP - 1 :] for name, taken in times.items()}
