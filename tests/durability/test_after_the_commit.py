"""NOT RECORDED is true when it is said: nothing that can fail comes after the commit of a scan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.store.errors import NotRecorded
from data.store.sqlite import SqliteDatabase
from hardware.scan.commands import command_code
from kitchen_tui.desk import Desk
from kitchen_tui.verbs import HAND_OVER
from kitchen_tui.verdict import ACCEPTED, CONFIRM, FAILED
from tests.durability import bakery


class Filling(SqliteDatabase):
    """A store whose disk takes `room` more transactions, then no more."""

    room = 1_000

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.room == 0:
            raise NotRecorded("The disk is full: free some space")
        self.room -= 1
        with super().transaction():
            yield


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    database = Filling(bakery.store_file(folder))
    yield Desk(database, folder)
    database.close()


def facts(desk: Desk) -> int:
    return int(desk.database.rows("SELECT count(*) FROM stage_fact")[0][0])


@pytest.mark.parametrize("room", range(4))
def test_a_confirmed_scan_that_says_not_recorded_is_not_there(desk, room):
    asked = desk.scan("B20001A", "Covering", bakery.OLIVE)
    desk.database.room = room

    verdict = desk.scan("B20001A", "Covering", bakery.OLIVE)

    assert asked.verdict == CONFIRM
    assert verdict.verdict == (ACCEPTED if room >= 2 else FAILED), "one to close the question, one for the scan"
    assert (facts(desk) > 0) == (verdict.verdict == ACCEPTED)


@pytest.mark.parametrize("room", range(4))
def test_a_hand_over_that_says_not_recorded_is_not_there(desk, room):
    for code in ("B20001A", "B20001B"):
        for station in ("Filling", "Covering", "Decorating", "Packing", "Packing"):
            desk.scan(code, station, bakery.OLIVE)
    desk.scan(command_code(bytes.fromhex(bakery.SECRET), HAND_OVER), "Packing", bakery.OLIVE)
    desk.database.room = room

    verdict = desk.scan("B20001A", "Packing", bakery.OLIVE)

    status = desk.database.rows("SELECT status FROM orders WHERE number = '20001'")[0][0]
    assert (verdict.verdict, status) == ((ACCEPTED, "COMPLETED") if room >= 2 else (FAILED, "READY"))
