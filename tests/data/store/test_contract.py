"""The contract on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from tests.data.store.contract import DatabaseContract, QuestionsContract, filled
from tests.support.bakery import Bakery, open_shop
from tests.support.databases import emptied
from tests.support.memory import as_image, in_memory


class TestSqlite(DatabaseContract):
    @pytest.fixture
    def bakery(self, sqlite_database: SqliteDatabase) -> Bakery:
        return open_shop(sqlite_database)

    @pytest.fixture
    def connect(self, sqlite_file: Path) -> Callable[[], SqliteDatabase]:
        return lambda: SqliteDatabase(sqlite_file)


@pytest.mark.postgres
class TestPostgres(DatabaseContract):
    @pytest.fixture
    def bakery(self, postgres: PostgresDatabase) -> Bakery:
        return open_shop(postgres)

    @pytest.fixture
    def connect(self, postgres_url: str) -> Callable[[], PostgresDatabase]:
        return lambda: PostgresDatabase(postgres_url)


@pytest.fixture(scope="module")
def busy_on_sqlite(template: Path) -> Iterator[Bakery]:
    with closing(in_memory(as_image(template.read_bytes()))) as database:
        yield filled(database)


@pytest.fixture(scope="module")
def busy_on_postgres(postgres_url: str) -> Iterator[Bakery]:
    with emptied(postgres_url) as database:
        yield filled(database)


class TestQuestionsOnSqlite(QuestionsContract):
    @pytest.fixture
    def busy(self, busy_on_sqlite: Bakery) -> Bakery:
        return busy_on_sqlite


@pytest.mark.postgres
class TestQuestionsOnPostgres(QuestionsContract):
    @pytest.fixture
    def busy(self, busy_on_postgres: Bakery) -> Bakery:
        return busy_on_postgres
