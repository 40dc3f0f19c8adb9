"""From going to a place to the place painted with its answers, beside the station's own time, in the same walk."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kitchen_tui.places.index import BY_NAME
from tests.bench import product
from tests.bench.figure import Figure, median_ms
from tests.bench.furnished import furnish
from tests.bench.kit import Kit, first_in_line
from tests.bench.subject import MissingError

FEW, MANY = 100, 100_000
OPEN_OF_FEW, OPEN_SHARE = 40, 20
PATIENCE_S = 600
_ROOT = Path(__file__).parents[2]

Times = dict[str, list[float]]


def measure(kit: Kit) -> Iterator[Figure]:
    """The rest that the clerk takes after a scan is left out of the station's time."""
    if kit.subject is not product:
        raise MissingError("the peers have no places")
    rounds = kit.choose(10, 3)
    few = _walked(kit, FEW, OPEN_OF_FEW, rounds)
    many = _walked(kit, MANY, MANY // OPEN_SHARE, rounds)
    station = median_ms(many["station"])
    yield Figure(f"station, {MANY:,} tickets", station, "ms", median_ms(few["station"]), f"{FEW} tickets")
    for name in BY_NAME:
        first, *warm = many[name]
        note = f"{FEW} tickets: {median_ms(few[name][1:]):.3g} ms; first opening {first * 1e3:.3g} ms"
        yield Figure(f"{name}, {MANY:,} tickets, warm", median_ms(warm), "ms", station, "the station", 1.5, note)
    for name in (name for name in many if name.startswith("search for")):
        yield Figure(f"{name}, {MANY:,} tickets", median_ms(many[name]), "ms", station, "the station")
    yield _first(many)


def _first(many: Times) -> Figure:
    """The first of all opens the library's own connection; the others load their place."""
    firsts = {name: many[name][0] for name in BY_NAME}
    slowest = max(firsts, key=lambda name: firsts[name])
    typical = statistics.median(firsts.values()) * 1e3
    station = many["station"][0] * 1e3
    return Figure(
        "first opening, all places, p50", typical, "ms", station, "the station's first", note=f"slowest: {slowest}"
    )


def _walked(kit: Kit, tickets: int, open_tickets: int, rounds: int) -> Times:
    folder = kit.copy(kit.bakery(tickets, open_tickets))
    furnish(product.database(folder), product.STORE)
    badge = (folder / product._BADGE).read_text()
    argv = [sys.executable, "-m", "tests.bench.tour", str(folder), product.STORE, badge, str(rounds)]
    with first_in_line():
        done = subprocess.run(argv, cwd=_ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    times: Times = json.loads(done.stdout)
    return times
