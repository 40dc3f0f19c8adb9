"""What cannot be read or written for any other reason is told too, and never green."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from data.store.errors import NotRecorded
from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from kitchen_tui.verdict import ACCEPTED, FAILED
from tests.durability import bakery, wholeness


def test_a_scan_on_a_damaged_page_gets_an_answer(folder):
    """Reading fails before anything is written: that too is a verdict, not a crash."""
    damage(bakery.store_file(folder), "ux_ticket_code")
    desk = Desk.at(folder)

    verdict = desk.scan("B20001A", "Filling", bakery.OLIVE)

    assert (verdict.verdict, verdict.headline) == (FAILED, "NOT RECORDED")
    assert "malformed" in verdict.says
    desk.database.close()


def test_a_store_that_may_only_be_read_takes_no_scan_and_shows_none(folder):
    desk = Desk.at(folder)
    desk.database.rows("PRAGMA query_only = ON")

    verdict = desk.scan("B20001A", "Filling", bakery.OLIVE)

    assert (verdict.verdict, verdict.headline) == (FAILED, "NOT RECORDED")
    assert "readonly" in verdict.says

    desk.database.rows("PRAGMA query_only = OFF")
    assert desk.scan("B20001A", "Filling", bakery.OLIVE).verdict == ACCEPTED
    desk.database.close()
    with wholeness.opened(bakery.store_file(folder)) as db:
        assert wholeness.complaints(db) == []


@pytest.mark.parametrize("column", ["locked", "full_name"])
def test_a_mistake_of_ours_is_not_blamed_on_the_disk_or_on_another_program(folder, column):
    database = SqliteDatabase(bakery.store_file(folder))

    with pytest.raises(NotRecorded, match=f"no such column: {column}"):
        database.rows(f"SELECT {column} FROM ticket")
    database.close()


def damage(file: Path, index: str) -> None:
    """Overwrites the root page of an index."""
    db = sqlite3.connect(file)
    page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)).fetchone()[0]
    db.close()
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(content)
