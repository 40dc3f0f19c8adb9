"""kill -9 of the printing process at any moment: no label is lost, and none is on paper twice without REPRINT."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from hardware.printer.pretend import PretendPrinter
from tests.kitchen_tui_printing.shop import Shop, came_out, opened, until

pytestmark = pytest.mark.long

SEED = 20_262
ROOT = Path(__file__).parents[2]
SLOW_S = 0.04
"""The printer takes so long to answer: most of a life a label is on its way."""
LATEST_S = 0.5
"""A life is between its first import and some labels old when it ends."""


@contextmanager
def born(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One life of the printing process, told by its first news that it is at work."""
    command = [sys.executable, "-m", "kitchen_tui.printing", "--data-dir", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child


def killed_again_and_again(shop: Shop, printer: PretendPrinter, kills: int, random: Random) -> list[str]:
    """Labels are asked for while the process is killed; then one life may finish. The codes that were asked for."""
    asked: list[str] = []
    for _ in range(kills):
        asked += shop.print(random.randint(1, 2))
        with born(shop.folder) as child:
            time.sleep(random.uniform(0, LATEST_S))
            child.send_signal(signal.SIGKILL)
    printer.lift()
    with born(shop.folder) as child:
        until(lambda: set(shop.states()) == {"printed"}, 120)
        child.send_signal(signal.SIGTERM)
    # What a killed process had sent is still read by the printer.
    until(lambda: not printer.held)
    return asked


@pytest.mark.parametrize(
    ("kills", "part"), [(20, 0), *(pytest.param(100, part, marks=pytest.mark.proof) for part in range(1, 6))]
)
def test_no_kill_loses_a_label_or_prints_one_twice_as_if_it_were_the_first(made_once, tmp_path, count, kills, part):
    folder = Path(shutil.copytree(made_once, tmp_path / "shop"))
    random = Random(SEED + part)
    with opened(folder) as shop, PretendPrinter() as printer:
        shop.add("packer-1", printer.address)
        printer.set(late_s=SLOW_S)
        asked = killed_again_and_again(shop, printer, kills, random)
        papers = came_out(printer, sorted(set(asked)))

        assert twice(papers) == []
        assert not_on_paper(shop, papers) == []
        again = len(papers) - len(asked)
    count(f"kill -9 of the printing: {kills} kills, {len(asked)} labels, 0 lost, {again} again and marked")


def twice(papers: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Papers of which there is another that looks the same."""
    return [paper for paper, times in Counter(papers).items() if times > 1]


def not_on_paper(shop: Shop, papers: list[tuple[str, int]]) -> list[str]:
    """Tickets with fewer papers than labels asked for."""
    codes = {ticket.id: ticket.code for ticket in shop.tickets()}
    wanted = Counter(codes[job.ticket_id] for job in shop.jobs())
    found = Counter(code for code, _ in papers)
    return [code for code, labels in wanted.items() if found[code] < labels]


def test_the_instrument_counts_a_paper_that_came_twice():
    assert twice([("B1", 0), ("B1", 1), ("B1", 0)]) == [("B1", 0)]
