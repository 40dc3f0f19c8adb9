"""A disk is copied, both machines go on scanning, and the copy is enrolled again: real folders, a real hub, its real
door. No scan of either is lost, and from then on they are two (SYNC 8, F24, F31)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.core.actor import Actor, Role
from data.exchange.node import node_of
from data.line.unknown import RecordUnknownScan
from data.replica.issue import Seat, issue
from data.store.machine import ThisMachine
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from sync_agent.secrets.vault import key_path
from tests.sync_agent.hub.test_process import environment, hub, serving

SOMEBODY = Actor("somebody", "Somebody", Role.STAFF)


def agent(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and the last thing it told, if anything is otherwise than before."""
    bare = environment(folder) | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    argv = [sys.executable, "-m", "sync_agent.cli", *words, "--data-dir", str(folder), "--json"]
    done = subprocess.run(argv, env=bare, capture_output=True, text=True, timeout=120)
    return done.returncode, json.loads((done.stdout.splitlines() or ["{}"])[-1])


def scan(folder: Path, code: str) -> str:
    with closing(SqliteDatabase(folder / FILE_NAME)) as database:
        node = node_of(database)
        assert node is not None
        command = RecordUnknownScan("bannos", code, "Filling")
        receipt = issue(database, Seat(node.terminal_id, ""), SOMEBODY, command, ThisMachine().stamp())
    assert receipt.accepted
    return receipt.command_id


def copied(machine: Path, copy: Path) -> Path:
    """The whole disk: the key that does not lie in the data folder, too."""
    shutil.copytree(machine, copy)
    key_path(copy).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(key_path(machine), key_path(copy))
    return copy


def test_both_go_on_and_end_as_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    url = f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    assert hub(tmp_path, "init", "--database", url, "--demo")[0] == 0

    def enrol(folder: Path, name: str) -> dict[str, Any]:
        code = hub(tmp_path, "terminal-code", "--database", url, "--store", "bannos")[1][0]["code"]
        exit_code, told = agent(folder, "enrol", "--hub", where, "--code", code, "--name", name)
        assert exit_code == 0, told
        return told

    with serving(tmp_path, "--database", url) as (_, where):
        machine = tmp_path / "machine"
        first = enrol(machine, "Bench")
        assert agent(machine, "run", "--once")[0] == 0
        twin = copied(machine, tmp_path / "twin")

        scans = {scan(machine, "B30001"), scan(twin, "B30002")}
        assert [agent(each, "run", "--once")[0] for each in (machine, twin)] == [0, 0]
        scans |= {scan(machine, "B30003"), scan(twin, "B30004")}
        assert agent(machine, "run", "--once")[0] == 0
        exit_code, told = agent(twin, "run", "--once")
        assert (exit_code, "enrol it again" in told["says"]) == (1, True)
        scans.add(scan(twin, "B30005"))

        second = enrol(twin, "Bench two")
        assert second["node"] != first["node"]
        assert second["number"] != first["number"]
        for each in (twin, machine):
            assert agent(each, "run", "--once")[0] == 0
        scans |= {scan(machine, "B30006"), scan(twin, "B30007")}
        for each in (machine, twin, machine):
            assert agent(each, "run", "--once")[0] == 0
            assert agent(each, "verify")[1]["verdict"] == "same"
    with closing(SqliteDatabase(tmp_path / "hub.sqlite3")) as database:
        assert scans <= {row[0] for row in database.rows("SELECT command_id FROM journal WHERE status <> 'dead'")}
        assert database.rows("SELECT count(*) FROM unknown_scan") == [(len(scans),)]
