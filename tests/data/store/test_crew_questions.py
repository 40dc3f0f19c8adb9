"""Who is on shift and who did what, the same on both databases, found without reading whole tables."""

from __future__ import annotations

import pytest

from data.core.clock import HOUR
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteFilling
from data.people.commands import ClockIn, ClockOut, SetActive, SetBadge
from data.questions.crew import acts_of, crew, made_since, shifts_of
from data.questions.stores import has_orders, terminals
from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ADI, ANA, BO, NOW
from tests.support.dockets import cake, docket


class CrewContract:
    """The questions of the staff list."""

    def test_a_crew_has_its_keys_and_open_shifts(self, shop):
        shop.must(SetBadge("ana", "hash"), ADI)
        shop.must(ClockIn("ana"), ANA, at=NOW - HOUR)
        shop.must(SetActive("bo", False), ADI)

        found = {person.id: person for person in crew(shop.database, "bannos")}

        assert [person.number for person in found.values()] == [101, 102, 103, 104, 105]
        assert (found["ana"].badge, found["ana"].pin, found["ana"].since) == (True, False, NOW - HOUR)
        assert (found["bo"].active, found["bo"].since) == (False, None)
        assert crew(shop.database, "flourlane") == []

    def test_shifts_come_the_newest_first(self, shop):
        shop.must(ClockIn("ana"), ANA, at=NOW - 9 * HOUR)
        shop.must(ClockOut("ana"), ANA, at=NOW - 5 * HOUR)
        shop.must(ClockIn("ana"), ANA, at=NOW - HOUR)

        assert [shift.ended_at for shift in shifts_of(shop.database, "ana", 10)] == [None, NOW - 5 * HOUR]
        assert len(shifts_of(shop.database, "ana", 1)) == 1
        assert shifts_of(shop.database, "bo", 10) == []

    def test_what_somebody_did_names_its_ticket_and_what_was_taken_back(self, shop):
        shop.take_in(docket("20001", cake(quantity=2)))
        first, second = sorted(shop.all(Ticket), key=lambda t: t.code)
        shop.must(CompleteFilling(first.id), ANA)
        shop.undo(shop.must(CompleteFilling(second.id), ANA))
        shop.must(ClockIn("bo"), BO)

        acts = acts_of(shop.database, "ana", NOW - HOUR, 10)

        assert [(act.name, act.code, act.undone) for act in acts] == [
            ("undo", second.code, False),
            ("complete_filling", second.code, True),
            ("complete_filling", first.code, False),
        ]
        assert len(acts_of(shop.database, "ana", NOW - HOUR, 1)) == 1
        assert acts_of(shop.database, "ana", NOW + 9 * HOUR, 10) == []
        assert made_since(shop.database, "ana", NOW - HOUR) == [("Filling", 1)]
        assert made_since(shop.database, "bo", NOW - HOUR) == []

    def test_a_store_knows_its_terminals_and_whether_it_ever_had_an_order(self, shop):
        assert [terminal.number for terminal in terminals(shop.database)] == [1, 2]
        assert not has_orders(shop.database, "bannos")

        shop.take_in()

        assert has_orders(shop.database, "bannos")
        assert not has_orders(shop.database, "flourlane")


class TestCrewOnSqlite(CrewContract):
    @pytest.fixture
    def shop(self, sqlite_database: SqliteDatabase) -> Bakery:
        return open_shop(sqlite_database)

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT 1 FROM journal WHERE command_id >= 'x' AND actor_id = 'x' ORDER BY command_id DESC",
            "SELECT 1 FROM shift WHERE staff_id = 'x' ORDER BY started_at DESC",
            "SELECT 1 FROM orders WHERE store_id = 'x' LIMIT 1",
        ],
    )
    def test_nothing_is_read_whole(self, shop, sql):
        steps = [row[-1] for row in shop.database.rows(f"EXPLAIN QUERY PLAN {sql}")]

        assert not [step for step in steps if step.startswith("SCAN")], steps


@pytest.mark.postgres
class TestCrewOnPostgres(CrewContract):
    @pytest.fixture
    def shop(self, postgres: PostgresDatabase) -> Bakery:
        return open_shop(postgres)
