"""What a program tells sqlite3 is recorded whole, and does the same again on a copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench.recording import Replay, recorded


def by_hand(db: sqlite3.Connection) -> None:
    db.isolation_level = None
    db.execute("BEGIN IMMEDIATE")
    (number,) = db.execute("SELECT count(*) + ? FROM ticket", (10,)).fetchone()
    db.cursor().execute("INSERT INTO ticket VALUES(:n)", {"n": number})
    db.execute("COMMIT")


def by_block(db: sqlite3.Connection) -> None:
    with db:
        db.executemany("INSERT INTO ticket VALUES(?)", ((n,) for n in (1, 2)))
    db.execute("INSERT INTO ticket VALUES(3)")
    db.rollback()
    db.executescript("INSERT INTO ticket VALUES(4); INSERT INTO ticket VALUES(5);")


def tickets(folder: Path) -> list[int]:
    with closing(sqlite3.connect(folder / "line.sqlite3")) as db:
        return [row[0] for row in db.execute("SELECT number FROM ticket ORDER BY number")]


@pytest.mark.parametrize(("work", "left"), [(by_hand, [10]), (by_block, [1, 2, 4, 5])])
def test_a_replay_leaves_the_copy_as_the_program_left_its_own(
    work: Callable[[sqlite3.Connection], None], left: list[int], tmp_path: Path
) -> None:
    own, copy = tmp_path / "own", tmp_path / "copy"
    own.mkdir()
    with closing(sqlite3.connect(own / "line.sqlite3")) as db:
        db.execute("CREATE TABLE ticket(number INTEGER)")
    shutil.copytree(own, copy)
    with recorded() as recorder:
        db = sqlite3.connect(str(own / "line.sqlite3"), timeout=30)
    with closing(db):
        work(db)
        with closing(Replay(recorder, own, copy)) as replay:
            replay.run(recorder.take())
    assert tickets(own) == tickets(copy) == left


def test_a_recording_of_nothing_is_not_taken_for_a_fast_one(tmp_path: Path) -> None:
    with recorded() as recorder, closing(sqlite3.connect(tmp_path / "line.sqlite3")):
        pass
    with pytest.raises(RuntimeError, match="no statement"):
        recorder.take()


def test_a_plan_is_asked_with_the_recorded_parameters(tmp_path: Path) -> None:
    with recorded() as recorder:
        db = sqlite3.connect(tmp_path / "line.sqlite3")
    with closing(db), closing(Replay(recorder, tmp_path, tmp_path)) as replay:
        db.execute("CREATE TABLE ticket(number INTEGER PRIMARY KEY)")
        recorder.take()
        db.execute("SELECT number FROM ticket WHERE number = ?", (1,))
        (asked,) = recorder.take()
        assert replay.plan(asked) == ["SEARCH ticket USING INTEGER PRIMARY KEY (rowid=?)"]
