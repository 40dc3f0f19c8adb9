"""What screens ask about shops and dead letters, on every database: in order, counted as listed, by an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.core.actor import SERVICE_ACTOR
from data.orders.cancelling import CancelOrder
from data.questions import letters, notices, shops
from data.questions.letters import open_letters
from data.questions.notices import waiting_count
from data.questions.shops import ALL, FAILED, TOLD, WAITING, shops_of, sold_in, work_counts, work_of
from data.shops.letters import CloseDeadLetter
from data.shops.work import SettleWork, Work
from data.store.database import Database
from data.store.sqlite import SqliteDatabase
from data.store.tables import metadata
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ADI, BOX, MILK, SUE
from tests.support.databases import emptied
from tests.support.dockets import docket
from tests.support.memory import as_image, in_memory
from tests.support.selling import DOMAIN, MERCHANT, TILL, WEB, a_selling_day, of_web


def filled(database: Database) -> Bakery:
    """Two shops of Banno's, of which one is broken."""
    bakery = open_shop(database)
    a_selling_day(bakery)
    return bakery


@pytest.fixture
def on_sqlite(template: Path) -> Iterator[Bakery]:
    with closing(in_memory(as_image(template.read_bytes()))) as database:
        yield filled(database)


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Bakery]:
    with emptied(postgres_url) as database:
        yield filled(database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def selling(request: pytest.FixtureRequest) -> Bakery:
    bakery: Bakery = request.getfixturevalue(f"on_{request.param}")
    return bakery


def test_each_shop_says_how_it_stands_and_how_much_it_waits_for(selling: Bakery) -> None:
    till, web = shops_of(selling.database, "bannos")

    assert (till.account, till.status, till.waiting, till.failed) == (MERCHANT, "BROKEN", 1, 0)
    assert (till.job, till.done, till.total) == ("running", 520, 1_000)
    assert (web.account, web.status, web.waiting, web.failed) == (DOMAIN, "CONNECTED", 1, 2)
    assert (web.job, web.done, web.total) == (None, 0, None)
    assert shops_of(selling.database, "flourlane") == []


def test_what_was_given_up_comes_before_what_is_tried_again_and_what_waits(selling: Bakery) -> None:
    found = work_of(selling.database, "bannos")

    assert [(line.subject, line.given_up, line.title) for line in found[:2]] == [
        ("803", True, "Cake box"),
        ("802", False, "Gelato Cake Small"),
    ]
    assert {(line.shop_id, line.subject) for line in found[2:]} == {(WEB, "804"), (TILL, "801")}
    assert work_of(selling.database, "flourlane") == []


@pytest.mark.parametrize(
    ("state", "shop_id", "subjects"),
    [
        (ALL, WEB, ["803", "802", "804"]),
        (ALL, TILL, ["801"]),
        (FAILED, "", ["803", "802"]),
        (FAILED, TILL, []),
        (WAITING, WEB, ["804"]),
        (TOLD, "", ["801"]),
    ],
)
def test_a_state_and_a_shop_are_looked_at_alone(selling: Bakery, state: str, shop_id: str, subjects: list[str]) -> None:
    found = work_of(selling.database, "bannos", state, shop_id)

    assert [line.subject for line in found] == subjects
    assert work_of(selling.database, "bannos", state, shop_id, 1) == found[:1]


def test_what_is_counted_is_what_is_listed(selling: Bakery) -> None:
    counts = {count.status: count.things for count in work_counts(selling.database, "bannos")}

    assert counts == {s: len(work_of(selling.database, "bannos", s)) for s in (WAITING, FAILED, TOLD)}


def test_the_oldest_letter_stands_first_and_those_of_held_orders_are_counted_apart(selling: Bakery) -> None:
    found = open_letters(selling.database, "bannos")

    assert sorted(letter.reason for letter in found.lines) == ["customer", "payload", "push_failed"]
    assert [letter.at for letter in found.lines] == sorted(letter.at for letter in found.lines)
    assert (found.letters, found.held) == (2, 1)
    assert [letter.order_number for letter in found.lines if letter.held] == ["20001"]
    assert [(letter.shop_id, letter.work) for letter in found.lines if letter.work] == [(WEB, "error")]
    assert open_letters(selling.database, "bannos", 1) == (found.lines[:1], 2, 1)
    assert open_letters(selling.database, "flourlane") == ([], 0, 0)


def test_a_letter_that_was_closed_keeps_why_and_one_that_is_open_again_has_no_reason(selling: Bakery) -> None:
    selling.must(CloseDeadLetter(of_web("803"), "not sold there"), ADI)
    (closed,) = letters.closed_letters(selling.database, "bannos")
    assert (closed.id, closed.closed_says, closed.owner) == (of_web("803"), "not sold there", "Adi")
    assert letters.closed_letters(selling.database, "flourlane") == []

    work = selling.rows.get(Work, of_web("803"))
    assert work is not None
    selling.must(SettleWork(WEB, ((work.id, work.version, 7, "It answers not", None),)), SERVICE_ACTOR)
    again = next(one for one in open_letters(selling.database, "bannos").lines if one.id == work.id)
    assert (again.closed_at, again.closed_says, again.owner) == (None, None, None)

    selling.must(SettleWork(WEB, ((work.id, work.version, 7, "", None),)), SERVICE_ACTOR)
    assert [one.closed_says for one in letters.closed_letters(selling.database, "bannos")] == ["The shop was told"]


def test_the_header_counts_what_the_lists_show(selling: Bakery) -> None:
    waits = waiting_count(selling.database, "bannos")
    assert (waits.dead_letters, waits.broken, waits.held) == (2, 1, 1)

    selling.must(CloseDeadLetter(of_web("803"), "not sold there"), ADI)
    selling.must(CancelOrder(selling.order("20001").id, "a mistake"), SUE)
    waits, found = waiting_count(selling.database, "bannos"), open_letters(selling.database, "bannos")
    assert (waits.dead_letters, waits.held) == (found.letters, found.held) == (1, 0)


def test_a_letter_of_an_order_that_waits_for_its_payment_is_no_letter_of_its_own(selling: Bakery) -> None:
    selling.take_in(docket("20009", paid=False, financial_status="pending"))

    assert waiting_count(selling.database, "bannos").dead_letters == 2


def test_a_thing_of_the_stock_is_found_where_it_is_sold(selling: Bakery) -> None:
    assert [(line.account, line.title, line.size, line.shows) for line in sold_in(selling.database, MILK)] == [
        (MERCHANT, "Gelato Cake Large", "Large", None),
        (DOMAIN, "Gelato Cake Large", "Large", 40),
        (DOMAIN, "Gelato Cake Small", "Small", None),
    ]
    assert "Cake box" in [line.title for line in sold_in(selling.database, BOX)]
    assert sold_in(selling.database, "nothing") == []


class Planned(SqliteDatabase):
    """A database that keeps the plan of whatever it is asked."""

    plans: list[str]

    def rows(self, sql: str, values: Any = ()) -> Any:
        if not sql.startswith(("PRAGMA", "EXPLAIN")):
            self.plans += [row[-1] for row in super().rows(f"EXPLAIN QUERY PLAN {sql}", values)]
        return super().rows(sql, values)


QUESTIONS: dict[str, Any] = {
    "shops": lambda db: shops.shops_of(db, "bannos"),
    "work": lambda db: shops.work_of(db, "bannos", limit=200),
    "work of a shop": lambda db: shops.work_of(db, "bannos", FAILED, WEB, 200),
    "work counts": lambda db: shops.work_counts(db, "bannos"),
    "where it is sold": lambda db: shops.sold_in(db, MILK),
    "letters": lambda db: letters.open_letters(db, "bannos", 200),
    "closed letters": lambda db: letters.closed_letters(db, "bannos", 200),
    "what waits": lambda db: notices.waiting_count(db, "bannos"),
}
TABLES = {"p", "w", "j", "l", "d", "o", "q", *metadata.tables}
"""As the questions call them."""


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_whole_table(name: str, sqlite_file: Path) -> None:
    with closing(Planned(sqlite_file)) as database:
        database.plans = []
        QUESTIONS[name](database)

        read = [step for step in database.plans if step.startswith("SCAN")]
        assert database.plans
        assert not [step for step in read if step.split()[1] in TABLES], database.plans


def test_open_letters_come_in_order_out_of_an_index_of_their_own(sqlite_file: Path) -> None:
    with closing(Planned(sqlite_file)) as database:
        database.plans = []
        letters.open_letters(database, "bannos", 200)
        assert any("ix_dead_letter_open" in step for step in database.plans)

        database.plans = []
        shops.work_counts(database, "bannos")
        assert any("COVERING INDEX ix_work_queue_state" in step for step in database.plans)
