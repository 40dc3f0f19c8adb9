"""A database that another program holds says NOT RECORDED after some patience, never a green verdict (F19)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from data.store.errors import NotAStore, NotRecorded
from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from kitchen_tui.verdict import ACCEPTED, FAILED
from tests.durability import bakery, wholeness

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 150
_WANTS_TO_WRITE = ("BEGIN IMMEDIATE", "INSERT", "UPDATE")
HELD = "Another program holds the database: try again"


@contextmanager
def held(what: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process holds it meanwhile."""
    command = [sys.executable, "-m", "tests.durability.holder", what, str(bakery.store_file(folder))]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "HELD\n"
        yield process
    assert process.returncode == 0


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = Desk(SqliteDatabase(bakery.store_file(folder), patience_ms=PATIENCE_MS), folder)
    yield desk
    desk.database.close()


@pytest.mark.parametrize("what", ["database", "turn"])
def test_a_scan_while_another_program_writes_is_not_recorded_and_counts_afterwards(desk, folder, what):
    with held(what, folder):
        verdict = desk.scan("B20001A", "Filling", bakery.OLIVE)

    assert (verdict.verdict, verdict.headline, verdict.says) == (FAILED, "NOT RECORDED", HELD)
    assert desk.scan("B20001A", "Filling", bakery.OLIVE).verdict == ACCEPTED
    with wholeness.opened(bakery.store_file(folder)) as db:
        assert wholeness.complaints(db) == []


def test_a_scan_waits_for_a_program_that_lets_go_in_time(folder):
    """Also for one that knows nothing of turns, and changed something meanwhile."""
    database, waiting = SqliteDatabase(bakery.store_file(folder)), Event()
    database._db.set_trace_callback(lambda sql: waiting.set() if sql.startswith(_WANTS_TO_WRITE) else None)
    with ThreadPoolExecutor() as pool, held("database", folder) as holder:
        scan = pool.submit(Desk(database, folder).scan, "B20001A", "Filling", bakery.OLIVE)
        waiting.wait()
        assert holder.stdin is not None
        holder.stdin.close()

        assert scan.result().verdict == ACCEPTED
    database.close()


def test_a_command_while_another_program_writes_raises_not_recorded(desk, folder):
    with held("database", folder), pytest.raises(NotRecorded, match=HELD):
        bakery.take_in(desk.database, 30_001)

    assert bakery.take_in(desk.database, 30_001).code == "applied"


def test_a_tidying_while_another_program_has_the_turn_is_put_off(desk, folder):
    desk.scan("B20001A", "Filling", bakery.OLIVE)

    with held("turn", folder), pytest.raises(NotRecorded, match=HELD):
        desk.database.tidy(always=True)

    desk.database.tidy(always=True)


def test_a_store_that_another_program_keeps_to_itself_is_not_opened_and_says_so(folder):
    with held("everything", folder), pytest.raises(NotAStore, match="cannot be opened: database is locked"):
        SqliteDatabase(bakery.store_file(folder), patience_ms=PATIENCE_MS)

    SqliteDatabase(bakery.store_file(folder)).close()


def test_a_command_waits_five_seconds_where_nothing_else_is_said(folder):
    database = SqliteDatabase(bakery.store_file(folder))

    assert database.rows("PRAGMA busy_timeout") == [(5_000,)]
    database.close()
