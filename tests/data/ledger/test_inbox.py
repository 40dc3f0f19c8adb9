"""Each webhook is kept once, however often and with whomever it comes."""

from __future__ import annotations

import random
import threading
from contextlib import closing
from dataclasses import replace
from typing import cast

import pytest

from data.ledger import inbox
from data.shops.kept import WebhookDelivery
from data.store.database import Database
from data.store.errors import Clash
from data.store.kinds import kind_of
from data.store.postgres import PostgresConnection, PostgresDatabase, connected
from tests.support.cast import NOW

KIND = kind_of(WebhookDelivery)


@pytest.fixture(params=["sqlite_database", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue(request.param)
    return found


def delivery(name: str, raw: bytes = b"{}") -> WebhookDelivery:
    return inbox.delivery("shop", "bannos", "shopify", (name, name, "orders/create"), {"x": "é 🍰"}, raw, NOW)


def kept(database: Database) -> dict[str, WebhookDelivery]:
    return {row.delivery_id: row for row in (KIND.row(record) for record in database.rows(KIND.select))}


def test_of_those_that_come_together_each_is_new_once_and_kept_to_the_byte(database: Database):
    every_byte = bytes(range(256)) * 3
    assert inbox.keep(database, [delivery("known")]) == [True]
    came = [delivery("b", every_byte), delivery("known", b"other"), delivery("a"), delivery("b"), delivery("c", b"")]

    assert inbox.keep(database, came) == [True, False, True, False, True]
    rows = kept(database)
    assert {name: bytes(row.raw) for name, row in rows.items()} == {
        "known": b"{}",
        "a": b"{}",
        "b": every_byte,
        "c": b"",
    }
    assert rows["a"] == delivery("a")


def test_all_or_none(database: Database):
    wrong = replace(delivery("b"), topic=cast("str", None))
    with pytest.raises(Clash):
        inbox.keep(database, [delivery("a"), wrong])
    assert kept(database) == {}


@pytest.mark.postgres
def test_many_that_hear_the_same_ones_in_any_order_never_wait_for_each_other_in_a_ring(
    postgres: PostgresDatabase, postgres_url: str
):
    """A vendor repeats a whole storm to several hub processes at once."""
    rounds, many, new, wrong = 10, 300, list[bool](), list[Exception]()
    together = threading.Barrier(4, timeout=30)

    def hear(seed: int) -> None:
        try:
            with closing(PostgresConnection(connected(postgres_url))) as database:
                for n in range(rounds):
                    some = random.Random(seed).sample([delivery(f"{n}-{m}") for m in range(many)], many)
                    together.wait()
                    new.extend(inbox.keep(database, some))
        except Exception as trouble:  # told to the test
            wrong.append(trouble)
            together.abort()

    threads = [threading.Thread(target=hear, args=(seed,)) for seed in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (wrong, sum(new), len(kept(postgres))) == ([], rounds * many, rounds * many)
