"""Whoever edits the authority's log behind its back, takes an entry out or puts one in, is found out (SECURITY T17)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR
from data.core.envelope import JournalEntry
from data.core.packed import pack
from data.exchange.message import Request, Sent
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.kitchen.ticket import Ticket
from data.ledger.auditing import audit
from data.ledger.own import rule
from data.ledger.pruning import prune
from data.ledger.seals import seal_of
from data.ledger.serve import serve
from data.line.tend import SetStorage
from data.line.undo import Undo
from data.store import housekeeping, migrate
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, NOW
from tests.support.databases import for_alembic, postgres_database
from tests.support.dockets import cake, docket, ingest

DAYS_31 = 31 * 24 * HOUR


@pytest.fixture(params=["sqlite_database", pytest.param("postgres", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Bakery:
    """A store whose hub has taken five commands of a terminal and one of a shop."""
    return _worked(open_shop(request.getfixturevalue(request.param)))


def _worked(bakery: Bakery) -> Bakery:
    bakery.take_in()
    bakery.database.run("DELETE FROM journal")
    with bakery.database.transaction():
        become(
            bakery.database, Node("hub", "", "o-hub", 0, "", False, True, "E", packed_scopes(["bannos", "flourlane"]))
        )
    push(bakery, 1, 5)
    order = ingest(docket("55555", cake()), "bannos")
    rule(bakery.database, order, SERVICE_ACTOR, "shop", bakery.machine.stamp(), bakery.machine.next_id)
    return bakery


def push(hub: Bakery, first: int, last: int, now: int = NOW) -> None:
    """Storage places, one after the other, in the chain of a terminal."""
    ticket = StoredRows(hub.database).where(Ticket, in_queue=True)[0]
    tags = count(first * 100)
    batch = tuple(
        Sent(
            n,
            f"c{n}",
            f"c{n - 1}" if n > 1 else None,
            "set_storage",
            1,
            pack(SetStorage(ticket.id, f"Fridge {n}").to_args()),
            ANA.staff_id,
            ANA.name,
            ANA.role.value,
            BENCH,
            now,
            n,
            "boot",
            n,
        )
        for n in range(first, last + 1)
    )
    answer = serve(hub.database, Request("n1", "E", {}, ("bannos",), "o-n1", batch), lambda: f"t{next(tags)}", now)
    assert {result.status for result in answer.results} == {"applied"}


def found(hub: Bakery) -> list[tuple[str | None, str]]:
    return [(each.entry.command_id if each.entry else None, each.chain) for each in audit(hub.database).broken]


def entry(database: Database, command_id: str) -> JournalEntry:
    stored = StoredRows(database).get(JournalEntry, command_id)
    assert stored is not None
    return stored


def test_a_log_that_nobody_touched_is_whole(hub: Bakery) -> None:
    told = audit(hub.database)

    assert (told.chains, told.entries, told.older, told.broken) == (2, 6, 0, ())


@pytest.mark.parametrize(
    "edit",
    [
        "args = replace(args, 'Fridge', 'Shelf')",
        "actor_id = 'somebody'",
        "actor_role = 'OWNER'",
        "issued_at = issued_at - 1",
        "occurred_at = occurred_at - 1",
        "skew_ms = skew_ms + 1",
        "says = 'nothing happened'",
        "status = 'noop'",
        "session = 'another'",
        "seal = NULL",
        "seq = 77",
    ],
)
def test_an_entry_that_was_edited_is_named(hub: Bakery, edit: str) -> None:
    hub.database.run(f"UPDATE journal SET {edit} WHERE command_id = 'c3'")

    assert found(hub)[0][0] in ("c3", "c4")
    assert ("c3", "o-n1") in found(hub) or "seq" in edit


@pytest.mark.parametrize(("gone", "first"), [("c1", "c2"), ("c3", "c4"), ("c5", None)])
def test_an_entry_that_was_taken_out_is_missed_wherever_it_stood(hub: Bakery, gone: str, first: str | None) -> None:
    hub.database.run("DELETE FROM journal WHERE command_id = ?", (gone,))

    assert found(hub) == [(first, "o-n1")]


def test_an_entry_of_the_hubs_own_is_missed_as_well(hub: Bakery) -> None:
    hub.database.run("DELETE FROM journal WHERE name = 'ingest_order'")

    assert found(hub) == [(None, "shop:bannos:flourlane:o-hub")]


@pytest.mark.parametrize(
    "where", [{"seq": 6}, {"seq": 9, "origin": "o-new"}, {"seq": None}, {"seq": 6, "seal": "a right one"}]
)
def test_an_entry_that_was_put_in_is_named(hub: Bakery, where: dict[str, Any]) -> None:
    last = entry(hub.database, "c5")
    forged = replace(last, command_id="c6", prev_id="c5", **{"seal": None} | where)
    if where.get("seal"):
        forged = replace(forged, seal=seal_of(last.seal, forged))
    kind = kind_of(JournalEntry)
    hub.database.run(kind.insert, kind.record(forged))

    told = found(hub)
    assert len(told) == 1
    assert told[0][0] in ("c6", None)


def test_what_follows_the_next_day_is_sealed_on_top(hub: Bakery) -> None:
    push(hub, 6, 8, NOW + 1)

    assert (audit(hub.database).entries, found(hub)) == (9, [])
    hub.database.run("UPDATE journal SET says = 'x' WHERE command_id = 'c7'")
    assert found(hub) == [("c7", "o-n1")]


def test_the_same_again_changes_nothing(hub: Bakery) -> None:
    before = audit(hub.database)
    chain = Request("n1", "E", {}, ("bannos",), "o-n1", ())
    serve(hub.database, chain, lambda: "again", NOW)

    assert audit(hub.database) == before


def test_an_undone_entry_is_no_edited_one(hub: Bakery) -> None:
    undo = Undo("c5")
    sent = Sent(
        6,
        "c6",
        "c5",
        undo.name,
        1,
        pack(undo.to_args()),
        ANA.staff_id,
        ANA.name,
        ANA.role.value,
        BENCH,
        NOW,
        6,
        "boot",
        6,
    )
    serve(hub.database, Request("n1", "E", {}, ("bannos",), "o-n1", (sent,)), lambda: "u1", NOW)

    assert entry(hub.database, "c5").undone_by == "c6"
    assert found(hub) == []


def test_what_is_pruned_leaves_the_rest_provable(hub: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "JOURNAL_ALWAYS", 1)
    push(hub, 6, 8, NOW + DAYS_31)

    prune(hub.database, NOW + DAYS_31 + HOUR, lambda: "p")

    left = hub.database.rows("SELECT command_id FROM journal WHERE origin = 'o-n1' ORDER BY seq")
    assert [row[0] for row in left] == ["c6", "c7", "c8"]
    assert found(hub) == []
    hub.database.run("DELETE FROM journal WHERE command_id = 'c6'")
    assert found(hub) == [("c7", "o-n1")]


def test_a_log_from_before_the_seals_goes_on_with_them(empty_hub: str) -> None:
    """A hub of schema 7."""
    with closing(opened(empty_hub)) as database:
        _worked(open_shop(database))
    migrate.downgrade(for_alembic(empty_hub), "0007")
    migrate.migrate(for_alembic(empty_hub))

    with closing(opened(empty_hub)) as database:
        hub = Bakery(database)
        assert (audit(database).older, found(hub)) == (6, [])
        push(hub, 6, 7)
        assert (audit(database).entries, found(hub)) == (2, [])
        database.run("DELETE FROM journal WHERE command_id = 'c6'")
        assert found(hub) == [("c7", "o-n1")]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        migrate.migrate(f"sqlite:///{tmp_path / 'hub.sqlite3'}")
        yield f"sqlite:///{tmp_path / 'hub.sqlite3'}"
        return
    with postgres_database() as url:
        migrate.migrate(for_alembic(url))
        yield url


def opened(url: str) -> SqliteDatabase | PostgresDatabase:
    if url.startswith("sqlite"):
        return SqliteDatabase(Path(url.removeprefix("sqlite:///")))
    return PostgresDatabase(url, "banno")
