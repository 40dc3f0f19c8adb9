"""The agent as a process: it sees a scan, ends when told, is alone on its folder, and comes back after any end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from data.exchange.digests import digests_of
from data.replica.standing import standing_of
from data.store.turns import AGENT_LOCK, is_held
from tests.support.patience import until
from tests.sync_agent.agent import rig

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60


@contextmanager
def agent(folder: Path, node_id: str, url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.sync_agent.agent.agent_child", str(folder), node_id, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return rig.enrol(template, tmp_path / "t1", "t1")


def test_a_scan_is_at_the_hub_without_anybody_asking(hub, folder):
    with agent(folder, "t1", hub.url), closing(rig.opened(folder)) as app:
        until(lambda: bool(rig.to_fill(app)))
        done = rig.fill(app, rig.to_fill(app)[0]).command_id
        until(lambda: done in hub.hub.store.read(rig.ORGANIZATION, rig.known))
        until(lambda: rig.final(app) == 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_and_says_so(hub, folder, number):
    with agent(folder, "t1", hub.url) as process, closing(rig.opened(folder)) as app:
        until(lambda: standing_of(app).heard_at is not None)
        assert standing_of(app).pid == process.pid
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
        assert standing_of(app).pid == 0
        assert not is_held(folder / AGENT_LOCK)


def test_it_ends_when_it_is_told_though_the_hub_does_not_answer(folder):
    """A hub that takes the connection and is silent; nobody waits for it at closing time."""
    with (
        closing(rig.opened(folder)) as app,
        socket.create_server(("127.0.0.1", 0)) as silent,
        agent(folder, "t1", f"http://127.0.0.1:{silent.getsockname()[1]}") as process,
        silent.accept()[0],
    ):
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
        assert standing_of(app).pid == 0


def test_the_second_agent_on_a_folder_says_so_and_ends_with_3(hub, folder):
    with agent(folder, "t1", hub.url), closing(rig.opened(folder)) as app:
        until(lambda: standing_of(app).pid != 0)
        with agent(folder, "t1", hub.url) as another:
            _, says = another.communicate(timeout=PATIENCE_S)
            assert another.returncode == 3
            assert "Another agent works on" in says


def test_after_a_kill_the_next_one_may_begin_at_once(hub, folder):
    with closing(rig.opened(folder)) as app:
        with agent(folder, "t1", hub.url) as first:
            until(lambda: standing_of(app).pid == first.pid)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        with agent(folder, "t1", hub.url) as second:
            until(lambda: standing_of(app).pid == second.pid)
            until(lambda: bool(rig.to_fill(app)))


def test_while_an_agent_runs_the_app_leaves_the_log_to_it(hub, folder, monkeypatch):
    monkeypatch.setattr("data.store.sqlite.COMMITS_BETWEEN_CHECKPOINTS", 1)
    with closing(rig.opened(folder)) as app:
        asked: list[str] = []
        rows = app.rows

        def watched(sql, *values):
            asked.append(sql)
            return rows(sql, *values)

        monkeypatch.setattr(app, "rows", watched)
        with agent(folder, "t1", hub.url):
            until(lambda: bool(rig.to_fill(app)))
            rig.fill(app, rig.to_fill(app)[0])
            app.tidy()
            assert not any("checkpoint" in sql for sql in asked)
        rig.fill(app, rig.to_fill(app)[1])
        app.tidy()
        assert any("checkpoint" in sql for sql in asked)


def test_a_hub_that_was_away_is_found_again(template, tmp_path, folder):
    path = rig.found_hub(template, tmp_path / "hub", 5)
    with rig.hub_at(path) as hub:
        port = hub.port
    with agent(folder, "t1", f"http://127.0.0.1:{port}"), closing(rig.opened(folder)) as app:
        until(lambda: standing_of(app).trouble == "unreachable")
        with rig.hub_at(path, port):
            until(lambda: standing_of(app).trouble == "" and bool(rig.to_fill(app)))
    with closing(rig.opened(path.parent)) as above, closing(rig.opened(folder)) as app:
        assert digests_of(above, rig.STORE) == digests_of(app, rig.STORE)
