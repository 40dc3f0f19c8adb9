"""The hub's database: many threads at once, others in the way, a server that goes away and comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from data.core.outcome import Put
from data.exchange.versions import head, lock
from data.store.database import Database
from data.store.errors import Clash, Contended, NotAStore, NotRecorded
from data.store.execute import apply
from data.store.postgres import native_url
from sync_agent.hub.store import TRIES, HubStore, PostgresStore, file_of, opened
from tests.sync_agent.hub.rig import ORGANIZATION, STORES
from tests.sync_agent.hub.writers import noticed

BANNOS, FLOURLANE = STORES


def add(number: int) -> Callable[[Database], None]:
    """Work that writes a row."""

    def work(database: Database) -> None:
        with database.transaction():
            apply(database, Put(noticed(number)))

    return work


def count(database: Database) -> int:
    return int(database.rows("SELECT count(*) FROM notice")[0][0])


def test_work_that_fails_leaves_nothing(store: HubStore) -> None:
    def work(database: Database) -> None:
        with database.transaction():
            apply(database, Put(noticed(1)))
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        store.write(ORGANIZATION, work)
    assert store.read(ORGANIZATION, count) == 0


def test_a_row_that_is_there_already_is_the_statements_fault(store: HubStore) -> None:
    store.write(ORGANIZATION, add(1))
    with pytest.raises(Clash):
        store.write(ORGANIZATION, add(1))


def test_reads_are_of_one_moment_and_wait_for_nobody(store: HubStore) -> None:
    """A new terminal hears 50,000 rows while the others go on scanning."""
    reading, written = threading.Event(), threading.Event()
    counts: list[int] = []

    def look(database: Database) -> None:
        counts.append(count(database))
        reading.set()
        assert written.wait(20)
        counts.append(count(database))

    reader = threading.Thread(target=lambda: store.read(ORGANIZATION, look))
    reader.start()
    assert reading.wait(20)
    store.write(ORGANIZATION, add(1))
    written.set()
    reader.join(20)
    assert counts == [0, 0]
    assert store.read(ORGANIZATION, count) == 1


def test_a_reader_writes_nothing(store: HubStore) -> None:
    with pytest.raises(NotRecorded):
        store.read(ORGANIZATION, lambda database: apply(database, Put(noticed(1))))
    assert store.read(ORGANIZATION, count) == 0


def test_what_it_is_asked_about_itself(store: HubStore) -> None:
    store.check()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///", "bakery.sqlite3", ""])
def test_what_is_no_database_is_said_to_be_none(url: str) -> None:
    with pytest.raises(NotAStore, match="sqlite:///FILE"):
        opened(url)


def test_a_file_is_named_as_sqlalchemy_names_it() -> None:
    assert file_of("sqlite:////var/lib/hub.sqlite3") == Path("/var/lib/hub.sqlite3")
    assert file_of("sqlite:///hub%20one.sqlite3") == Path("hub one.sqlite3")
    assert file_of("postgresql+psycopg://127.0.0.1/hub") is None


@pytest.fixture
def postgres_store(request: pytest.FixtureRequest) -> Iterator[PostgresStore]:
    from data.store.postgres import PostgresDatabase
    from tests.sync_agent.hub.rig import founded

    request.getfixturevalue("postgres")
    address = request.getfixturevalue("postgres_url")
    with closing(PostgresDatabase(address, ORGANIZATION)) as database:
        founded(database)
    with closing(PostgresStore(address)) as store:
        yield store


@pytest.mark.postgres
class TestPostgres:
    def test_different_stores_do_not_wait_for_each_other(self, postgres_store: PostgresStore) -> None:
        locked, done = threading.Event(), threading.Event()

        def hold(database: Database) -> None:
            with database.transaction():
                lock(database, [BANNOS])
                locked.set()
                assert done.wait(20)

        def pass_by(database: Database) -> int:
            with database.transaction():
                lock(database, [FLOURLANE])
                return head(database, FLOURLANE)[0]

        holder = threading.Thread(target=lambda: postgres_store.write(ORGANIZATION, hold))
        holder.start()
        assert locked.wait(20)
        assert postgres_store.write(ORGANIZATION, pass_by) == 0
        assert holder.is_alive(), "it passed by while the other store was held"
        done.set()
        holder.join(20)

    def test_two_that_stop_each_other_are_both_done_in_the_end(self, postgres_store: PostgresStore) -> None:
        """F39: the server ends one of them, and it is done again."""
        met = threading.Barrier(2, timeout=20)
        tries: list[str] = []
        for number in (1, 2):
            postgres_store.write(ORGANIZATION, add(number))

        def crossing(first: str, second: str) -> None:
            def work(database: Database) -> None:
                tries.append(first)
                with database.transaction():
                    for each in (first, second):
                        database.run("UPDATE notice SET text = ? WHERE id = ?", (first, each))
                        if each == first and len(tries) <= 2:
                            met.wait()

            postgres_store.write(ORGANIZATION, work)

        threads = [threading.Thread(target=crossing, args=pair) for pair in (("n1", "n2"), ("n2", "n1"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(set(tries)) == ["n1", "n2"]
        assert len(tries) == 3, "one was done twice"

    def test_who_is_always_in_the_way_is_given_up_on(self, postgres_store: PostgresStore) -> None:
        tries = []

        def work(_: Database) -> None:
            tries.append(1)
            raise Contended("Others were in the way")

        with pytest.raises(NotRecorded):
            postgres_store.write(ORGANIZATION, work)
        assert len(tries) == TRIES

    def test_a_server_that_went_away_is_found_again(self, postgres_store: PostgresStore, postgres_url: str) -> None:
        """Whoever finds it out is told; the next one is served."""
        postgres_store.check()
        with psycopg.connect(native_url(postgres_url), autocommit=True) as raw:
            raw.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bakeline-hub'"
                " AND datname = current_database()"
            )
        with pytest.raises(NotRecorded):
            postgres_store.read(ORGANIZATION, count)
        for _ in range(3):
            assert postgres_store.read(ORGANIZATION, count) == 0

    def test_a_value_that_no_column_takes_is_the_statements_fault(self, postgres_store: PostgresStore) -> None:
        def work(database: Database) -> None:
            with database.transaction():
                database.run("UPDATE sync_head SET tag = ?", ("a\0b",))

        with pytest.raises(Clash):
            postgres_store.write(ORGANIZATION, work)

    def test_a_server_that_does_not_answer_is_said_to(self) -> None:
        with pytest.raises(NotAStore, match="does not answer"):
            PostgresStore("postgresql+psycopg://127.0.0.1:1/nowhere?connect_timeout=2")

    def test_whoever_finds_all_connections_taken_is_told_and_the_next_one_is_served(
        self, postgres_store: PostgresStore, postgres_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """F40: nothing hangs, nothing is half done."""
        monkeypatch.setattr("sync_agent.hub.store.PATIENCE", 0.2)
        with closing(PostgresStore(postgres_url, connections=1)) as store:
            with store.door(ORGANIZATION), pytest.raises(NotRecorded, match="does not answer"):
                store.read(ORGANIZATION, lambda database: database.rows("SELECT 1"))
            assert store.read(ORGANIZATION, lambda database: database.rows("SELECT 1")) == [(1,)]
