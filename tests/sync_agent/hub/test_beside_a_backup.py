"""Somebody copies a hub's database, or cleans it up, while terminals work: they are hardly held up, the copy is
of one moment, and nothing is lost (F43)."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from data.core.outcome import Put
from data.exchange.digests import digests_of
from data.exchange.directory import Organization
from data.line.tend import SetStorage
from data.replica.asking import request as waiting
from data.store.execute import apply
from data.store.postgres import native_url
from sync_agent.hub.store import HubStore
from sync_agent.lives.backups import backup, drill
from sync_agent.lives.chest import Chest
from tests.support.cast import NOW
from tests.sync_agent.hub.rig import ORGANIZATION, Replica
from tests.sync_agent.hub.test_exchange import MakeReplica, ordered, tickets

STORE = "bannos"
EXCHANGES = 20
HELD_S = 0.5
AT_LEAST = 2
"""Backups, or clean-ups, beside which somebody works."""
SOON_S = 8.0
"""An exchange takes some milliseconds; whoever waits for the end of a backup waits for minutes."""
_CLEANING = {"sqlite": "VACUUM", "postgresql": "VACUUM FULL ticket, journal"}
_ALONE = {"sqlite": ["BEGIN IMMEDIATE"], "postgresql": ["BEGIN", "LOCK TABLE ticket, journal IN ACCESS EXCLUSIVE MODE"]}


@pytest.fixture
def place(request: pytest.FixtureRequest, store: HubStore) -> str:
    """The hub's database, for a program of its own; its organization is founded, or nothing of it would be copied."""
    with store.door(ORGANIZATION) as database, database.transaction():
        apply(database, Put(Organization(ORGANIZATION, "Cakes", NOW)))
    if store.dialect == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def terminal(store: HubStore, replica: MakeReplica) -> Replica:
    """Has heard of some cakes."""
    ordered(store, 3)
    made = replica("one")
    made.exchange()
    return made


@contextmanager
def other_program(place: str) -> Iterator[Any]:
    """A connection that knows nothing of us."""
    if place.startswith("sqlite"):
        file = place.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file, 30, isolation_level=None, check_same_thread=False)) as found:
            yield found
    else:
        with psycopg.connect(native_url(place), autocommit=True) as found:
            yield found


def work(terminal: Replica, times: int = EXCHANGES) -> float:
    """So many scans, each sent at once; the seconds that the slowest took."""
    slowest = 0.0
    (one, *_) = tickets(terminal)
    for _ in range(times):
        assert terminal.do(SetStorage(one.id, f"Shelf {terminal.machine.stamp().at}")).accepted
        begun = time.monotonic()
        terminal.exchange()
        slowest = max(slowest, time.monotonic() - begun)
        assert waiting(terminal.database).batch == ()
    return slowest


def agree(store: HubStore, terminal: Replica) -> None:
    theirs = store.read(ORGANIZATION, lambda database: digests_of(database, STORE))
    assert digests_of(terminal.database, STORE) == theirs


def test_a_backup_that_takes_for_ever_holds_nobody_up_and_has_nothing_of_what_came_later(
    store: HubStore, place: str, terminal: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(terminal, 1)
    then = store.read(ORGANIZATION, lambda database: digests_of(database, STORE))
    reading, go_on, part = threading.Event(), threading.Event(), Chest.part

    def slow(chest: Chest, name: str) -> Any:
        reading.set()
        assert go_on.wait(60)
        return part(chest, name)

    monkeypatch.setattr(Chest, "part", slow)
    made = threading.Thread(target=backup, args=(place, tmp_path / "backup", NOW))
    with other_program(place) as reader:
        # What SQLite copies from is one long reading; the file's own copy is over too soon to work beside it.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM ticket").fetchall()
        made.start()
        assert reading.wait(60)
        assert work(terminal) < SOON_S
        reader.execute("ROLLBACK")
    go_on.set()
    made.join()
    agree(store, terminal)
    tried = drill(tmp_path / "backup", place if store.dialect == "postgresql" else None, NOW)
    assert tried.sums[STORE] == then


def test_backups_without_end_beside_work_are_whole(
    store: HubStore, place: str, terminal: Replica, tmp_path: Path
) -> None:
    def save(n: int) -> None:
        backup(place, tmp_path / f"backup{n}", NOW)

    made = beside(save, lambda: work(terminal))
    agree(store, terminal)
    drill(tmp_path / f"backup{made - 1}", place if store.dialect == "postgresql" else None, NOW)


def test_a_clean_up_without_end_only_delays(store: HubStore, place: str, terminal: Replica) -> None:
    """Each takes the whole file, or table after table, to itself for a while."""

    def clean(_: int) -> None:
        with other_program(place) as cleaner:
            cleaner.execute(_CLEANING[store.dialect])

    beside(clean, lambda: work(terminal))
    agree(store, terminal)


def test_who_has_all_to_himself_for_a_while_is_waited_for(store: HubStore, place: str, terminal: Replica) -> None:
    with other_program(place) as cleaner:
        for statement in _ALONE[store.dialect]:
            cleaner.execute(statement)
        threading.Timer(HELD_S, cleaner.execute, ("ROLLBACK",)).start()
        assert HELD_S / 2 < work(terminal, 1) < HELD_S + SOON_S
    agree(store, terminal)


def beside(does: Callable[[int], None], works: Callable[[], object]) -> int:
    """Does something again and again while something else is done; answers how often."""
    over, troubles, times = threading.Event(), list[BaseException](), [0]

    def again() -> None:
        try:
            while not over.is_set():
                does(times[0])
                times[0] += 1
        except BaseException as trouble:
            troubles.append(trouble)

    thread = threading.Thread(target=again)
    thread.start()
    try:
        works()
        while times[0] < AT_LEAST and thread.is_alive():
            works()
    finally:
        over.set()
        thread.join()
    assert troubles == []
    return times[0]
