"""From the scanner's Enter to paint on the screen, in a terminal of 120 x 40, beside the least Textual can do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.bench import peer
from tests.bench.figure import Figure, median_ms, percentile_ms
from tests.bench.kit import Kit, first_in_line
from tests.bench.station import PATIENCE, Cost, Expected, cost, painted, started
from tests.bench.subject import Launch
from tests.terminal.screen import Terminal

FEW, MANY = 200, 5_000
WARM_UP, COSTED = 5, 15
SCANNED = WARM_UP + COSTED


@dataclass
class _Station:
    """A program and the scans it is given: `times` holds seconds to paint."""

    launch: Launch
    ready: re.Pattern[str]
    ok: Expected
    codes: Sequence[str]
    times: list[float] = field(default_factory=list)

    def start(self, open_: ExitStack) -> None:
        self.terminal: Terminal = open_.enter_context(started(self.launch))
        self.terminal.wait_for(self.ready, PATIENCE)

    def warm_up(self) -> None:
        for code in self.codes[:WARM_UP]:
            painted(self.terminal, code, self.ok)

    def scan(self, number: int) -> None:
        self.times.append(painted(self.terminal, self.codes[number], self.ok))

    def cost(self) -> Cost:
        return cost(self.terminal, self.codes[WARM_UP:SCANNED], self.ok)


def measure(kit: Kit) -> Iterator[Figure]:
    scans = SCANNED + kit.choose(60, 15)
    ours, ours_of_many = (_ours(kit, rows, scans) for rows in (FEW, MANY))
    peer_codes = [peer.code(number) for number in range(scans)]
    theirs = _Station(peer.line_station(FEW, kit.new_folder()), peer.READY, peer.ok, peer_codes)
    stations = [ours, ours_of_many, theirs]
    with ExitStack() as open_, first_in_line():
        for station in stations:
            station.start(open_)
            station.warm_up()
        costs = [station.cost() for station in stations]
        for number in range(SCANNED, scans):
            for place in range(len(stations)):  # in turns, each as often first: a busy spell hits all alike
                stations[(number + place) % len(stations)].scan(number)
        again = cost(ours.terminal, ours.codes[:COSTED], kit.subject.already)
    yield from _times(ours, ours_of_many, theirs)
    yield from _costs(costs, again)


def _ours(kit: Kit, rows: int, scans: int) -> _Station:
    folder, subject = kit.copy(kit.bakery(rows, rows)), kit.subject
    return _Station(subject.station(folder), subject.READY, subject.ok, subject.scannable(folder, scans))


def _times(ours: _Station, ours_of_many: _Station, theirs: _Station) -> Iterator[Figure]:
    few, many, peers = (station.times for station in (ours, ours_of_many, theirs))
    line = "line-drawing widget"
    yield Figure("scan to painted, p50", median_ms(few), "ms", median_ms(peers), line, 2)
    for percent in (95, 99):
        beside = percentile_ms(peers, percent)
        yield Figure(f"scan to painted, p{percent}", percentile_ms(few, percent), "ms", beside, line)
    yield Figure(f"scan to painted, {MANY:,} rows", median_ms(many), "ms", median_ms(few), f"{FEW} rows", 1.2)


def _costs(costs: Sequence[Cost], again: Cost) -> Iterator[Figure]:
    ours, ours_of_many, theirs = costs
    line = "line-drawing widget"
    yield Figure("processor for a scan", ours.cpu_ms, "ms", goal=20, note=f"{line}: {theirs.cpu_ms:.3g} ms")
    yield Figure(f"processor for a scan, {MANY:,} rows", ours_of_many.cpu_ms, "ms", ours.cpu_ms, f"{FEW} rows")
    yield Figure("to the terminal when only the verdict changes", again.sent, "bytes", goal=1536)
    yield Figure(
        "to the terminal when a ticket advances",
        ours.sent,
        "bytes",
        ours.least,
        "of the cells it changes",
        1.5,
        f"{line}: {theirs.sent:.0f} for {theirs.least:.0f}",
    )
