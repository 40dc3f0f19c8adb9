"""A program that looks at the store through a second connection keeps the locks of its first: another process that
comes and goes meanwhile must not throw away a log that is still written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from data.questions.stores import stores
from data.store.errors import NotRecorded
from data.store.home import open_store, version_of
from data.store.schema import FILE_NAME, SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase
from kitchen_tui.sight import Sight

_READ = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("SELECT name FROM store").fetchone()[0])
db.close()
"""


def elsewhere(path: Path) -> str:
    """Another process opens the store, reads the name of its shop, and closes it."""
    done = subprocess.run([sys.executable, "-c", _READ, str(path)], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def name_after(folder: Path, look: Callable[[str], None]) -> str:
    """What others read once the clerk has written, if this process looked at the file so before."""
    path = folder / FILE_NAME
    with closing(SqliteDatabase(path)) as clerk:
        look(stores(clerk)[0].id)
        elsewhere(path)
        with clerk.transaction():
            clerk.run("UPDATE store SET name = ?", ("Written last",))
        return elsewhere(path)


def test_what_is_written_after_a_look_is_there_for_everybody(folder: Path) -> None:
    def look(store_id: str) -> None:
        Sight.at(folder, store_id, lambda: 0).database.close()

    assert name_after(folder, look) == "Written last"


def test_what_is_written_after_the_store_was_opened_once_more_is_there_for_everybody(folder: Path) -> None:
    """A hub looks every minute whether a forecast is due, and a terminal alone whether its data are to be measured."""

    def look(store_id: str) -> None:
        open_store(folder).close()
        assert version_of(folder / FILE_NAME) == SCHEMA_VERSION

    assert name_after(folder, look) == "Written last"


@pytest.mark.skipif(sys.platform == "win32", reason="locks are a process's on POSIX only")
def test_a_look_past_the_database_would_have_lost_it(folder: Path) -> None:
    def look(store_id: str) -> None:
        (folder / FILE_NAME).read_bytes()

    assert name_after(folder, look) != "Written last"


def test_a_sight_writes_nothing(folder: Path) -> None:
    with closing(SqliteDatabase(folder / FILE_NAME)) as clerk:
        sight = Sight.at(folder, stores(clerk)[0].id, lambda: 0)
        with closing(sight.database), pytest.raises(NotRecorded, match="readonly"):
            sight.database.run("UPDATE store SET name = 'x'")
