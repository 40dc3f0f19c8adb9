"""The disk of the power cuts keeps what was synced, and loses of the rest what its mode says."""

from __future__ import annotations

from random import Random

import apsw
import pytest

from tests.durability.crash_disk import (
    DATABASE,
    DROPPED,
    LOG,
    MODES,
    PREFIX,
    TORN,
    Acknowledged,
    CrashDisk,
    Happening,
    Removed,
    Resized,
    Synced,
    Wrote,
    after_power_cut,
)

BEFORE = {DATABASE: b"old"}


def cuts(mode: str, *happened: Happening) -> set[bytes]:
    """The database after each of many cuts."""
    return {after_power_cut(BEFORE, happened, mode, Random(seed))[DATABASE] for seed in range(200)}


@pytest.mark.parametrize("mode", MODES)
def test_what_was_synced_stays(mode):
    assert cuts(mode, Wrote(DATABASE, 0, b"new"), Synced(DATABASE)) == {b"new"}


@pytest.mark.parametrize("mode", MODES)
def test_a_sync_is_for_one_file_only(mode):
    assert b"old" in cuts(mode, Wrote(DATABASE, 0, b"new"), Synced(LOG))


@pytest.mark.parametrize("mode", MODES)
def test_an_acknowledgement_syncs_nothing(mode):
    assert b"old" in cuts(mode, Wrote(DATABASE, 0, b"new"), Acknowledged("command", None))


def test_dropped_loses_all_that_was_not_synced():
    assert cuts(DROPPED, Wrote(DATABASE, 0, b"new"), Resized(DATABASE, 1)) == {b"old"}


def test_a_prefix_lands_in_the_order_in_which_it_was_asked():
    asked = Wrote(DATABASE, 0, b"1"), Wrote(DATABASE, 1, b"2"), Resized(DATABASE, 2)

    assert cuts(PREFIX, *asked) == {b"old", b"1ld", b"12d", b"12"}


def test_torn_lands_any_sectors_in_any_order():
    two_sectors = Wrote(DATABASE, 510, b"abcd")

    assert cuts(TORN, Resized(DATABASE, 600), Synced(DATABASE), two_sectors) == {
        b"old".ljust(510, b"\0") + middle + bytes(86) for middle in (b"\0\0\0\0", b"ab\0\0", b"\0\0cd", b"abcd")
    }


def test_torn_may_keep_the_older_of_two_writes():
    assert cuts(TORN, Wrote(DATABASE, 0, b"1"), Wrote(DATABASE, 0, b"2")) == {b"old", b"1ld", b"2ld"}


@pytest.mark.parametrize("mode", MODES)
def test_a_file_that_was_removed_stays_away(mode):
    happened = Wrote(LOG, 0, b"frames"), Synced(LOG), Wrote(LOG, 0, b"more"), Removed(LOG)

    assert LOG not in after_power_cut(BEFORE, happened, mode, Random(1))


def test_sqlite_works_on_it_and_syncs_its_log_before_a_commit_returns():
    disk = CrashDisk()
    disk.insert({})
    connection = apsw.Connection(DATABASE, vfs=disk.name)
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("CREATE TABLE cake (name)")

    connection.execute("INSERT INTO cake VALUES ('Opera')")

    assert disk.happened[-1] == Synced(LOG)
    assert connection.execute("SELECT name FROM cake").fetchall() == [("Opera",)]
    connection.close()
