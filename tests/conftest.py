"""Fixtures that every suite may ask for; what they are made of stands in tests/support."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, settings

from data.store.migrate import migrate
from data.store.postgres import PostgresDatabase
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery
from tests.support.databases import emptied, for_alembic, migrated_file, postgres_database
from tests.support.memory import Shop, opened_shop

# The same examples in every run: a red run can be repeated, and a green one is not luck. The proofs roll the dice.
settings.register_profile(
    "suite",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; with several workers it is the last one to end that the others wait for."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def at_our_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is called in here gives way, and would take every test after it along."""
    monkeypatch.setattr(os, "setpriority", lambda *_: None, raising=False)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty store file: copy it, never write to it."""
    return migrated_file(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def shop(template: Path) -> Shop:
    """The cast's shop on its first morning; `shop.open()` is a bakery of one's own, in memory."""
    return opened_shop(template)


@pytest.fixture
def bakery(shop: Shop) -> Iterator[Bakery]:
    """A bakery of one's own, in memory."""
    opened = shop.open()
    yield opened
    opened.database.close()


@pytest.fixture
def sqlite_file(template: Path, tmp_path: Path) -> Path:
    """The path of an empty store of one's own."""
    path = tmp_path / FILE_NAME
    copyfile(template, path)
    return path


@pytest.fixture
def sqlite_database(sqlite_file: Path) -> Iterator[SqliteDatabase]:
    """An empty store in a file, as a terminal has it."""
    with closing(SqliteDatabase(sqlite_file)) as database:
        yield database


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated PostgreSQL database of this run."""
    with postgres_database() as url:
        migrate(for_alembic(url))
        yield url


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[PostgresDatabase]:
    """An empty store on PostgreSQL."""
    with emptied(postgres_url) as database:
        yield database
