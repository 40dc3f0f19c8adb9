"""The printing process: one a folder, it goes when the app goes, and it comes back when it dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.printer.pretend import PretendPrinter
from kitchen_tui.printing.alone import alone
from kitchen_tui.spooling import Spooling
from tests.kitchen_tui_printing.shop import PATIENCE_S, came_out, until

ROOT = Path(__file__).parents[2]
Start = Callable[[Path], tuple[Spooling, list[dict[str, Any]]]]


@pytest.fixture
def start() -> Iterator[Start]:
    begun: list[Spooling] = []

    def one(folder: Path) -> tuple[Spooling, list[dict[str, Any]]]:
        news: list[dict[str, Any]] = []
        spooling = Spooling(news.append)
        begun.append(spooling)
        spooling.start(folder)
        return spooling, news

    yield one
    for spooling in begun:
        spooling.stop()


def a_process(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kitchen_tui.printing", "--data-dir", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def free(folder: Path) -> bool:
    with alone(folder) as mine:
        return mine


def printed(news: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(n["printed"]["code"], n["printed"]["reprint"]) for n in list(news) if n["printed"]]


def test_prints_what_waits_and_what_comes_and_tells_the_app(shop, printer, start):
    shop.add("packer-1", printer.address)
    codes = shop.print(2)
    spooling, news = start(shop.folder)
    until(lambda: len(printed(news)) == 2)
    codes += shop.print(1)
    spooling.poke()
    until(lambda: len(printed(news)) == 3)
    spooling.stop()

    assert printed(news) == came_out(printer, codes) == [(codes[0], 0), (codes[1], 0), (codes[0], 1)]
    assert set(news[-1]) == {"printers", "waiting", "failed", "printed", "says"}
    assert spooling.pid is None
    assert free(shop.folder)


def test_a_command_of_the_shell_needs_no_hint(shop, printer, start):
    shop.add("packer-1", printer.address)
    _, news = start(shop.folder)
    until(lambda: news and news[-1]["printers"])
    codes = shop.print(1)
    until(lambda: printed(news))

    assert came_out(printer, codes) == [(codes[0], 0)]


def test_a_second_one_waits_and_takes_over_when_the_first_ends(shop, printer, start):
    shop.add("packer-1", printer.address)
    first, heard = start(shop.folder)
    until(lambda: heard and heard[-1]["printers"])
    _, news = start(shop.folder)
    until(lambda: [n["says"] for n in news] == ["another window prints"])
    codes = shop.print(2)
    until(lambda: len(printed(heard)) == 2)
    assert printed(news) == []

    first.stop()
    codes += shop.print(1)
    until(lambda: printed(news))

    assert came_out(printer, codes) == [(codes[0], 0), (codes[1], 0), (codes[0], 1)]


def test_one_that_waits_tells_what_the_labels_wait_for(shop, printer, start):
    shop.add("packer-1", printer.address)
    _, heard = start(shop.folder)
    until(lambda: heard and heard[-1]["printers"])
    _, news = start(shop.folder)
    until(lambda: news)
    printer.set(paper_out=0)
    shop.print(1)
    out = "packer-1: The printer is out of paper: put in a new roll"
    until(lambda: (news[-1]["says"], news[-1]["waiting"]) == (out, 1))
    printer.lift()
    until(lambda: (news[-1]["says"], news[-1]["waiting"]) == ("another window prints", 0))


def test_ends_with_the_app(shop):
    child = a_process(shop.folder)
    assert child.stdout is not None
    assert json.loads(child.stdout.readline())["waiting"] == 0
    said = child.communicate(timeout=PATIENCE_S)

    assert child.returncode == 0, said
    assert said[1] == b""
    assert free(shop.folder)


def test_finishes_the_label_in_hand_when_it_is_told_to_end(shop):
    with PretendPrinter() as slow:
        slow.set(late_s=0.3)
        shop.add("packer-1", slow.address)
        codes = shop.print(2)
        child = a_process(shop.folder)
        until(lambda: "sending" in shop.states())
        child.send_signal(signal.SIGTERM)
        said = child.communicate(timeout=PATIENCE_S)

        assert child.returncode == 0, said
        assert shop.states() in (["printed", "queued"], ["queued", "queued"])
        assert len(came_out(slow, codes)) == shop.states().count("printed")


def test_ctrl_c_at_the_terminal_is_not_for_it(shop, start):
    spooling, news = start(shop.folder)
    until(lambda: news)
    pid = spooling.pid
    assert pid is not None
    assert os.getsid(pid) == pid
    os.kill(pid, signal.SIGINT)
    time.sleep(0.1)

    assert spooling.pid == pid


def test_is_started_again_when_it_was_killed_and_says_so(shop, printer, start):
    shop.add("packer-1", printer.address)
    spooling, news = start(shop.folder)
    until(lambda: news and news[-1]["printers"])
    assert spooling.pid is not None
    os.kill(spooling.pid, signal.SIGKILL)
    codes = shop.print(1)
    until(lambda: printed(news))

    assert "Printing has stopped (signal 9); it starts again in 1 s" in [n["says"] for n in news]
    assert came_out(printer, codes) == [(codes[0], 0)]


def test_says_why_it_cannot_print_in_a_folder_without_a_shop(tmp_path):
    child = a_process(tmp_path)
    out, err = child.communicate(timeout=PATIENCE_S)

    assert child.returncode == 1
    assert json.loads(out)["says"].startswith("No labels are printed: There is no shop in")
    assert err == b""
