"""A store that cannot be opened says so in words, and nothing stays open behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store.errors import NotAStore
from data.store.sqlite import SqliteDatabase
from tests.durability import bakery


def open_files() -> list[str]:
    return sorted(str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink())


def test_a_lock_file_that_cannot_be_opened_is_told_in_words(folder):
    lock = bakery.store_file(folder).with_suffix(".lock")
    lock.unlink()
    lock.mkdir()

    with pytest.raises(NotAStore, match="cannot be opened"):
        SqliteDatabase(bakery.store_file(folder))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list a process's open files")
@pytest.mark.parametrize("content", [b"not a database, however long it may be" * 100, b""])
def test_a_file_that_is_no_store_is_let_go_of(tmp_path, content):
    file = tmp_path / "other.sqlite3"
    file.write_bytes(content)

    with pytest.raises(NotAStore):
        SqliteDatabase(file)

    assert [name for name in open_files() if str(tmp_path) in name] == []
