"""A power cut while news is swapped in, or while a hub takes the commands of several: the database is as after a whole
number of transactions, and none that was over is taken back (I6, I11, I20; F17)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from hashlib import sha256
from itertools import count as numbers
from pathlib import Path
from random import Random
from typing import NamedTuple

import apsw
import pytest

from data.core.clock import Instant
from data.ledger.serve import NotServed, serve_all
from data.line.tend import SetStorage
from data.replica.asking import request
from data.replica.issue import Seat, issue
from data.replica.rebase import absorb
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from tests.bench.recording import Statement, recorded
from tests.durability.crash_disk import DATABASE, LOG, MODES, PREFIX, Acknowledged, CrashDisk, Files, after_power_cut
from tests.durability.shift import Spoken, Step, _writing, play
from tests.support.cast import ANA, NOW
from tests.sync_agent.agent import rig

SEED = 20_264
ROUNDS, CAKES = 6, 6
NODES = ("t1", "t2")
TERMINAL, HUB = "terminal", "hub"


class Scene(NamedTuple):
    """What one node said to its database, transaction by transaction, and how the database stood after each."""

    at_first: Files
    opening: tuple[Spoken, ...]
    steps: tuple[Step, ...]
    stood: tuple[str, ...]


@pytest.fixture(scope="session")
def scenes(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    """Two terminals scan, and are served together, again and again."""
    folder: Path = tmp_path_factory.mktemp("news")
    files = {HUB: rig.found_hub(template, folder / HUB, CAKES)}
    files |= {name: rig.enrol(template, folder / name, name) / files[HUB].name for name in NODES}
    before = {name: whole(path) for name, path in files.items()}
    with recorded() as recorder:
        opened = {name: SqliteDatabase(path) for name, path in files.items()}
        opening = recorder.take()
        work(opened)
        said = recorder.take()
        for database in opened.values():
            database.close()
    of = {name: n for n, name in enumerate(files)}
    return {
        TERMINAL: scene(before["t1"], spoken(opening, of["t1"]), spoken(said, of["t1"]), folder),
        HUB: scene(before[HUB], spoken(opening, of[HUB]), spoken(said, of[HUB]), folder),
    }


def whole(path: Path) -> bytes:
    """A file with nothing in its log."""
    with closing(SqliteDatabase(path)) as database:
        database.tidy(always=True)
    return path.read_bytes()


def spoken(said: Iterable[Statement], connection: int) -> tuple[Spoken, ...]:
    return _writing(each for each in said if each.connection == connection)


def work(opened: dict[str, SqliteDatabase]) -> None:
    fresh, dice, at = (f"{n:032x}" for n in numbers(1)), Random(SEED), NOW
    for n in range(ROUNDS):
        for name in NODES:
            for _ in range(dice.randrange(4) if n else 0):
                scan(opened[name], name, dice)
        at = exchange(opened, at, lambda: next(fresh))


def scan(database: SqliteDatabase, name: str, dice: Random) -> None:
    tickets = rig.to_fill(database)
    if dice.random() < 0.5:
        rig.fill(database, dice.choice(tickets), terminal=rig.TERMINALS[name])
    else:
        says = SetStorage(dice.choice(tickets), f"Shelf {dice.randrange(9)}")
        issue(database, Seat(rig.TERMINALS[name], ""), ANA, says, ThisMachine().stamp())


def exchange(opened: dict[str, SqliteDatabase], at: Instant, fresh: Callable[[], str]) -> Instant:
    """Both at once."""
    words = serve_all(opened[HUB], [request(opened[name]) for name in NODES], fresh, at)
    for name, word in zip(NODES, words, strict=True):
        assert not isinstance(word, NotServed)
        assert absorb(opened[name], word, fresh).taken
    return at + 1_000


def scene(at_first: bytes, opening: tuple[Spoken, ...], said: Sequence[Spoken], folder: Path) -> Scene:
    steps: list[Step] = []
    statements: list[Spoken] = []
    for one in said:
        statements.append(one)
        if one[0] == "COMMIT":
            steps.append(Step(Acknowledged(str(len(steps)), None), tuple(statements)))
            statements = []
    return Scene({DATABASE: at_first}, opening, tuple(steps), tuple(after_each(at_first, steps, folder)))


def after_each(at_first: bytes, steps: Iterable[Step], folder: Path) -> list[str]:
    """How the database stands at first, and after each step, on a disk that never fails."""
    path = folder / "never-cut.sqlite3"
    path.write_bytes(at_first)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        found = [stands(db)]
        for step in steps:
            for sql, values in step.statements:
                db.execute(sql, values).fetchall()
            found.append(stands(db))
    return found


def stands(db: sqlite3.Connection) -> str:
    """Every row of every table."""
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    held = [(table, sorted(map(repr, db.execute(f"SELECT * FROM {table}")))) for table in tables]
    return sha256(repr(held).encode()).hexdigest()


def cut(scene: Scene, scratch: Path, mode: str, cuts: int) -> list[str]:
    """What is wrong after so many power cuts, each somewhere."""
    random, wrong, disk = Random(SEED), list[str](), CrashDisk()
    disk.insert(scene.at_first)
    with suppress(apsw.Error):  # a planted mistake may make a statement impossible
        play(disk, scene.opening, scene.steps)
    disk.unregister()
    for _ in range(cuts):
        happened = disk.happened[: random.randint(0, len(disk.happened))]
        heard = sum(isinstance(each, Acknowledged) for each in happened)
        found = looked_at(after_power_cut(scene.at_first, happened, mode, random), scratch)
        if found not in scene.stood[heard : heard + 2]:
            wrong.append(f"after transaction {heard}: {found}")
    return wrong


def looked_at(files: Files, scratch: Path) -> str:
    for suffix, name in (("", DATABASE), ("-wal", LOG), ("-shm", "")):
        path = scratch / f"cut.sqlite3{suffix}"
        path.unlink(missing_ok=True)
        if name in files:
            path.write_bytes(files[name])
    with closing(sqlite3.connect(scratch / "cut.sqlite3", isolation_level=None)) as db:
        try:
            ((said,),) = db.execute("PRAGMA integrity_check(1)").fetchall()
            return stands(db) if said == "ok" else f"damaged: {said}"
        except sqlite3.DatabaseError as trouble:
            return f"damaged: {trouble}"


def test_what_the_scene_shows(scenes: dict[str, Scene]) -> None:
    """Every exchange is one transaction at the hub, and every answer one at the terminal, beside its scans."""
    assert len(scenes[HUB].steps) == ROUNDS
    assert len(set(scenes[HUB].stood)) > ROUNDS / 2
    swaps = [s for s in scenes[TERMINAL].steps if any("sync_cookie" in sql for sql, _ in s.statements)]
    assert len(swaps) > ROUNDS / 2
    assert len(set(scenes[TERMINAL].stood)) > ROUNDS


@pytest.mark.parametrize("whose", [TERMINAL, HUB])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cuts", [100, pytest.param(2_000, marks=pytest.mark.proof)])
def test_a_power_cut_leaves_whole_exchanges(scenes, tmp_path, count, whose, mode, cuts):
    assert cut(scenes[whose], tmp_path, mode, cuts) == []
    count(f"power cut in an exchange, {whose}, {mode}: {cuts} cuts, each exchange whole or not there")


@pytest.mark.parametrize("whose", [TERMINAL, HUB])
def test_exchanges_that_are_not_one_transaction_are_found_half_done(scenes, tmp_path, whose):
    alone = [replace(s, statements=tuple(t for t in s.statements if "BEGIN" not in t[0])) for s in scenes[whose].steps]
    ends = [replace(s, statements=tuple(t for t in s.statements if t[0] not in ("COMMIT", "ROLLBACK"))) for s in alone]
    assert cut(scenes[whose]._replace(steps=tuple(ends)), tmp_path, PREFIX, 60)
