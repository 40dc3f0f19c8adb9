"""From the commit of a print command to the label at a TCP printer, and what the printing costs the scans beside it."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from data.line.printing import PrintBarcode
from data.organization.printer import AddPrinter
from data.replica.folder_owner import SHELL
from kitchen_tui.spooling import Spooling
from tests.bench.figure import Figure, median_ms, percentile_ms
from tests.bench.kit import Kit, first_in_line, seconds
from tests.bench.product import Station, open_line, scannable

ROOT = Path(__file__).parents[2]
PRINTER = """
import sys, threading
from hardware.printer.pretend import PretendPrinter

def came(label):
    print(label.at_s, flush=True)

with PretendPrinter(on_label=came) as printer:
    print(printer.address, flush=True)
    sys.stdin.read()
"""
"""In a process of its own: its clock is the machine's, its work is not the bench's."""
PATIENCE_S = 20.0
PAUSE_S = 0.03
"""Between two scans, so that both kinds of them last as long."""


def measure(kit: Kit) -> Iterator[Figure]:
    prints, scans, rounds = kit.choose(60, 15), kit.choose(100, 40), kit.choose(5, 2)
    folder = kit.copy(kit.bakery(10_000, 2_000))
    codes = iter(scannable(folder, prints + 2 * rounds * scans + 20))
    with ExitStack() as open_:
        address, arrivals = open_.enter_context(_printer())
        line = open_.enter_context(closing(open_line(folder)))
        assert isinstance(line, Station)
        desk = line._desk
        desk.do(AddPrinter(desk.terminal.id, "bench", address, "label-4x6-203"), SHELL)
        spooling = open_.enter_context(_spooling(folder))
        tickets = [desk.tickets_named(next(codes))[0].id for _ in range(10)]
        after = [_one_label(line, tickets[n % 10], spooling, arrivals) for n in range(prints)]
        yield Figure("print command committed to label at the printer, p50", median_ms(after), "ms", None, "", 50.0)
        yield Figure("the same, p95", percentile_ms(after, 95), "ms", None, "", 50.0)
        idle, beside = [], []
        with first_in_line():
            for _ in range(rounds):
                idle += _scans(line, codes, scans)
                for n in range(scans // 2):
                    desk.do(PrintBarcode(tickets[n % 10]), SHELL)
                spooling.poke()
                beside += _scans(line, codes, scans)
                for _ in range(scans // 2):
                    arrivals.get(timeout=PATIENCE_S)
        yield Figure("scan while labels are printed, p50", median_ms(beside), "ms", median_ms(idle), "scan alone, p50")
        p99 = percentile_ms(idle, 99)
        yield Figure("scan while labels are printed, p99", percentile_ms(beside, 99), "ms", p99, "scan alone, p99", 1.5)


def _one_label(line: Station, ticket_id: str, spooling: Spooling, arrivals: queue.SimpleQueue[float]) -> float:
    """Seconds from the commit to the label; a person's scans go on meanwhile, but not in this very moment."""
    line._desk.do(PrintBarcode(ticket_id), SHELL)
    committed = time.monotonic()
    spooling.poke()
    took = arrivals.get(timeout=PATIENCE_S) - committed
    time.sleep(0.15)
    return took


def _scans(line: Station, codes: Iterator[str], count: int) -> list[float]:
    times = []
    for _ in range(count):
        times.append(seconds(line.scan, next(codes)))
        time.sleep(PAUSE_S)
    return times


@contextmanager
def _printer() -> Iterator[tuple[str, queue.SimpleQueue[float]]]:
    child = subprocess.Popen(
        [sys.executable, "-c", PRINTER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    out = child.stdout
    arrivals: queue.SimpleQueue[float] = queue.SimpleQueue()
    try:
        address = out.readline().strip()
        threading.Thread(target=_note, args=(out, arrivals), daemon=True).start()
        yield address, arrivals
    finally:
        child.stdin.close()
        child.wait(PATIENCE_S)


def _note(told: Iterable[str], arrivals: queue.SimpleQueue[float]) -> None:
    for text in told:
        arrivals.put(float(text))


@contextmanager
def _spooling(folder: Path) -> Iterator[Spooling]:
    """The printing process as the app starts it, once it has told how the printer is."""
    ready = threading.Event()
    spooling = Spooling(lambda news: ready.set() if news["printers"] else None)
    spooling.start(folder)
    try:
        if not ready.wait(PATIENCE_S):
            raise RuntimeError("the printing process told nothing")
        time.sleep(2)
        yield spooling
    finally:
        spooling.stop()
