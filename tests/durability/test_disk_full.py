"""A full disk says NOT RECORDED, never a green verdict; when there is room again the same scan counts (F18)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from kitchen_tui.desk import Desk
from kitchen_tui.verdict import ACCEPTED, FAILED, NOOP
from tests.durability import bakery, wholeness
from tests.durability.full_child import ROOMS

ROOT = Path(__file__).resolve().parents[2]
IN_A_MOUNT = ("unshare", "--user", "--map-root-user", "--mount")


def may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    mount = [*IN_A_MOUNT, "mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    return subprocess.run(mount, capture_output=True).returncode == 0


def full(folder: Path, disk: str, *around: str) -> list[dict[str, Any]]:
    """What was said each time that the disk of a terminal in a child process was full."""
    command = [*around, sys.executable, "-m", "tests.durability.full_child", disk, str(folder)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines()]


def assert_nothing_green_was_lost(folder: Path, times: list[dict[str, Any]]) -> None:
    assert [t["room"] for t in times] == list(ROOMS)
    assert {t["verdict"] for t in times} == {FAILED}
    assert {t["headline"] for t in times} == {"NOT RECORDED"}
    assert {t["again"] for t in times} == {ACCEPTED}, "nothing was kept of the scan that found no room"
    with wholeness.opened(bakery.store_file(folder)) as db:
        assert wholeness.complaints(db) == []
        assert wholeness.lost(db, [tuple(a) for t in times for a in t["acknowledged"]]) == []


def test_a_database_that_may_not_grow_takes_no_scan_and_shows_none(folder):
    desk = Desk.at(folder)
    (pages,) = desk.database.rows("PRAGMA page_count")[0]
    desk.database.run(f"PRAGMA max_page_count = {pages}")
    codes = [row[0] for row in desk.database.rows("SELECT code FROM ticket ORDER BY code")]

    verdicts = [desk.scan(code, "Filling", bakery.OLIVE) for code in codes]

    refused = [(v.text, v.says) for v in verdicts if v.verdict != ACCEPTED]
    assert refused
    assert {v.verdict for v in verdicts} <= {ACCEPTED, FAILED}
    assert {says for _, says in refused} == {"The disk is full: free some space"}

    desk.database.run(f"PRAGMA max_page_count = {pages * 2}")
    assert {desk.scan(code, "Filling", bakery.OLIVE).verdict for code, _ in refused} == {ACCEPTED}
    assert {desk.scan(code, "Filling", bakery.OLIVE).verdict for code in codes} == {NOOP}
    desk.database.close()
    with wholeness.opened(bakery.store_file(folder)) as db:
        assert wholeness.complaints(db) == []


def test_a_write_that_is_cut_off_anywhere_is_not_recorded(folder, count):
    times = full(folder, "limited")

    assert_nothing_green_was_lost(folder, times)
    assert all(t["says"].startswith("The disk did not take it") for t in times)
    assert any(t["tidied"].startswith("The disk did not take it") for t in times)
    count(f"disk full, file size limited: {len(times)} times, 0 green, {acknowledged(times)} acknowledged, 0 lost")


@pytest.mark.skipif(not may_mount(), reason="this system lets nobody mount a small file system")
def test_a_disk_without_space_is_told_as_that(folder, count):
    times = full(folder, "small", *IN_A_MOUNT)

    assert_nothing_green_was_lost(folder, times)
    assert {t["says"] for t in times} == {"The disk is full: free some space"}
    count(f"disk full, no space left: {len(times)} times, 0 green, {acknowledged(times)} acknowledged, 0 lost")


def acknowledged(times: list[dict[str, Any]]) -> int:
    return sum(len(t["acknowledged"]) for t in times)
