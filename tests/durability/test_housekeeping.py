"""What has served its time goes; what undo or a command that comes again needs stays, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from data.core.clock import MINUTE
from data.core.envelope import JournalEntry, Stamp
from data.core.outcome import Put
from data.kitchen.pending import CONFIRM_MS, LONGEST_MS, Pending
from data.kitchen.unknown import UnknownScan
from data.line.undo import WINDOW
from data.people.staff import PinGuard
from data.replica.issue import issue
from data.stock.commands import CountStock
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.housekeeping import (
    DAY,
    JOURNAL_ALWAYS,
    JOURNAL_ENTRIES,
    JOURNAL_KEPT,
    ROWS_A_TRANSACTION,
    SPENT_KEPT,
    Pruned,
    prune,
)
from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from kitchen_tui.verdict import ACCEPTED
from tests.durability import bakery, wholeness

NOW = 1_800_000_000_000
SCAN = JournalEntry(
    command_id="",
    origin="bench",
    seq=None,
    prev_id=None,
    name="complete_filling",
    v=1,
    args="{}",
    actor_id="ana",
    actor_name="Ana",
    actor_role="STAFF",
    terminal_id="bench-1",
    issued_at=0,
    hlc=0,
    boot_id="boot",
    mono_ns=0,
    status="applied",
    code="applied",
    says="",
    ticket_id=None,
    order_id=None,
    undoable=True,
    undo=None,
    undone_by=None,
    settled=True,
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres")
    return found


def put(database: Database, *rows: object) -> None:
    with database.transaction():
        for row in rows:
            apply(database, Put(row))


def scans(count: int, issued_at: int, *, first: int = 1, origin: str = "bench") -> list[JournalEntry]:
    """So many accepted scans of one origin, a millisecond apart, numbered from `first`."""
    return [
        replace(SCAN, command_id=f"{origin}-{n:06}", origin=origin, seq=n, issued_at=issued_at + n)
        for n in range(first, first + count)
    ]


def repeats(count: int, issued_at: int) -> list[JournalEntry]:
    """So many scans that changed nothing."""
    plain = replace(SCAN, status="noop", code="already_done", undoable=False)
    return [replace(plain, command_id=f"again-{n:06}", issued_at=issued_at + n) for n in range(count)]


def journal(database: Database) -> set[str]:
    return {row[0] for row in database.rows("SELECT command_id FROM journal")}


def ids(entries: list[JournalEntry]) -> set[str]:
    return {entry.command_id for entry in entries}


def test_settled_commands_go_after_thirty_days(database):
    old, young = scans(700, NOW - JOURNAL_KEPT - DAY), scans(300, NOW - JOURNAL_KEPT + DAY, first=701)
    put(database, *old, *young)

    pruned = prune(database, NOW)

    assert pruned == Pruned(journal=700, unknown_scans=0, pending=0, pin_guards=0, labels=0, sessions=0)
    assert journal(database) == ids(young)


def test_commands_that_are_not_settled_stay_however_old(database):
    waiting = [replace(entry, settled=False) for entry in scans(10, NOW - 10 * JOURNAL_KEPT)]
    put(database, *waiting, *scans(JOURNAL_ALWAYS, NOW - DAY, first=11))

    prune(database, NOW)

    assert ids(waiting) <= journal(database)


def test_the_last_command_of_an_origin_stays_for_the_next_takes_its_number_from_it(database):
    silent = scans(10, NOW - 2 * JOURNAL_KEPT, origin="silent")
    put(database, *silent, *scans(JOURNAL_ALWAYS, NOW - DAY))

    prune(database, NOW)

    assert journal(database) & ids(silent) == {"silent-000010"}


def test_a_clock_set_ten_years_ahead_does_not_take_what_was_just_done(database):
    put(database, *scans(JOURNAL_ALWAYS + 50, NOW))

    prune(database, NOW + 3_650 * DAY)

    assert len(journal(database)) == JOURNAL_ALWAYS


def test_a_clock_set_back_takes_nothing(database):
    put(database, *scans(JOURNAL_ALWAYS + 50, NOW))

    assert prune(database, NOW - 3_650 * DAY).journal == 0


def test_beyond_the_newest_fifty_thousand_only_what_changed_nothing_goes(sqlite_database):
    """A stuck scanner repeats itself without end; the work of the last thirty days is never taken for it."""
    work, stuck = scans(300, NOW - 2 * DAY), repeats(JOURNAL_ENTRIES + 1_200, NOW - DAY)
    put(sqlite_database, *work, *stuck)

    assert prune(sqlite_database, NOW).journal == 1_200
    assert ids(work) <= journal(sqlite_database)
    assert journal(sqlite_database) >= ids(stuck[1_200:])


def test_kept_scans_go_after_forty_five_days_redeemed_or_not(database):
    scan = UnknownScan("", "bannos", "B9", "Filling", 0, "ana", "Ana", "STAFF", "bench-1", None)
    put(
        database,
        replace(scan, id="old", at=NOW - SPENT_KEPT - 1),
        replace(scan, id="old and redeemed", at=NOW - SPENT_KEPT - 1, redeemed_by="command"),
        replace(scan, id="young", at=NOW - SPENT_KEPT),
        replace(scan, id="young and redeemed", at=NOW - SPENT_KEPT, redeemed_by="command"),
    )

    assert prune(database, NOW).unknown_scans == 2
    assert database.rows("SELECT id FROM unknown_scan ORDER BY id") == [("young",), ("young and redeemed",)]
    assert prune(database, NOW, spent_kept=SPENT_KEPT - DAY).unknown_scans == 2, "a shop says how long"


@pytest.mark.parametrize(
    ("until", "stays"),
    [
        (NOW, True),
        (NOW + CONFIRM_MS, True),
        (NOW - 1, False),
        (NOW + LONGEST_MS + 1, False),  # asked before the clock was set back
        (None, True),  # a stop waits until it is answered
    ],
)
def test_a_question_goes_when_nobody_can_answer_it_any_more(database, until, stays):
    put(database, Pending("bench-1", "Filling", "ticket", "confirm", "scan_ahead", until))

    assert prune(database, NOW).pending == (not stays)
    assert len(StoredRows(database).where(Pending, terminal_id="bench-1")) == stays


def test_a_guard_goes_only_when_it_guards_nothing(database):
    guards = [
        PinGuard("staff:1", 0, 0, "boot", 0, False),
        PinGuard("staff:2", 1, 1_000, "boot", 0, False),
        PinGuard("staff:3", 0, 0, "boot", 0, True),
    ]
    put(database, *guards)

    assert prune(database, NOW).pin_guards == 1
    assert StoredRows(database).get(PinGuard, "staff:1") is None


def test_it_writes_in_short_transactions_and_none_when_there_is_nothing_to_do(sqlite_file):
    with closing(Counting(sqlite_file)) as counting:
        put(counting, *scans(1_200, NOW - 2 * JOURNAL_KEPT), *scans(JOURNAL_ALWAYS, NOW, first=1_201))
        counting.transactions.clear()

        prune(counting, NOW)
        assert [deleted for (deleted,) in counting.transactions] == [ROWS_A_TRANSACTION, ROWS_A_TRANSACTION, 200]

        counting.transactions.clear()
        prune(counting, NOW)
        assert counting.transactions == []


def test_a_command_of_the_last_thirty_days_that_comes_again_gets_its_recorded_result(folder):
    database = SqliteDatabase(bakery.store_file(folder))
    now = 30 * DAY + database.rows("SELECT max(issued_at) FROM journal")[0][0]
    stamp = Stamp("00000000-0000-7000-8000-000000000001", now - JOURNAL_KEPT, "boot", 0)
    first = issue(database, bakery.SEAT, bakery.OLIVE, CountStock("sponge", 5, "counted"), stamp)
    bakery.take_in(database, 30_001)
    put(database, *repeats(JOURNAL_ENTRIES, now - DAY))

    assert prune(database, now).journal > 0
    again = issue(database, bakery.SEAT, bakery.OLIVE, CountStock("sponge", 5, "counted"), stamp)

    assert first.status == "applied"
    assert (again.status, again.says) == (first.status, first.says)
    database.close()


def test_what_can_still_be_undone_is_undone_after_a_pruning(folder):
    desk, ana = Desk.at(folder), replace(bakery.OLIVE, staff_id="ana", name="Ana")
    desk.scan("B20001A", "Filling", bakery.OLIVE)
    desk.scan("B20001B", "Filling", ana)
    put(desk.database, *repeats(JOURNAL_ENTRIES + 10, desk.now() + MINUTE))

    assert prune(desk.database, desk.now() + WINDOW).journal > 0

    assert desk.undo(bakery.OLIVE).verdict == ACCEPTED
    desk.database.close()
    with wholeness.opened(bakery.store_file(folder)) as db:
        assert wholeness.complaints(db) == []


class Counting(SqliteDatabase):
    """Notes how many rows each transaction touched."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.transactions: list[list[int]] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.transactions.append([])
        with super().transaction():
            yield

    def run(self, sql, values=()):
        touched = super().run(sql, values)
        if sql.startswith("DELETE"):
            self.transactions[-1].append(touched)
        return touched
