"""Agent and hub are killed again and again at any moment: no scan that was acknowledged is lost, none counts twice, and
in the end all hold the same (I1, I2, I5, I20)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from data.exchange.digests import digests_of
from data.store.errors import NotRecorded
from data.store.sqlite import SqliteDatabase
from tests.support.cast import MILK, MILK_AT_FIRST
from tests.support.patience import until
from tests.sync_agent.agent import rig
from tests.sync_agent.agent.test_process import ROOT

pytestmark = pytest.mark.long

IN_CI, IN_PROOF = 60, 1_000
SEED = 20_261
CAKES = 50
_NODES = ("t1", "t2")
_FILLED = "SELECT count(*) FROM ticket WHERE stage <> 'Filling'"
_MILK = f"SELECT on_hand FROM inventory_items WHERE id = '{MILK}'"
"""A cake takes half a litre, once, however often somebody says that it is filled."""


@dataclass
class House:
    """A hub and two terminals with their agents; the test itself is the app of both."""

    hub_file: Path
    folders: dict[str, Path]
    port: int
    dice: Random
    alive: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)

    def begin(self, name: str) -> None:
        """Starts it, again perhaps."""
        module, given = "hub_child", [str(self.hub_file), str(self.port)]
        if name != "hub":
            module, given = "agent_child", [str(self.folders[name]), name, f"http://127.0.0.1:{self.port}"]
        command = [sys.executable, "-m", f"tests.sync_agent.agent.{module}", *given]
        self.alive[name] = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, name: str) -> None:
        """As a power cut would, for the process."""
        process = self.alive.pop(name)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        """Nobody is left."""
        for name in list(self.alive):
            self.kill(name)

    def scan(self, app: SqliteDatabase, node_id: str) -> None:
        """One scan, as far as there is something to fill; the agent may hold the database for a moment."""
        tickets = rig.to_fill(app)
        if tickets:
            try:
                done = rig.fill(app, self.dice.choice(tickets), terminal=rig.TERMINALS[node_id])
            except NotRecorded:
                return
            self.acknowledged.add(done.command_id)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("kills", [IN_CI, pytest.param(IN_PROOF, marks=pytest.mark.proof)])
def test_kills_at_any_moment_lose_nothing(kills: int, template: Path, tmp_path: Path) -> None:
    dice = Random(SEED)
    cakes = CAKES if kills == IN_CI else 10 * CAKES
    folders = {name: rig.enrol(template, tmp_path / name, name) for name in _NODES}
    house = House(rig.found_hub(template, tmp_path / "hub", cakes), folders, free_port(), dice)
    with ExitStack() as at_the_end:
        at_the_end.callback(house.end)
        apps = {name: at_the_end.enter_context(closing(rig.opened(folders[name]))) for name in _NODES}
        for name in ("hub", *_NODES):
            house.begin(name)
        until(lambda: all(rig.to_fill(app) for app in apps.values()), look_s=0.1)
        for _ in range(kills):
            time.sleep(dice.uniform(0, 0.5))
            for name, app in apps.items():
                house.scan(app, name)
            name = dice.choice(("hub", *_NODES))
            house.kill(name)
            house.begin(name)
        above = at_the_end.enter_context(closing(rig.opened(house.hub_file.parent)))
        until(lambda: house.acknowledged <= rig.known(above))
        until(
            lambda: all(digests_of(app, rig.STORE) == digests_of(above, rig.STORE) for app in apps.values()), look_s=0.1
        )
        ((filled,),), ((milk,),) = above.rows(_FILLED), above.rows(_MILK)
        assert milk == MILK_AT_FIRST - 500 * filled
        for database in (above, *apps.values()):
            assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert house.acknowledged
