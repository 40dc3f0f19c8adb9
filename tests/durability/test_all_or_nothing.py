"""Whatever fails inside a transaction, nothing of it is in the store, and the next one is taken."""

from __future__ import annotations

import pytest

from data.core.outcome import Put
from data.kitchen.pending import Pending
from data.store.errors import NotRecorded
from data.store.execute import apply
from data.store.sqlite import SqliteDatabase
from tests.durability import bakery

QUESTION = Put(Pending("bench-1", "Filling", "ticket", "stop", "cancelled", None))


@pytest.fixture
def database(folder):
    database = SqliteDatabase(bakery.store_file(folder))
    yield database
    database.close()


def questions(database: SqliteDatabase) -> int:
    return len(database.rows("SELECT * FROM pending"))


def write(database: SqliteDatabase, *rows: Put, then: type[Exception] | None = None) -> None:
    """One transaction; its rule may break at the end."""
    with database.transaction():
        for row in rows:
            apply(database, row)
        if then is not None:
            raise then


def test_a_rule_that_breaks_half_way_leaves_nothing(database):
    with pytest.raises(LookupError):
        write(database, QUESTION, then=LookupError)

    assert questions(database) == 0


def test_a_row_that_is_there_already_leaves_nothing_of_the_others(database):
    with pytest.raises(NotRecorded, match="UNIQUE"):
        write(database, QUESTION, QUESTION)

    assert questions(database) == 0


def test_the_next_transaction_is_taken(database):
    with pytest.raises(LookupError):
        write(database, then=LookupError)

    write(database, QUESTION)

    assert questions(database) == 1
