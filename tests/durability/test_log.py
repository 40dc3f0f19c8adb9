"""The log beside the database stays small and what it held is in the database, as long as somebody tidies (I21)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store.sqlite import COMMITS_BETWEEN_CHECKPOINTS
from kitchen_tui.desk import Desk
from tests.durability import bakery, wholeness
from tests.durability.scanner import Scanner

SEED = 20_262
LARGEST = 64 << 20


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = Desk.at(folder)
    yield desk
    desk.database.close()


def log_size(folder: Path) -> int:
    file = bakery.store_file(folder)
    return file.with_name(f"{file.name}-wal").stat().st_size


def bench(desk: Desk) -> tuple[Scanner, list[str]]:
    """Somebody at work who never tidies, and the commands that were acknowledged."""
    done: list[str] = []
    return Scanner(desk, SEED, lambda command, _: done.append(command), tidying=0), done


def test_after_tidying_every_scan_is_in_the_database_itself(desk, folder, tmp_path):
    scanner, done = bench(desk)
    while len(done) < 50:
        scanner.work()

    desk.database.tidy(always=True)

    alone = tmp_path / "without_its_log.sqlite3"
    shutil.copyfile(bakery.store_file(folder), alone)
    with wholeness.opened(alone) as db:
        assert set(done) <= set(wholeness.commands(db))
        assert wholeness.complaints(db) == []


def test_a_log_that_is_tidied_stops_growing(desk, folder, count):
    scanner, done = bench(desk)
    sizes = []
    for days_work in (1, 2, 3):
        while len(done) < days_work * COMMITS_BETWEEN_CHECKPOINTS:
            scanner.work()
            desk.database.tidy()
        sizes.append(log_size(folder))

    assert sizes[2] < 1.5 * sizes[0]
    assert sizes[2] < LARGEST
    count(f"log: {len(done)} commands, tidied each {COMMITS_BETWEEN_CHECKPOINTS} commits: {sizes[2] / 2**20:.1f} MiB")


def test_a_log_that_nobody_tidies_grows(desk, folder):
    """What the test above would see if tidying did nothing."""
    scanner, done = bench(desk)
    while len(done) < 50:
        scanner.work()
    at_first = log_size(folder)
    while len(done) < 150:
        scanner.work()

    assert log_size(folder) > 2 * at_first


def test_a_reader_who_took_long_holds_the_log_up_only_while_he_reads(desk, folder):
    scanner, done = bench(desk)
    reader = sqlite3.connect(bakery.store_file(folder), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ticket").fetchone()
    while len(done) < 50:
        scanner.work()
        desk.database.tidy(always=True)
    held_up = log_size(folder)

    reader.close()
    while len(done) < 100:
        scanner.work()
        desk.database.tidy(always=True)

    assert log_size(folder) < 1.5 * held_up, "its beginning is written anew"


def test_a_log_that_became_very_long_is_cut_with_the_next_scan_after_a_tidying(desk, folder):
    with desk.database.transaction():
        payloads = "SELECT id, hex(randomblob(8)), zeroblob(2500000), 0 FROM orders"
        desk.database.run(f"INSERT INTO order_payload (order_id, sha256, raw, received_at) {payloads}")
    assert log_size(folder) > LARGEST

    desk.database.tidy(always=True)
    desk.scan("B20001A", "Filling", bakery.OLIVE)

    assert log_size(folder) <= LARGEST


def test_nothing_is_tidied_before_enough_has_gathered(desk, folder):
    """A checkpoint costs several syncs: not after each scan."""
    file = bakery.store_file(folder)
    before = file.read_bytes()

    desk.scan("B20001A", "Filling", bakery.OLIVE)
    desk.database.tidy()

    assert file.read_bytes() == before
