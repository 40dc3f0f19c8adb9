"""From a terminal that worked alone to a hub with two, and back from last night's backup: as people type it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from data.exchange.digests import digests_of
from data.store.home import make_store
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, opening
from tests.support.day import a_day
from tests.support.dockets import docket
from tests.support.walk import advance
from tests.sync_agent.hub.test_process import ROOT, environment, hub, serving

pytestmark = pytest.mark.long

HOUR = 3_600_000


@pytest.fixture(autouse=True)
def _state_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """The folder of a terminal after a day alone."""
    folder = tmp_path / "first"
    with closing(make_store(folder)) as database:
        bakery = Bakery(database)
        for command in opening():
            bakery.must(command)
        a_day(bakery)
        database.run("UPDATE terminal SET origin = ? WHERE here", (f"origin-{BENCH}",))
    return folder


def agent(folder: Path, *words: str) -> tuple[int, Any, str]:
    """Exit code, what it told a program at last, what it told a person."""
    argv = [sys.executable, "-m", "sync_agent.cli", *words, "--data-dir", str(folder), "--json"]
    told = {**environment(folder.parent), "HOME": str(folder.parent / "home"), "XDG_CONFIG_HOME": str(folder.parent)}
    done = subprocess.run(argv, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, lines[-1] if lines else None, done.stderr


def sums(path: Path) -> dict[str, dict[str, str]]:
    with closing(SqliteDatabase(path, reads_only=True)) as database:
        return {store: digests_of(database, store) for store in ("bannos", "flourlane")}


def told(folder: Path, *words: str) -> Any:
    code, lines, says = hub(folder, *words)
    assert code == 0, says
    return lines[-1]


def test_a_life(alone: Path, tmp_path: Path) -> None:
    database, file = f"sqlite:///{tmp_path / 'hub.sqlite3'}", tmp_path / "hub.sqlite3"
    on = ("--database", database)
    at = ("--listen", _free_address())
    assert hub(tmp_path, *on, "init", "--name", "Banno's")[0] == 0
    code = told(tmp_path, *on, "founding-code")["code"]
    copytree(alone, tmp_path / "second")
    expected = sums(alone / FILE_NAME)
    with serving(tmp_path, *on, *at) as (_, url):
        there = ("--hub", url, "--sealed-file")
        assert agent(alone, "adopt", *there)[0] == 2, "without a code nobody comes in"
        done = agent(alone, "adopt", *there, "--code", code)
        assert done[0] == 0, done[2]
        assert done[1]["stores"] == ["bannos", "flourlane"]
        again = agent(alone, "adopt", *there, "--code", code)
        assert (again[0], "enrolled" in again[2]) == (3, True)
    assert sums(file) == expected
    assert hub(tmp_path, *on, "backup", "--out", str(tmp_path / "night"))[0] == 0
    with serving(tmp_path, *on, *at) as (_, url):
        _second_joins(tmp_path, on, url)
        _both_work_and_talk(tmp_path, alone)
    day = sums(file)
    assert day != expected
    _back_to_last_night(tmp_path, on, day)
    with serving(tmp_path, *on, *at) as (_, url):
        refused = agent(tmp_path / "second", "run", "--once")
        assert (refused[0], "enrol" in refused[2]) == (1, True), "it came after that night: the hub forgot it"
        code = told(tmp_path, *on, "terminal-code", "--store", "bannos")["code"]
        assert agent(tmp_path / "second", "enrol", "--hub", url, "--code", code, "--sealed-file")[0] == 0
        _all_talk(tmp_path, alone)
    for table in ("orders", "ticket", "stage_fact", "inventory_txn"):
        assert sums(file)["bannos"][table] == day["bannos"][table], "lose the hub, lose nothing a terminal still holds"
    assert hub(tmp_path, *on, "go-on")[0] == 0, "everybody has come back"
    _nobody_edits_the_log(tmp_path, on, file)


def _nobody_edits_the_log(tmp_path: Path, on: tuple[str, ...], file: Path) -> None:
    verdict = told(tmp_path, *on, "verify")
    assert verdict["verdict"] == "whole"
    assert verdict["entries"] > 0 < verdict["older"], "what was brought, and what was done since"
    with closing(SqliteDatabase(file)) as database:
        database.run("UPDATE journal SET actor_name = 'Sue' WHERE seal IS NOT NULL AND actor_name = 'Ana'")
    code, _, says = hub(tmp_path, *on, "verify")
    assert (code, "by Sue" in says) == (1, True)


def _free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"


def _second_joins(tmp_path: Path, on: tuple[str, ...], url: str) -> None:
    """A copy of the shop's data lies on it: the same orders, known under the same names."""
    code = told(tmp_path, *on, "terminal-code", "--store", "bannos")["code"]
    there = ("--hub", url, "--sealed-file", "--as-terminal", "Second")
    refused = agent(tmp_path / "second", "join", *there, "--code", code)
    assert refused[0] == 3, refused[2]
    assert "copy" in refused[2]
    done = agent(tmp_path / "second", "join", *there, "--yes")
    assert done[0] == 0, done[2]
    assert Path(done[1]["copy"], FILE_NAME).exists()
    assert agent(tmp_path / "second", "run", "--once")[0] == 0


