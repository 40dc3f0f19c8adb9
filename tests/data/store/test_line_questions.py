"""What boards and lists ask of the line: the same as counted by hand, and found through an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.core.clock import HOUR, MINUTE, at_minute, plus_days
from data.kitchen.stages import COMPLETE
from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteCovering, CompleteFilling
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, OverridePriority, SetStorage
from data.orders.handover import HandOverOrder
from data.questions import attention, board, completed, notices
from data.questions.completed import CompletedFilter
from data.questions.queue import QueueFilter, priority_of, queue_for
from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from data.store.tables import metadata
from tests.data.store.contract import busy
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BO, NOW, SUE, SYDNEY, TODAY, TOMORROW
from tests.support.databases import emptied
from tests.support.dockets import cake, docket
from tests.support.memory import as_image, in_memory
from tests.support.walk import advance, complete_all


class LineQuestions:
    """Inherit it, and give `bakery`: an opened shop without an order."""

    @pytest.fixture
    def bakery(self) -> Bakery:
        raise NotImplementedError

    def test_the_board_counts_what_is_due_where_and_when(self, bakery):
        bakery.take_in(docket("1", cake(quantity=3), due_date=TODAY, window_from=600, window_to=720))
        bakery.take_in(docket("2", due_date=TOMORROW))
        bakery.take_in(docket("3", due_date=plus_days(TODAY, 9)))
        bakery.must(CompleteFilling(bakery.ticket("1-A").id), ANA)

        assert sorted(board.due_at_stations(bakery.database, "bannos", plus_days(TODAY, 6))) == [
            ("Covering", TODAY, 600, 1),
            ("Filling", TODAY, 600, 2),
            ("Filling", TOMORROW, None, 1),
        ]

    def test_the_board_names_what_is_due_first_and_no_customer(self, bakery):
        bakery.take_in(docket("1", due_date=TODAY))
        bakery.take_in(docket("2", due_date=TODAY, window_from=900, window_to=960))
        bakery.take_in(docket("3", due_date=plus_days(TODAY, -1)))
        found = board.due_next(bakery.database, "bannos", TOMORROW)

        assert [line.order_number for line in found] == ["3", "2", "1"]
        assert "Ada Lovelace" not in str(found)

    def test_work_that_nobody_moved_for_a_day_is_stuck(self, bakery):
        bakery.take_in(docket("1"))
        bakery.take_in(docket("2"))
        bakery.must(CompleteFilling(bakery.ticket("1").id), ANA, at=NOW)

        for after, stuck in ((24 * HOUR, []), (24 * HOUR + MINUTE, ["1"]), (48 * HOUR + MINUTE, ["1"])):
            found = attention.stuck(bakery.database, "bannos", NOW + after)
            assert [line.order_number for line in found.lines] == stuck
            assert found.total == len(stuck)
        assert attention.stuck(bakery.database, "bannos", NOW + 25 * HOUR).lines[0].since == NOW

    def test_whatever_moves_it_ends_that(self, bakery):
        bakery.take_in(docket("1"))
        bakery.must(CompleteFilling(bakery.ticket("1").id), ANA, at=NOW)
        bakery.must(CompleteCovering(bakery.ticket("1").id), ANA, at=NOW + 20 * HOUR)

        assert attention.stuck(bakery.database, "bannos", NOW + 25 * HOUR).total == 0

    def test_a_cake_that_came_back_begins_to_wait_anew(self, bakery):
        bakery.take_in(docket("1"))
        ticket = bakery.ticket("1")
        advance(bakery, ticket, "Packing", ANA)
        bakery.must(QcReturnToDecorating(ticket.id, "smudged"), SUE, at=NOW + 23 * HOUR)

        assert attention.stuck(bakery.database, "bannos", NOW + 26 * HOUR).total == 0
        assert attention.stuck(bakery.database, "bannos", NOW + 48 * HOUR).total == 1
        assert attention.waits_since(bakery.database, [ticket.id]) == {ticket.id: NOW + 23 * HOUR}

    def test_what_nobody_has_for_two_hours_is_told_and_what_is_for_later_is_not(self, bakery):
        came = bakery.machine.at
        bakery.take_in(docket("1", due_date=TOMORROW))
        bakery.take_in(docket("2", due_date=plus_days(TODAY, 30)))
        bakery.take_in(docket("3", due_date=TOMORROW))
        bakery.must(AssignStaff(bakery.ticket("3").id, BO.staff_id), SUE)

        early = attention.unassigned(bakery.database, "bannos", TODAY, came + 2 * HOUR - MINUTE)
        later = attention.unassigned(bakery.database, "bannos", TODAY, came + 2 * HOUR + MINUTE)
        assert early.total == 0
        assert [line.order_number for line in later.lines] == ["1"]

    def test_a_long_list_is_cut_and_says_how_long_it_is(self, bakery):
        bakery.take_in(docket("1", cake(quantity=12)))
        found = attention.unassigned(bakery.database, "bannos", TODAY, NOW + 5 * HOUR, limit=5)

        assert (len(found.lines), found.total) == (5, 12)

    def test_late_is_what_has_begun_or_is_over(self, bakery):
        bakery.take_in(docket("1", due_date=TODAY, window_from=11 * 60, window_to=12 * 60))
        bakery.take_in(docket("2", due_date=TODAY))
        bakery.take_in(docket("3", due_date=plus_days(TODAY, -1)))

        def late(day: str, minute: int) -> list[str]:
            found = attention.late(bakery.database, "bannos", at_minute(day, minute, SYDNEY), SYDNEY)
            return [line.order_number for line in found.lines]

        assert late(TODAY, 11 * 60 - 1) == ["3"]
        assert late(TODAY, 11 * 60) == ["3", "1"]
        assert late(TOMORROW, 0) == ["3", "1", "2"]

    def test_finished_tickets_by_time_place_text_and_whether_they_left(self, bakery):
        for n in range(4):
            bakery.take_in(docket(str(n + 1)))
            complete_all(bakery, bakery.ticket(str(n + 1)))
            bakery.machine.wait(HOUR)
        bakery.must(SetStorage(bakery.ticket("1").id, "Fridge 2"), ANA)
        bakery.must(SetStorage(bakery.ticket("2").id, "Fridge 2"), ANA)
        bakery.must(HandOverOrder(bakery.order("2").id), ANA)
        packed = bakery.ticket("3").packing_complete_ts

        def found(**given: Any) -> list[str]:
            return [t.order_number for t in completed.completed(bakery.database, CompletedFilter("bannos", **given))]

        assert found() == ["4", "3", "2", "1"]
        assert found(limit=2) == ["4", "3"]
        assert found(since=packed) == ["4", "3"]
        assert found(until=packed) == ["2", "1"]
        assert found(storage="Fridge 2") == ["2", "1"]
        assert found(storage="") == ["4", "3"]
        assert found(here=True) == ["4", "3", "1"]
        assert found(search="fridge") == ["2", "1"]
        assert found(search="B4") == ["4"]
        places = completed.completed_places(bakery.database, CompletedFilter("bannos"))
        assert places == [("Fridge 2", 2), (None, 2)]

    def test_the_queue_of_one_priority(self, bakery):
        busy(bakery)
        tickets = {t.id: t for t in bakery.all(Ticket) if t.stage != COMPLETE}
        for priority in (1, 2, 3):
            found = queue_for(bakery.database, QueueFilter("bannos", priority=priority, limit=500), TODAY)
            by_hand = {t.id for t in tickets.values() if level(t) == priority}
            assert {line.id for line in found} == by_hand
            dated = QueueFilter("bannos", priority=priority, date_to=TOMORROW, limit=500)
            by_hand = {i for i in by_hand if (tickets[i].due_date or "9") <= TOMORROW}
            assert {line.id for line in queue_for(bakery.database, dated, TODAY)} == by_hand

    def test_notices_that_are_open_and_those_that_somebody_saw(self, bakery):
        bakery.take_in(docket("1"))
        bakery.must(OverridePriority(bakery.ticket("1").id, 3), SUE)
        bakery.take_in(docket("2", customer=None))
        (first, *rest) = notices.notices_to_see(bakery.database, "bannos")
        assert sum(n for _, n in notices.notices_by_level(bakery.database, "bannos")) == 1 + len(rest)
        bakery.must(Acknowledge(first.id), ANA)

        assert first.id not in {n.id for n in notices.notices_to_see(bakery.database, "bannos")}
        assert [(n.id, who) for n, who in notices.notices_seen(bakery.database, "bannos")] == [(first.id, "Ana")]


def level(ticket: Ticket) -> int:
    return priority_of(ticket.due_date, ticket.priority_override, TODAY)


class TestOnSqlite(LineQuestions):
    @pytest.fixture
    def bakery(self, template: Path) -> Iterator[Bakery]:
        with closing(in_memory(as_image(template.read_bytes()))) as database:
            yield open_shop(database)


@pytest.mark.postgres
class TestOnPostgres(LineQuestions):
    @pytest.fixture
    def bakery(self, postgres_url: str) -> Iterator[Bakery]:
        with emptied(postgres_url) as database:
            assert isinstance(database, PostgresDatabase)
            yield open_shop(database)


class Planned(SqliteDatabase):
    """A database that keeps the plan of whatever it is asked."""

    plans: list[str]

    def rows(self, sql: str, values: Any = ()) -> Any:
        if not sql.startswith(("PRAGMA", "EXPLAIN")):
            self.plans += [row[-1] for row in super().rows(f"EXPLAIN QUERY PLAN {sql}", values)]
        return super().rows(sql, values)


FILTERS = (
    CompletedFilter("bannos"),
    CompletedFilter("bannos", since=NOW, until=NOW + HOUR),
    CompletedFilter("bannos", storage="Fridge", here=True, search="x"),
)
QUESTIONS: dict[str, Any] = {
    "due at stations": lambda db: board.due_at_stations(db, "bannos", TOMORROW),
    "due next": lambda db: board.due_next(db, "bannos", TOMORROW),
    "stuck": lambda db: attention.stuck(db, "bannos", NOW),
    "unassigned": lambda db: attention.unassigned(db, "bannos", TODAY, NOW),
    "late": lambda db: attention.late(db, "bannos", NOW, SYDNEY),
    "waits since": lambda db: attention.waits_since(db, ["a", "b"]),
    "notices to see": lambda db: notices.notices_to_see(db, "bannos"),
    "notices seen": lambda db: notices.notices_seen(db, "bannos"),
    "what waits": lambda db: notices.waiting_count(db, "bannos"),
    "notices by level": lambda db: notices.notices_by_level(db, "bannos"),
    "queue by priority": lambda db: queue_for(db, QueueFilter("bannos", priority=3), TODAY),
    **{f"completed {n}": lambda db, f=f: completed.completed(db, f) for n, f in enumerate(FILTERS)},
    "completed places": lambda db: completed.completed_places(db, FILTERS[1]),
}


TABLES = {"t", "o", "e", "s", *metadata.tables}
"""As the questions call them."""


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_whole_table(name, sqlite_file):
    with closing(Planned(sqlite_file)) as database:
        database.plans = []
        QUESTIONS[name](database)

        read = [step for step in database.plans if step.startswith("SCAN")]
        assert not [step for step in read if step.split()[1] in TABLES], database.plans


def test_finished_tickets_come_in_order_out_of_their_index(sqlite_file):
    with closing(Planned(sqlite_file)) as database:
        database.plans = []
        completed.completed(database, CompletedFilter("bannos"))
        completed.completed_places(database, CompletedFilter("bannos"))

        assert any("ix_completed" in step for step in database.plans)
        assert any("COVERING INDEX ix_completed" in step for step in database.plans)
        assert not any("ORDER BY" in step for step in database.plans[:3])
