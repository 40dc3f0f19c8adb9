"""`sync-agent demo-shop` as a newcomer starts it: two shops sell, a terminal that came in by the words it was told has
their orders, stock goes back to them, and Ctrl+C ends all of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase

pytestmark = pytest.mark.long
ENOUGH_S = 90


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
