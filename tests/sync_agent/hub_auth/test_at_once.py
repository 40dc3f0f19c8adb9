"""Several at once, at several hubs over one PostgreSQL: what may happen once happens once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

import pytest

from data.store.migrate import migrate
from sync_agent.hub.auth import Refusal
from sync_agent.hub.codes import MOST_WRONG
from sync_agent.hub.enrolment import enrol, refresh
from sync_agent.hub.identity import Identity
from sync_agent.hub.organizations import ANY
from sync_agent.hub.store import PostgresStore
from tests.support.databases import for_alembic, postgres_database
from tests.sync_agent.hub_auth.gate import MASTER, Gate, Knocking

pytestmark = pytest.mark.postgres

MANY = 12


@pytest.fixture(scope="module")
def hubs() -> Iterator[tuple[Gate, Identity]]:
    """A hub with its admin, and a sibling."""
    with postgres_database() as url, ExitStack() as open_ones:
        migrate(for_alembic(url))
        first, second = (open_ones.enter_context(closing(PostgresStore(url))) for _ in range(2))
        gate = Gate(first)
        yield gate, Identity(second, MASTER, gate.clock)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answered, or the code of its refusal."""

    def done(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result(60) for each in [pool.submit(done, work) for work in works]]


def test_one_code_lets_one_of_many_in(hubs):
    gate, sibling = hubs
    code = gate.code()
    applicants = [Knocking().applicant(code, address=f"198.51.100.{n}") for n in range(MANY)]
    works = [lambda who=who, n=n: enrol(sibling if n % 2 else gate.identity, who) for n, who in enumerate(applicants)]
    answers = at_once(*works)

    assert answers.count("bad_code") == MANY - 1


def test_each_of_many_terminals_gets_a_number_of_its_own(hubs):
    gate, sibling = hubs
    codes = [gate.code() for _ in range(MANY)]
    works = [
        lambda code=code, n=n: enrol(sibling if n % 2 else gate.identity, Knocking().applicant(code))
        for n, code in enumerate(codes)
    ]
    numbers = [answer.number for answer in at_once(*works)]

    assert len(set(numbers)) == MANY


def test_the_same_refresh_token_at_two_hubs_has_one_successor(hubs):
    gate, sibling = hubs
    terminal = gate.enrolled()
    proof = terminal.proof(terminal.refresh)
    works = [lambda n=n: refresh(sibling if n % 2 else gate.identity, terminal.refresh, proof)[1] for n in range(MANY)]

    assert len(set(at_once(*works))) == 1


def test_each_wrong_code_counts(hubs):
    gate, sibling = hubs
    who = Knocking().applicant("2222-2222", address="203.0.113.9")
    works = [lambda n=n: enrol(sibling if n % 2 else gate.identity, who) for n in range(MOST_WRONG)]
    assert at_once(*works) == ["bad_code"] * MOST_WRONG

    assert at_once(lambda: enrol(gate.identity, who)) == ["wait"]
    counted = gate.doors.read(ANY, lambda d: d.rows("SELECT wrong FROM hub_guess WHERE subject = '203.0.113.9'"))
    assert counted == [(MOST_WRONG,)]


def test_two_hubs_that_start_at_once_have_one_first_key(hubs):
    with postgres_database() as url, ExitStack() as open_ones:
        migrate(for_alembic(url))
        stores = [open_ones.enter_context(closing(PostgresStore(url))) for _ in range(4)]
        keys = [Identity(store, MASTER, hubs[0].clock).keys for store in stores]

        assert len({key.kid for key in at_once(*(each.current for each in keys))}) == 1
