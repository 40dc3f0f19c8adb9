"""Three terminals with their agents, a store hub, and a cloud hub on PostgreSQL, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from sync_agent.hub.organizations import FIRST_STAFF_NUMBER
from tests.journeys.kitchen import at_station, signed_in
from tests.terminal.screen import Terminal

CLOUD, STORE_HUB = "cloud", "store-hub"
UNDER_THE_STORE_HUB, UNDER_THE_CLOUD = ("bench", "oven"), ("packing",)
NAMES = (*UNDER_THE_STORE_HUB, *UNDER_THE_CLOUD)
ENOUGH_S = 40
ENVIRONMENT = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
_IS_READY = "import sys, urllib.request as u; u.urlopen(sys.argv[1] + '/readyz')"


class Lines(Protocol):
    """Between a hub and those below it; a machine is named as in NAMES, or CLOUD, STORE_HUB."""

    def at(self, machine: str) -> tuple[str, ...]:
        """What stands before the words of a program that is to run on a machine."""
        ...

    def listen(self, hub: str) -> str:
        """HOST:PORT for a hub."""
        ...

    def line(self, hub: str, url: str, machine: str) -> str:
        """The URL under which a machine reaches a hub that listens at `url`."""
        ...

    def cut(self, hub: str) -> None:
        """Nobody reaches this hub from below."""
        ...

    def mend(self, hub: str) -> None:
        """Everybody does again."""
        ...


class House:
    """`database` is the cloud hub's; it has a demo shop then."""

    def __init__(self, folder: Path, database: str, lines: Lines, stack: ExitStack) -> None:
        self.folder, self.lines, self._stack = folder, lines, stack
        self._ran: list[subprocess.Popen[str]] = []
        self.badge = self._told(CLOUD, "sync_agent", "hub", "init", "--database", database, "--demo")["badge"]
        cloud = self._hub(CLOUD, "--database", database)
        self._enrol(STORE_HUB, CLOUD, cloud, database, "--relay")
        file = f"sqlite:///{folder / STORE_HUB / FILE_NAME}"
        store_hub = self._hub(STORE_HUB, "--database", file, "--upstream", self.lines.line(CLOUD, cloud, STORE_HUB))
        self._until(partial(self._ran_well, STORE_HUB, sys.executable, "-c", _IS_READY, store_hub))
        for name in UNDER_THE_CLOUD:
            self._enrol(name, CLOUD, cloud, database)
        for name in UNDER_THE_STORE_HUB:
            self._enrol(name, STORE_HUB, store_hub, file)
        self.agents = {name: self._agent(name) for name in NAMES}

    def agent_again(self, name: str) -> None:
        """Killed where it stands, and started anew."""
        self.agents[name].send_signal(signal.SIGKILL)
        self.agents[name].wait(10)
        self.agents[name] = self._agent(name)

    def screen(self, name: str, station: str, size: tuple[int, int]) -> Terminal:
        """A person at a station of it."""
        within = self.lines.at(name)
        screen = at_station(self.folder / name, station, size=size, badge=self.badge, within=within)
        return signed_in(self._stack.enter_context(screen))

    def order(self, name: str, customer: str) -> None:
        """Taken down at a terminal."""
        wanted = ("--item", "Gelato Cake", "--customer", customer, "--due", "2030-05-04", "--badge", self.badge)
        assert self._told(name, "kitchen_tui", "order", "new", *wanted, *self._data(name))["verdict"] == "accepted"

    def set_pin(self, name: str, pin: str) -> None:
        """The owner's, at a terminal."""
        self._told(name, "kitchen_tui", "staff", "pin", "--pin", pin, "--badge", self.badge, *self._data(name))

    def opens(self, name: str, pin: str) -> str:
        """What a terminal says to the owner's number and this PIN."""
        desk = Desk.at(self.folder / name)
        with closing(desk.database):
            return desk.door.pin(FIRST_STAFF_NUMBER + 1, pin).code

    def rows(self, name: str, sql: str) -> list[tuple[Any, ...]]:
        """What a terminal's file holds."""
        with closing(SqliteDatabase(self.folder / name / FILE_NAME, reads_only=True)) as database:
            return database.rows(sql)

    def at_rest(self) -> None:
        """Until everybody holds what the hub above holds, row for row."""
        for name in (STORE_HUB, *NAMES, STORE_HUB):
            self._until(partial(self._ran_well, name, *_argv("sync_agent", "verify", *self._data(name))))

    def close(self) -> None:
        """Everything ends."""
        for each in self._ran:
            each.terminate()
        for each in self._ran:
            each.communicate(timeout=30)

    def _data(self, name: str) -> tuple[str, str]:
        return "--data-dir", str(self.folder / name)

    def _hub(self, name: str, *args: str) -> str:
        """Started; answers its URL."""
        hub = self._start(name, "sync_agent", "hub", *args, "--listen", self.lines.listen(name), "--json")
        assert hub.stdout is not None
        return str(json.loads(hub.stdout.readline())["url"])

    def _agent(self, name: str) -> subprocess.Popen[str]:
        return self._start(name, "sync_agent", "run", *self._data(name))

    def _enrol(self, name: str, hub: str, url: str, database: str, *kind: str) -> None:
        ask = ("hub", "terminal-code", "--database", database, "--store", "bannos", *kind)
        code = self._told(hub, "sync_agent", *ask)["code"]
        come = ("enrol", "--hub", self.lines.line(hub, url, name), "--code", code, "--name", name, "--allow-http")
        self._told(name, "sync_agent", *come, *self._data(name))

    def _start(self, name: str, program: str, *args: str) -> subprocess.Popen[str]:
        argv = [*self.lines.at(name), *_argv(program, *args)]
        quiet = subprocess.DEVNULL
        self._ran.append(subprocess.Popen(argv, text=True, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=quiet))
        return self._ran[-1]

    def _told(self, name: str, program: str, *args: str) -> dict[str, Any]:
        """What a command says as JSON; fails with its words."""
        done = self._run(name, *_argv(program, *args, "--json"))
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return said

    def _ran_well(self, name: str, *argv: str) -> str:
        """What it said, or "" when it went well."""
        done = self._run(name, *argv)
        return f"{name}: {done.stdout}{done.stderr}" if done.returncode else ""

    def _run(self, name: str, *argv: str) -> subprocess.CompletedProcess[str]:
        whole = [*self.lines.at(name), *argv]
        return subprocess.run(whole, capture_output=True, text=True, env=ENVIRONMENT, timeout=60)

    def _until(self, trouble: Callable[[], str]) -> None:
        until = monotonic() + ENOUGH_S
        while says := trouble():
            assert monotonic() < until, says
            sleep(0.3)


def _argv(program: str, *args: str) -> list[str]:
    return [sys.executable, "-m", f"{program}.cli", *args]
