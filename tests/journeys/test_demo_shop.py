"""`sync-agent demo-shop` as a newcomer starts it: two shops sell, a terminal that came in by the words it was told
paints their orders, connects a shop by a code off its screen, stock goes back to them, and Ctrl+C ends all of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from tests.journeys.kitchen import press, sees
from tests.support.photograph import photographed
from tests.terminal.screen import Terminal

pytestmark = pytest.mark.long
ENOUGH_S = 90
CTRL_K, F6 = "\x0b", "\x1b[17~"


def environment(folder: Path) -> dict[str, str]:
    quiet = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return {**os.environ, **quiet, "BAKELINE_HUB_SECRETS": str(folder / "secrets")}


def agent(folder: Path, *words: str) -> None:
    argv = [sys.executable, "-m", "sync_agent.cli", *words]
    done = subprocess.run(argv, env=environment(folder), capture_output=True, text=True, timeout=ENOUGH_S)
    assert done.returncode == 0, (words, done.stdout, done.stderr)


def many(file: Path, question: str) -> int:
    with closing(SqliteDatabase(file, reads_only=True)) as database:
        found: int = database.rows(question)[0][0]
        return found


def awaited(file: Path, question: str, least: int) -> None:
    ends = monotonic() + ENOUGH_S
    while many(file, question) < least:
        assert monotonic() < ends, (question, many(file, question))
        sleep(0.5)


def at_the_screen(folder: Path, terminal: Path, run: list[str], badge: str) -> None:
    """The app as it was told, with its agent: orders stand there, more arrive, a seller's yes by the painted code is
    seen, and so is how the hub does."""
    env = {name: value for name, value in environment(folder).items() if name not in ("COLUMNS", "LINES")}
    env |= {"BAKELINE_HOME": str(terminal)}
    agent_argv = [sys.executable, "-m", "sync_agent.cli", *run]
    station = [sys.executable, "-m", "kitchen_tui.cli", "station", "--station", "filling"]
    with (
        (folder / "agent.log").open("w") as log,
        subprocess.Popen(agent_argv, env=env, stdout=log, stderr=log) as runs,
        Terminal(station, 110, 32, env=env) as screen,
    ):
        try:
            screen.wait_for("SIGN IN", 60)
            screen.scan(badge)
            sees(screen, "HELLO", "DO THIS NEXT", timeout=60)
            waiting = [counted(screen)]
            screen.wait_until(lambda _: counted(screen) not in (0, waiting[0]), "another order", ENOUGH_S)

            goes_to(screen, "connect", "Which shop is to sell")
            the_seller_says_yes(screen)
            sees(screen, "is connected.", timeout=60)

            goes_to(screen, "targets", "Webhooks answered, p95")
        finally:
            runs.terminate()


def the_seller_says_yes(screen: Terminal) -> None:
    """By the code on the screen, as a phone would. The played Square may be out of order just then: the screen says so,
    and one asks again."""
    before: list[str] = []
    for _ in range(10):
        press(screen, F6)
        before = another_code(screen, before)
        if httpx.get(before[0], trust_env=False, follow_redirects=True, timeout=60).is_success:
            return
        sees(screen, "■", timeout=60)
    raise AssertionError("Square was never in order")


def another_code(screen: Terminal, before: list[str]) -> list[str]:
    """What a phone reads, once it is not what it read before."""
    screen.wait_until(lambda _: photographed(screen.text().splitlines()) not in ([], before), "a code", 60)
    read = photographed(screen.text().splitlines())
    assert "/integrations/ask/" in read[0]
    return read


def counted(screen: Terminal) -> int:
    """How many tickets wait at the station."""
    found = re.search(r"FILLING (\d+)", screen.text())
    return int(found[1]) if found else 0


def goes_to(screen: Terminal, word: str, *wanted: str) -> None:
    """By the menu, as a hand types."""
    press(screen, CTRL_K)
    sees(screen, "What would you like to do?")
    for letter in word:
        press(screen, letter)
    press(screen, "\r")
    sees(screen, *wanted, timeout=60)


def test_a_newcomer_sees_orders_arrive_and_stock_go_back_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    words = ["--data-dir", str(folder), "--listen", "127.0.0.1:0", "--every", "0.5", "--seed", "3", "--json"]
    argv = [sys.executable, "-m", "sync_agent.cli", "demo-shop", *words]
    with (tmp_path / "log").open("w") as log:
        demo = subprocess.Popen(argv, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=log, text=True)
        assert demo.stdout is not None
        with demo:
            try:
                told: dict[str, Any] = json.loads(demo.stdout.readline())
                assert told["verdict"] == "selling", told
                hub, terminal = folder / "hub.sqlite3", folder / "terminal"
                come, run, look = told["steps"]
                agent(tmp_path, *come.split()[1:])
                for vendor in ("shopify", "square"):
                    awaited(hub, f"SELECT count(*) FROM orders WHERE shop = '{vendor}' AND status = 'CONFIRMED'", 5)
                    pushed = "FROM work_queue w JOIN pos_integration s ON s.id = w.integration_id"
                    awaited(hub, f"SELECT count(*) {pushed} WHERE s.vendor = '{vendor}' AND w.status = 'done'", 5)
                agent(tmp_path, *run.split()[1:], "--once")
                assert many(terminal / FILE_NAME, "SELECT count(*) FROM ticket") >= 10
                assert look == f"BAKELINE_HOME={terminal} kitchen-tui station"
                at_the_screen(tmp_path, terminal, run.split()[1:], told["badge"])
                assert [(folder / "badge.txt").read_text()] == [told["badge"]]

                demo.send_signal(signal.SIGINT)
                *seen, ended = (json.loads(line) for line in demo.stdout.read().splitlines())
            finally:
                demo.kill()
    assert demo.returncode == 0
    assert ended["verdict"] == "ended"
    assert {one["verdict"] for one in seen} == {"moved"}, "its own window tells what came and what was told back"
    assert sum(len(one["orders"]) for one in seen) >= 10
    assert sum(len(one["told"]) for one in seen) >= 10
    assert min(ended["placed"].values()) >= 5
    assert ended["unkind"]["webhook_lost"] > 0
    assert ended["complaints"] == []


def test_a_demo_is_for_this_machine_alone(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "sync_agent.cli", "demo-shop", "--listen", "0.0.0.0:0", "--data-dir", str(tmp_path)]
    done = subprocess.run(argv, env=environment(tmp_path), capture_output=True, text=True, timeout=ENOUGH_S)
    assert done.returncode == 2
    assert "this machine alone" in done.stderr
