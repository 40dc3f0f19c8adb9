"""kill -9 at any moment takes back nothing that was acknowledged, and leaves nothing half (I20)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from data.store.sqlite import SqliteDatabase
from tests.durability import bakery, wholeness
from tests.durability.scanner_child import HASTY, NO_TICKET

ROOT = Path(__file__).resolve().parents[2]
SEED = 20_260
ACKNOWLEDGEMENTS = (0, 1, 10, 20, 40)
"""Before the kill; after none of them it falls into the opening of the store."""
KILLS_A_STORE = 100
"""Then a fresh copy: the check reads the whole store each time."""

pytestmark = [pytest.mark.long, pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked")]


@dataclass
class Nursery:
    """Starts one life after the other in a folder, and ends each with SIGKILL."""

    process: subprocess.Popen[str]

    def life(self, seed: int, acknowledgements: int, then_s: float) -> list[tuple[str, str | None]]:
        """What was acknowledged by a life that is killed some time after so many acknowledgements."""
        print(seed, file=self.process.stdin, flush=True)
        pid = int(self.next("BORN"))
        heard = [self.heard() for _ in range(acknowledgements)]
        time.sleep(then_s)
        os.kill(pid, signal.SIGKILL)
        for line in self.said():
            if line.startswith("GONE"):
                assert line == f"GONE {-signal.SIGKILL}"
                break
            heard.append(self.acknowledged(line))
        return heard

    def said(self) -> Iterator[str]:
        assert self.process.stdout is not None
        return (line.rstrip("\n") for line in iter(self.process.stdout.readline, ""))

    def next(self, word: str) -> str:
        first, _, rest = next(self.said()).partition(" ")
        assert first == word, (first, rest)
        return rest

    def heard(self) -> tuple[str, str | None]:
        return self.acknowledged(next(self.said()))

    def acknowledged(self, line: str) -> tuple[str, str | None]:
        word, _, rest = line.partition(" ")
        assert word == "ACK", line
        command, ticket = rest.split()
        return command, None if ticket == NO_TICKET else ticket


@contextmanager
def nursery(folder: Path, *options: str) -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.durability.scanner_child", str(folder), *options]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()
    assert process.returncode == 0


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    unheard: int = 0
    lost: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def kill(folder: Path, kills: int, random: Random, *options: str, within_s: float = 0.01) -> Tally:
    """Kills that many scanners of one store, and looks after each whether all is there that must be.
    `within_s` is the longest time from the last acknowledgement waited for to the kill.
    """
    tally, heard = Tally(), []
    with wholeness.opened(bakery.store_file(folder)) as db:
        at_first = len(wholeness.commands(db))
    with nursery(folder, *options) as scanners:
        for _ in range(kills):
            seed = random.randrange(1_000_000)
            heard += scanners.life(seed, random.choice(ACKNOWLEDGEMENTS), random.uniform(0, within_s))
            tally.kills += 1
            with closing(SqliteDatabase(bakery.store_file(folder))), wholeness.opened(bakery.store_file(folder)) as db:
                tally.complaints += wholeness.complaints(db)
                tally.lost = wholeness.lost(db, heard)
                tally.unheard = len(wholeness.commands(db)) - at_first - len(heard)
    tally.acknowledged = len(heard)
    return tally


@pytest.mark.parametrize("kills", [100, pytest.param(1_000, marks=pytest.mark.proof)])
def test_no_kill_takes_back_an_acknowledged_scan_or_leaves_a_half_one(made_once, tmp_path, count, kills):
    random, total = Random(SEED), Tally()
    for n in range(kills // KILLS_A_STORE):
        folder = Path(shutil.copytree(made_once, tmp_path / str(n)))
        tally = kill(folder, KILLS_A_STORE, random)

        assert tally.complaints == []
        assert tally.lost == []
        assert 0 <= tally.unheard <= tally.kills, "a life has one command under way, so at most one is unheard"
        total.kills += tally.kills
        total.acknowledged += tally.acknowledged
        total.unheard += tally.unheard
    count(f"kill -9: {total.kills} kills, {total.acknowledged} acknowledged, 0 lost, {total.unheard} whole but unheard")


def test_a_scanner_that_acknowledges_before_the_commit_is_caught(folder, count):
    """The instrument has teeth."""
    tally = kill(folder, 10, Random(SEED), HASTY, within_s=0)

    assert tally.complaints == []
    assert tally.lost
    count(f"kill -9, acknowledged too early: {tally.kills} kills, {len(tally.lost)} lost and noticed")
