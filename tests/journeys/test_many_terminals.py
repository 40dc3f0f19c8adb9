"""Three screens, three agents, a hub on PostgreSQL, each a process of its own, and lines that are cut: what one scans
all see, who is cut off works on, and when the lines return every database holds the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.journeys.kitchen import at_station, press, sees, signed_in
from tests.support.databases import postgres_database
from tests.support.proxy import PASS, Proxy, Rule
from tests.terminal.screen import Terminal

CUT = Rule(open=False)
F1, F3 = "\x1bOP", "\x1bOR"
NAMES = ("bench", "oven", "packing")
ENOUGH_S = 40
ENVIRONMENT = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def argv(program: str, *args: str) -> list[str]:
    return [sys.executable, "-m", f"{program}.cli", *args]


def told(program: str, *args: str) -> dict[str, Any]:
    """What a command says as JSON; fails with its words."""
    done = subprocess.run(argv(program, *args, "--json"), capture_output=True, text=True, env=ENVIRONMENT, timeout=60)
    assert done.returncode == 0, (args, done.stdout, done.stderr)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


class House:
    """A hub and three terminals, each with a line of its own to it."""

    def __init__(self, folder: Path, database: str, stack: ExitStack) -> None:
        self.folder, self.database, self._stack = folder, database, stack
        self._ran: list[subprocess.Popen[str]] = []
        self.badge = told("sync_agent", "hub", "init", "--database", database, "--demo")["badge"]
        hub = self._start("sync_agent", "hub", "--database", database, "--listen", "127.0.0.1:0", "--json")
        assert hub.stdout is not None
        port = int(json.loads(hub.stdout.readline())["url"].rpartition(":")[2])
        self.lines = {name: stack.enter_context(Proxy(port)) for name in NAMES}
        for name in NAMES:
            self._enrol(name)
        self.agents = {name: self._start("sync_agent", "run", *self.at(name)) for name in NAMES}

    def at(self, name: str) -> tuple[str, str]:
        return "--data-dir", str(self.folder / name)

    def _enrol(self, name: str) -> None:
        code = told("sync_agent", "hub", "terminal-code", "--database", self.database, "--store", "bannos")["code"]
        line = self.lines[name].url
        told("sync_agent", "enrol", "--hub", line, "--code", code, "--name", name, "--allow-http", *self.at(name))

    def _start(self, program: str, *args: str) -> subprocess.Popen[str]:
        quiet = subprocess.DEVNULL
        started = subprocess.Popen(
            argv(program, *args), text=True, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=quiet
        )
        self._ran.append(started)
        return started

    def agent_again(self, name: str) -> None:
        """Killed where it stands, and started anew."""
        self.agents[name].send_signal(signal.SIGKILL)
        self.agents[name].wait(10)
        self.agents[name] = self._start("sync_agent", "run", *self.at(name))

    def screen(self, name: str, station: str, size: tuple[int, int]) -> Terminal:
        """A person at a station of it."""
        return signed_in(
            self._stack.enter_context(at_station(self.folder / name, station, size=size, badge=self.badge))
        )

    def order(self, name: str, customer: str) -> None:
        """Taken down at a terminal."""
        wanted = ("--item", "Gelato Cake", "--customer", customer, "--due", "2030-05-04", "--badge", self.badge)
        assert told("kitchen_tui", "order", "new", *wanted, *self.at(name))["verdict"] == "accepted"

    def at_rest(self) -> None:
        """Until every terminal holds what the hub holds, row for row."""
        until = monotonic() + ENOUGH_S
        for name in NAMES:
            while (done := self._verified(name)).returncode != 0:
                assert monotonic() < until, (name, done.stdout, done.stderr)
                sleep(0.3)

    def _verified(self, name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            argv("sync_agent", "verify", *self.at(name)), capture_output=True, text=True, env=ENVIRONMENT, timeout=60
        )

    def close(self) -> None:
        for each in self._ran:
            each.terminate()
        for each in self._ran:
            each.communicate(timeout=30)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with postgres_database() as url, ExitStack() as stack:
        made = House(tmp_path, url.replace("postgresql:", "postgresql+psycopg:"), stack)
        try:
            yield made
        finally:
            made.close()


@pytest.mark.postgres
def test_three_screens_show_one_kitchen_through_cut_lines(house: House) -> None:
    house.at_rest()
    house.order("bench", "Ada Lovelace")
    house.at_rest()
    bench = house.screen("bench", "filling", (110, 32))
    oven = house.screen("oven", "covering", (55, 16))
    packing = house.screen("packing", "decorating", (157, 45))
    sees(bench, "P01001")

    bench.scan("BP01001")
    sees(bench, "OK")
    sees(oven, "P01001")

    for line in house.lines.values():
        line.be(CUT)
    oven.scan("BP01001")
    sees(oven, "OK")
    house.order("packing", "Grace Hopper")
    press(packing, F1)
    sees(packing, "P03001")
    house.agent_again("oven")
    sees(bench, "UNREACHABLE", timeout=ENOUGH_S)

    for line in house.lines.values():
        line.be(PASS)
    house.at_rest()
    press(packing, F3)
    sees(packing, "P01001", timeout=ENOUGH_S)
    sees(bench, "P03001", timeout=ENOUGH_S)
