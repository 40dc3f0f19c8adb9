"""A power cut at any write takes back nothing that was acknowledged, and leaves nothing half (I20)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import apsw
import pytest

from tests.durability import bakery, wholeness
from tests.durability.crash_disk import (
    DATABASE,
    LOG,
    MODES,
    PREFIX,
    TORN,
    Acknowledged,
    CrashDisk,
    Files,
    Happening,
    Synced,
    after_power_cut,
)
from tests.durability.shift import Shift, play, record

pytestmark = pytest.mark.long

SEED = 20_261
COMMANDS = 300
LONGEST_STRETCH = 60
CUTS_A_STRETCH = 6
"""So often the power is cut in one stretch of work; the last of these disks is where work goes on."""
FULL, NORMAL = "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"


@pytest.fixture(scope="session")
def small(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a few orders: each cut writes it out and checks it whole."""
    folder: Path = tmp_path_factory.mktemp("small") / "made"
    bakery.make(folder, template, orders=5)
    return folder


@pytest.fixture(scope="session")
def at_first(small: Path) -> Files:
    return {DATABASE: bakery.store_file(small).read_bytes()}


@pytest.fixture(scope="session")
def shift(small: Path, at_first: Files, tmp_path_factory: pytest.TempPathFactory) -> Shift:
    """What the product says to its database in one shift."""
    return record(Path(shutil.copytree(small, tmp_path_factory.mktemp("shift") / "bakery")), COMMANDS, SEED)


@dataclass
class Tally:
    cuts: int = 0
    acknowledged: int = 0
    unheard: int = 0
    damaged: int = 0
    lost: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Mains:
    """Cuts the power again and again while a shift is worked, and looks at what each cut left."""

    shift: Shift
    at_first: Files
    mode: str
    scratch: Path
    honest: bool = True
    tally: Tally = field(default_factory=Tally)
    random: Random = field(default_factory=lambda: Random(SEED))

    def cut(self, cuts: int) -> Tally:
        files, done = self.at_first, 0
        while self.tally.cuts < cuts:
            files, done = self.stretch(files, done)
            if done == len(self.shift.steps):
                files, done = self.at_first, 0
        return self.tally

    def stretch(self, before: Files, done: int) -> tuple[Files, int]:
        """Some steps from `before`, where `done` are in the store; the disk after the last cut, and its steps."""
        disk = CrashDisk()
        disk.insert(before)
        try:
            play(disk, self.shift.opening, self.shift.steps[done : done + self.random.randint(1, LONGEST_STRETCH)])
        except apsw.ConstraintError as clash:
            # What looked whole holds a part of the next command already.
            self.tally.damaged += 1
            self.tally.complaints.append(str(clash))
            return self.at_first, 0
        finally:
            disk.unregister()
        files, found = before, done
        for _ in range(CUTS_A_STRETCH):
            happened = disk.happened[: self.random.randint(0, len(disk.happened))]
            files = after_power_cut(before, self.obeyed(happened), self.mode, self.random)
            heard = sum(isinstance(h, Acknowledged) for h in happened)
            self.tally.cuts += 1
            self.tally.acknowledged += heard
            found = self.look(files, done + heard)
            if found < done + heard:
                return self.at_first, 0
        return files, found

    def obeyed(self, happened: list[Happening]) -> list[Happening]:
        return [h for h in happened if self.honest or not isinstance(h, Synced)]

    def look(self, files: Files, expected: int) -> int:
        """How many steps the store has, of which so many were acknowledged; none when it is damaged."""
        for suffix, name in (("", DATABASE), ("-wal", LOG), ("-shm", "")):
            path = self.scratch / f"cut.sqlite3{suffix}"
            path.unlink(missing_ok=True)
            if name in files:
                path.write_bytes(files[name])
        with wholeness.opened(self.scratch / "cut.sqlite3") as db:
            complaints = wholeness.complaints(db)
            if complaints:
                self.tally.damaged += 1
                self.tally.complaints += complaints
                return 0
            steps = [(s.acknowledged.command_id, s.acknowledged.ticket_id) for s in self.shift.steps]
            self.tally.lost += wholeness.lost(db, steps[:expected])
            found = len(steps) - len(wholeness.lost(db, steps))
        self.tally.unheard += max(0, found - expected)
        return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cuts", [300, pytest.param(2_000, marks=pytest.mark.proof)])
def test_no_power_cut_takes_back_an_acknowledged_scan_or_leaves_a_half_one(
    shift, at_first, tmp_path, count, mode, cuts
):
    tally = Mains(shift, at_first, mode, tmp_path).cut(cuts)

    assert tally.complaints == []
    assert tally.lost == []
    assert tally.unheard <= tally.cuts, "one command is under way, so at most one is there unheard"
    count(f"power cut, {mode}: {tally.cuts} cuts, {tally.acknowledged} acknowledged, 0 lost, {tally.unheard} unheard")


@pytest.mark.parametrize("mode", MODES)
def test_with_synchronous_normal_the_same_cuts_lose_scans(shift, at_first, tmp_path, count, mode):
    """The instrument has teeth: what WAL without FULL loses, it finds; that stays whole, as SQLite promises."""
    tally = Mains(shift.with_pragma(FULL, NORMAL), at_first, mode, tmp_path).cut(100)

    assert tally.lost
    assert tally.complaints == []
    count(f"power cut, {mode}, synchronous NORMAL: {tally.cuts} cuts, {len(tally.lost)} lost and noticed")


def test_commands_that_are_not_one_transaction_are_found_half_done(shift, at_first, tmp_path, count):
    tally = Mains(shift.without_transactions(), at_first, PREFIX, tmp_path).cut(60)

    assert tally.complaints
    count(f"power cut, {PREFIX}, no transactions: {tally.cuts} cuts, {tally.damaged} stores with halves noticed")


def test_a_disk_that_only_says_it_synced_is_found_out(shift, at_first, tmp_path, count):
    """No setting saves a store on such a disk; that is what `doctor` measures the disk for."""
    tally = Mains(shift, at_first, TORN, tmp_path, honest=False).cut(60)

    assert tally.complaints
    count(f"power cut, {TORN}, sync ignored: {tally.cuts} cuts, {tally.damaged} damaged stores noticed")
