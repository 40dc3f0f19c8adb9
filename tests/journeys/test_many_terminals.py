"""Three screens with their agents, a store hub, a cloud hub on PostgreSQL, each a process of its own, and lines that
are cut: what one scans all see, who is cut off works on, and when the lines return every database holds the same."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from data.store.schema import FILE_NAME
from tests.journeys.kitchen import at_station, press, sees, signed_in
from tests.support.databases import postgres_database
from tests.support.proxy import PASS, Proxy, Rule
from tests.terminal.screen import Terminal

CUT = Rule(open=False)
F1, F3, F4 = "\x1bOP", "\x1bOR", "\x1bOS"
STORE_HUB = "store-hub"
UNDER_THE_STORE_HUB, UNDER_THE_CLOUD = ("bench", "oven"), ("packing",)
NAMES = (*UNDER_THE_STORE_HUB, *UNDER_THE_CLOUD)
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
        cloud = self._hub("--database", database)
        self.internet = {name: self._line(cloud) for name in (STORE_HUB, *UNDER_THE_CLOUD)}
        self._enrol(STORE_HUB, self.internet[STORE_HUB], database, "--relay")
        file = f"sqlite:///{folder / STORE_HUB / FILE_NAME}"
        store_hub = self._hub("--database", file, "--upstream", self.internet[STORE_HUB].url)
        self.network = {name: self._line(store_hub) for name in UNDER_THE_STORE_HUB}
        self._until_it_has_heard(store_hub)
        for name in UNDER_THE_CLOUD:
            self._enrol(name, self.internet[name], database)
        for name in UNDER_THE_STORE_HUB:
            self._enrol(name, self.network[name], file)
        self.agents = {name: self._start("sync_agent", "run", *self.at(name)) for name in NAMES}

    def _hub(self, *args: str) -> int:
        """Started; answers its port."""
        hub = self._start("sync_agent", "hub", *args, "--listen", "127.0.0.1:0", "--json")
        assert hub.stdout is not None
        return int(json.loads(hub.stdout.readline())["url"].rpartition(":")[2])

    def _line(self, port: int) -> Proxy:
        return self._stack.enter_context(Proxy(port))

    def _until_it_has_heard(self, port: int) -> None:
        until = monotonic() + ENOUGH_S
        while httpx.get(f"http://127.0.0.1:{port}/readyz").status_code != 200:
            assert monotonic() < until
            sleep(0.2)

    def at(self, name: str) -> tuple[str, str]:
        return "--data-dir", str(self.folder / name)

    def _enrol(self, name: str, line: Proxy, database: str, *kind: str) -> None:
        code = told("sync_agent", "hub", "terminal-code", "--database", database, "--store", "bannos", *kind)["code"]
        told("sync_agent", "enrol", "--hub", line.url, "--code", code, "--name", name, "--allow-http", *self.at(name))

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
        """Until everybody holds what the hub above holds, row for row."""
        until = monotonic() + ENOUGH_S
        for name in (STORE_HUB, *NAMES, STORE_HUB):
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
    code = "".join(re.findall(r"\bBP\d{5}\b", sees(bench, "Gelato Cake"))[:1])

    bench.scan(code)
    sees(bench, "OK")
    sees(oven, code[1:])

    cut(house.internet)
    oven.scan(code)
    sees(oven, "OK")
    press(bench, F3)
    sees(bench, code[1:])
    house.order("packing", "Grace Hopper")
    press(packing, F1)
    theirs = sees(packing, "Grace Hopper", "UNREACHABLE", timeout=ENOUGH_S)

    cut(house.network)
    bench.scan(code)
    sees(bench, "OK")
    house.agent_again("oven")
    sees(bench, "UNREACHABLE", timeout=ENOUGH_S)

    mend(house.internet)
    mend(house.network)
    house.at_rest()
    press(packing, F4)
    sees(packing, code[1:], timeout=ENOUGH_S)
    press(bench, F1)
    ours = sees(bench, "Grace Hopper", timeout=ENOUGH_S)
    assert set(re.findall(r"\bBP\d{5}\b", theirs)) <= set(re.findall(r"\bBP\d{5}\b", ours))


def cut(lines: dict[str, Proxy]) -> None:
    for line in lines.values():
        line.be(CUT)


def mend(lines: dict[str, Proxy]) -> None:
    for line in lines.values():
        line.be(PASS)
