"""What the store asks of SQLite is in force: a setting that SQLite does not know is passed over in silence."""

from __future__ import annotations

from contextlib import closing

import pytest

from data.store.sqlite import SqliteDatabase
from tests.durability import bakery


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: synced before a commit returns
        ("fullfsync", 1),
        ("wal_autocheckpoint", 0),  # no writer checkpoints by itself: only in its turn
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("temp_store", 2),
        ("journal_size_limit", 64 << 20),
    ],
)
def test_a_store_that_is_open_has_the_setting(folder, setting, value):
    with closing(SqliteDatabase(bakery.store_file(folder))) as database:
        assert database.rows(f"PRAGMA {setting}") == [(value,)]
