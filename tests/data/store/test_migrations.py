"""The migrations make exactly the schema that the tables describe, on both databases, forwards and back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from data.store.errors import NotAStore
from data.store.label_queue import waiting
from data.store.log_order import COLUMN
from data.store.migrate import config, downgrade, migrate
from data.store.postgres import PostgresDatabase
from data.store.schema import APPLICATION_ID, SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase
from data.store.tables import metadata
from kitchen_tui.home import open_store
from tests.support.bakery import open_shop
from tests.support.databases import for_alembic, postgres_database
from tests.support.dump import dump

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database is to be made: nothing is in it yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'made.sqlite3'}"
        return
    with postgres_database() as url:
        yield for_alembic(url)


def engine_at(url: str) -> Engine:
    return create_engine(url)


def tables_at(url: str) -> set[str]:
    engine = engine_at(url)
    with closing(engine.connect()) as connection:
        found = set(inspect(connection).get_table_names())
    engine.dispose()
    return found


ADDED = ("organization_id", COLUMN)
"""What the fence between organizations adds (data.store.fence), and the order of the journal (data.store.log_order);
tests of their own look at both."""


def differences(url: str) -> list[object]:
    """What Alembic would still change to reach the tables; types and defaults are compared too."""
    engine = engine_at(url)
    opts = {"compare_type": True, "compare_server_default": True, "include_object": is_of_the_tables}
    with closing(engine.connect()) as connection:
        context = MigrationContext.configure(connection, opts=opts)
        found = list(compare_metadata(context, metadata))
    engine.dispose()
    return found


def is_of_the_tables(found: Any, name: str | None, kind: str, reflected: bool, wanted: Any) -> bool:
    """Columns that PostgreSQL alone has, and unique indexes, which the fence widens: `indexes` compares those."""
    added = kind == "column" and reflected and wanted is None and name in ADDED
    widened = kind == "index" and found.unique
    return not (added or widened)


def indexes(url: str) -> dict[str, tuple[str, tuple[str, ...], bool]]:
    engine = engine_at(url)
    with closing(engine.connect()) as connection:
        look = inspect(connection)
        found = {
            str(index["name"]): (
                table,
                without_fence(index["column_names"], unique=index["unique"]),
                bool(index["unique"]),
            )
            for table in metadata.tables
            for index in look.get_indexes(table)
        }
    engine.dispose()
    return found


def without_fence(columns: Iterable[str | None], *, unique: bool) -> tuple[str, ...]:
    return tuple(str(name) for name in columns if not (unique and name in ADDED))


class TestBothDatabases:
    def test_end_at_the_tables_and_nothing_is_left_to_change(self, empty_url):
        migrate(empty_url)

        assert differences(empty_url) == []
        assert tables_at(empty_url) == {*metadata.tables, "alembic_version"}
        assert indexes(empty_url) == {
            str(index.name): (table.name, tuple(c.name for c in index.columns), bool(index.unique))
            for table in metadata.tables.values()
            for index in table.indexes
        }

    def test_go_down_to_nothing_and_up_again(self, empty_url):
        migrate(empty_url)
        downgrade(empty_url)

        assert tables_at(empty_url) <= {"alembic_version"}

        migrate(empty_url)
        assert differences(empty_url) == []

    def test_change_nothing_when_run_again(self, empty_url):
        migrate(empty_url)
        before = indexes(empty_url)
        migrate(empty_url)

        assert indexes(empty_url) == before
        assert differences(empty_url) == []

    def test_are_made_once_when_two_programs_begin_together(self, empty_url):
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(migrate, empty_url) for _ in range(2)]:
                done.result(timeout=60)

        assert differences(empty_url) == []


def test_two_processes_may_make_the_same_file_at_once(tmp_path):
    path = tmp_path / "made.sqlite3"
    command = [sys.executable, "-m", "data.store.migrate", f"sqlite:///{path}"]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60)[1].decode() for process in running]

    assert [process.returncode for process in running] == [0, 0], said
    with closing(SqliteDatabase(path)) as database:
        assert dump(database)["journal"] == []


def test_a_migrated_file_opens_and_takes_a_whole_shop(sqlite_database):
    open_shop(sqlite_database)

    assert {store.letter for store in dump(sqlite_database)["store"]} == {"B", "F"}


@pytest.mark.postgres
def test_a_migrated_server_opens_and_takes_a_whole_shop(postgres):
    open_shop(postgres)

    assert {store.letter for store in dump(postgres)["store"]} == {"B", "F"}


@pytest.mark.parametrize("ours", [True, False], ids=["half a store of ours", "a store of another program"])
def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, ours):
    path = tmp_path / "made.sqlite3"
    with closing(sqlite3.connect(path)) as stranger:
        stranger.execute("CREATE TABLE ticket (mine TEXT)")
        if ours:
            stranger.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    url = f"sqlite:///{path}"
    with pytest.raises(Exception, match="ticket" if ours else "another program"):
        migrate(url)

    assert tables_at(url) == {"ticket"}


class TestOpening:
    """Whatever is wrong with a file is said in a sentence, before anything is read from it."""

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(NotAStore, match="no store at"):
            SqliteDatabase(tmp_path / "nowhere.sqlite3")

    def test_a_file_that_is_no_database(self, tmp_path):
        path = tmp_path / "letter.txt"
        path.write_text("Dear Ana, " * 500)

        with pytest.raises(NotAStore, match="cannot be opened"):
            SqliteDatabase(path)

    def test_a_database_of_another_program(self, tmp_path):
        path = tmp_path / "other.sqlite3"
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE notes (text TEXT)")

        with pytest.raises(NotAStore, match="not a Bakeline store"):
            SqliteDatabase(path)

    def test_a_store_of_a_newer_program(self, sqlite_file):
        with closing(sqlite3.connect(sqlite_file)) as file:
            file.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

        with pytest.raises(NotAStore, match=f"schema {SCHEMA_VERSION + 1}, this program wants {SCHEMA_VERSION}"):
            SqliteDatabase(sqlite_file)

    def test_a_store_of_an_older_program(self, sqlite_file):
        with closing(sqlite3.connect(sqlite_file)) as file:
            file.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")

        with pytest.raises(NotAStore, match=f"schema {SCHEMA_VERSION - 1}"):
            SqliteDatabase(sqlite_file)

    def test_a_server_that_does_not_answer(self):
        with pytest.raises(NotAStore, match="does not answer"):
            PostgresDatabase("postgresql://127.0.0.1:1/nowhere?connect_timeout=2")

    @pytest.mark.postgres
    def test_a_database_of_another_program_on_the_server(self):
        with postgres_database() as url, pytest.raises(NotAStore, match="not a Bakeline store"):
            PostgresDatabase(url)

    @pytest.mark.postgres
    def test_a_store_of_a_newer_program_on_the_server(self, postgres_url):
        with closing(PostgresDatabase(postgres_url)) as database:
            database.run("UPDATE alembic_version SET version_num = '0099'")
            try:
                with pytest.raises(NotAStore, match=f"schema 99, this program wants {SCHEMA_VERSION}"):
                    PostgresDatabase(postgres_url)
            finally:
                database.run("UPDATE alembic_version SET version_num = ?", (f"{SCHEMA_VERSION:04d}",))

    def test_our_mark_stands_in_the_file(self, sqlite_file):
        with closing(sqlite3.connect(sqlite_file)) as file:
            marks = [file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]

        assert marks == [APPLICATION_ID, SCHEMA_VERSION]


class TestAnOlderStore:
    """One of the first release, with labels that nobody could print yet."""

    OLD = ("id", "ticket_id", "kind", "reprint", "state", "at", "command_id", "terminal_id")
    ROWS = (
        ("job-1", "ticket-1", "ticket", 0, "queued", 1_000, "command-1", "bench-1"),
        ("job-2", "ticket-1", "packing", 0, "voided", 2_000, "command-2", "bench-1"),
    )

    def made(self, url: str) -> None:
        """Migrated as far as the first release goes, its two labels in it."""
        engine = engine_at(url)
        with engine.begin() as connection:
            command.upgrade(config(connection), "0001")
            marks = ", ".join(f":{name}" for name in self.OLD)
            insert = text(f"INSERT INTO label_job ({', '.join(self.OLD)}) VALUES ({marks})")
            connection.execute(insert, [dict(zip(self.OLD, row, strict=True)) for row in self.ROWS])
            if connection.dialect.name == "sqlite":
                connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
                connection.execute(text("PRAGMA user_version = 1"))
        engine.dispose()

    def test_keeps_its_jobs_and_ends_at_the_same_tables(self, empty_url):
        self.made(empty_url)
        migrate(empty_url)
        engine = engine_at(empty_url)
        with closing(engine.connect()) as connection:
            kept = connection.execute(text(f"SELECT {', '.join(self.OLD)} FROM label_job ORDER BY id")).all()
            new = connection.execute(text("SELECT sends, tries, next_at, says, changed_at FROM label_job")).all()
        engine.dispose()

        assert [tuple(row) for row in kept] == list(self.ROWS)
        assert sorted(tuple(row) for row in new) == [(0, 0, None, None, 1_000), (0, 0, None, None, 2_000)]
        assert differences(empty_url) == []

    def test_is_brought_up_to_date_when_it_is_opened(self, tmp_path):
        path = tmp_path / "bakeline.sqlite3"
        self.made(f"sqlite:///{path}")
        with closing(open_store(tmp_path)) as database:
            assert [job.id for job in waiting(database, "bench-1")] == ["job-1"]