def _both_work_and_talk(tmp_path: Path, alone: Path) -> None:
    for n, folder in enumerate((alone, tmp_path / "second")):
        with closing(SqliteDatabase(folder / FILE_NAME)) as database:
            bakery = Bakery(database)
            bakery.machine.wait(1_000 * HOUR * (n + 1))
            bakery.take_in(docket(f"4000{n}"))
            advance(bakery, bakery.ticket(f"4000{n}"), "Covering", ANA)
    _all_talk(tmp_path, alone)


def _all_talk(tmp_path: Path, alone: Path) -> None:
    for folder in (alone, tmp_path / "second", alone, tmp_path / "second"):
        code, _, says = agent(folder, "run", "--once")
        assert code == 0, says


def _back_to_last_night(tmp_path: Path, on: tuple[str, ...], day: dict[str, dict[str, str]]) -> None:
    night = str(tmp_path / "night")
    assert told(tmp_path, *on, "drill")["verdict"] == "whole", "the last one made here"
    with serving(tmp_path, *on):
        assert hub(tmp_path, *on, "restore", "--from", night)[0] == 1, "a hub works with it"
    assert told(tmp_path, *on, "restore", "--from", night)["verdict"] == "restored"
    assert sums(tmp_path / "hub.sqlite3") != day
    assert hub(tmp_path, *on, "go-on")[0] == 1, "somebody is waited for"


def test_a_terminal_without_a_shop_joins(tmp_path: Path, alone: Path) -> None:
    database = f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    on = ("--database", database)
    assert hub(tmp_path, *on, "init", "--name", "Banno's", "--demo")[0] == 0
    code = told(tmp_path, *on, "terminal-code", "--store", "bannos")["code"]
    with serving(tmp_path, *on) as (_, url):
        new = tmp_path / "new"
        done = agent(new, "join", "--hub", url, "--sealed-file", "--code", code, "--as-terminal", "New")
        assert done[0] == 0, done[2]
        for _ in range(2):
            code, word, _ = agent(new, "run", "--once")
            assert (code, word["verdict"], word["hub"]) == (0, "well", url), "told also when nothing was new"
        code, word, _ = agent(new, "replay", "--day", "2026-11-28")
        assert (code, word["code"]) == (3, "enrolled")
        assert "--database" in word["says"], "who knows the day"
    with closing(SqliteDatabase(new / FILE_NAME, reads_only=True)) as store:
        assert store.rows("SELECT id FROM store") == [("bannos",)]


def test_secrets_are_in_no_file_that_is_readable(tmp_path: Path, alone: Path) -> None:
    """What a founder gets is kept as what any terminal gets."""
    on = ("--database", f"sqlite:///{tmp_path / 'hub.sqlite3'}")
    assert hub(tmp_path, *on, "init", "--name", "Banno's")[0] == 0
    code = told(tmp_path, *on, "founding-code")["code"]
    with serving(tmp_path, *on) as (_, url):
        assert agent(alone, "adopt", "--hub", url, "--sealed-file", "--code", code)[0] == 0
    for path in alone.rglob("*"):
        if path.is_file():
            assert b"eyJ" not in path.read_bytes(), "no token in plain"
            assert not path.stat().st_mode & 0o077 or path.suffix in ("", ".sqlite3-shm", ".sqlite3-wal"), path
