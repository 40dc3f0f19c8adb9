"""What comes again and again is done by one process of a hub, on either database; who cannot do it leaves it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest

from data.core.clock import HOUR, MINUTE
from data.exchange.directory import Organization
from data.ledger import leases
from data.ledger.chores import LEFT_AFTER, Every, done, leave, take
from data.store.database import Database
from sync_agent.hub.store import HubStore
from tests.support.cast import NOW
from tests.sync_agent.hub.rig import ORGANIZATION
from tests.sync_agent.hub.test_nights import put

QUARTERLY = Every("look:shop-1", 15 * MINUTE)
BEGUN = NOW - NOW % QUARTERLY.span


@pytest.fixture
def house(store: HubStore) -> HubStore:
    put(store, Organization(ORGANIZATION, "Cakes", NOW))
    assert not taken(store, BEGUN), "a chore that was never done waits for its first time"
    return store


def taken(store: HubStore, at: int) -> bool:
    return store.write(ORGANIZATION, lambda database: take(database, QUARTERLY, at))


def did(store: HubStore, at: int) -> None:
    store.write(ORGANIZATION, lambda database: done(database, QUARTERLY.name, at, {"corrected": 0}))


def test_it_is_due_once_in_each_span_and_once_after_a_long_sleep(house):
    later = BEGUN + 15 * MINUTE
    assert taken(house, later)
    assert not taken(house, later + 1), "somebody is at it"
    did(house, later + 2)
    assert not taken(house, later + 14 * MINUTE)
    assert taken(house, later + 15 * MINUTE)
    did(house, later + 15 * MINUTE)

    assert taken(house, later + 100 * HOUR)
    did(house, later + 100 * HOUR)
    assert not taken(house, later + 100 * HOUR + 1)


def test_who_cannot_do_it_leaves_it_and_who_was_killed_over_it_is_followed_after_an_hour(house):
    later = BEGUN + 15 * MINUTE
    assert taken(house, later)
    house.write(ORGANIZATION, lambda database: leave(database, QUARTERLY.name))
    assert taken(house, later + 1)
    assert not taken(house, later + 2)
    assert taken(house, later + 2 + LEFT_AFTER)


def test_what_one_worker_holds_by_name_lasts_as_long_as_it_says_so(house):
    def ask(worker: str, at: int) -> int | None:
        return house.write(ORGANIZATION, lambda database: leases.take(database, "first:1", worker, at))

    def renewed(worker: str, fence: int, at: int) -> bool:
        def work(database: Database) -> bool:
            return leases.renew(database, "first:1", worker, fence, at)

        return house.write(ORGANIZATION, work)

    fence = ask("a", NOW)
    assert fence is not None
    assert renewed("a", fence, NOW + leases.LEASE)
    assert ask("b", NOW + leases.LEASE + 1) is None
    other = ask("b", NOW + 3 * leases.LEASE)
    assert other is not None
    assert not renewed("a", fence, NOW + 3 * leases.LEASE + 1)


def test_of_two_that_ask_for_a_name_at_the_same_moment_one_gets_it(house):
    """Both would renew a token else, and a refresh token may be worth one use."""
    if house.dialect == "sqlite":
        pytest.skip("a file has one writer, who ends before the next begins")

    def ask(worker: str) -> int | None:
        return house.write(ORGANIZATION, lambda database: leases.take(database, "refresh:1", worker, NOW))

    with ThreadPoolExecutor(1) as other:

        def while_another_asks(database: Database) -> tuple[int | None, Future[int | None]]:
            with database.transaction():
                fence, asking = leases.take(database, "refresh:1", "a", NOW), other.submit(ask, "b")
                wait([asking], 0.3)
                return fence, asking

        fence, asking = house.write(ORGANIZATION, while_another_asks)
        assert fence == 1
        assert asking.result() is None


def test_a_lease_of_a_clock_that_was_set_back_holds_nobody_up(house):
    def ask(worker: str, at: int) -> int | None:
        return house.write(ORGANIZATION, lambda database: leases.take(database, "first:1", worker, at))

    assert ask("a", NOW + 24 * HOUR) is not None
    assert ask("b", NOW) is not None
    assert ask("c", NOW - leases.LEASE // 2) is None, "clocks of two machines may differ a little"
