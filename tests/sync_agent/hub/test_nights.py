"""A hub tidies up at night: once, however many processes it has, on either database; and says for whom it waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from data.core.clock import HOUR, Instant, local
from data.core.outcome import Change, Put
from data.exchange.archived import rows_of
from data.exchange.directory import Organization
from data.exchange.values import Awaited
from data.ledger.chores import LEFT_AFTER, Night, chore, take
from data.ledger.housekeeping import NIGHT
from data.ledger.reclaim import wait_no_more
from data.notices.notice import Notice
from data.orders.cancelling import CancelOrder
from data.store.database import Database
from data.store.execute import apply
from data.store.housekeeping import DAY
from data.store.schema import SCHEMA_VERSION
from sync_agent.hub.metrics import Metrics
from sync_agent.hub.nights import Nights, by_hand
from sync_agent.hub.running import Hub
from sync_agent.hub.store import HubStore
from tests.support.bakery import Bakery
from tests.support.cast import NOW, SUE
from tests.support.clockwork import Clockwork
from tests.support.dockets import cake, docket
from tests.sync_agent.hub.rig import ORGANIZATION, Replica

THREE_AT_NIGHT = Night(NIGHT, 3, "Australia/Sydney")


@pytest.fixture
def store(store: HubStore) -> HubStore:
    """One that is somebody's."""
    put(store, Organization(ORGANIZATION, "Cakes", NOW))
    return store


def put(store: HubStore, *rows: object) -> None:
    def work(database: Database) -> None:
        with database.transaction():
            for row in rows:
                apply(database, Put(row))

    store.write(ORGANIZATION, work)


class Clock:
    def __init__(self) -> None:
        self.at: Instant = NOW

    def now(self) -> Instant:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[tuple[str, tuple[str, ...]]]:
    return []


@pytest.fixture
def nights(clock: Clock, told: list[tuple[str, tuple[str, ...]]]) -> Nights:
    def changed(organization: str, stores: tuple[str, ...], but: str = "") -> None:
        told.append((organization, stores))

    return Nights("not opened here", clock.now, changed, Metrics())


def taken(store: HubStore, now: Instant) -> bool:
    return store.write(ORGANIZATION, lambda database: take(database, THREE_AT_NIGHT, now))


class TestAChoreOfTheNight:
    def test_is_due_when_its_hour_has_come_in_its_zone(self):
        for at in range(NOW, NOW + 400 * DAY, 7 * HOUR):
            due = THREE_AT_NIGHT.last(at)
            assert 0 <= at - due < DAY + 2 * HOUR
            assert local(due, "Australia/Sydney").hour in (2, 3)

    def test_waits_for_its_first_night(self, store):
        assert not taken(store, NOW)
        assert not taken(store, NOW + HOUR)
        assert taken(store, NOW + DAY)

    def test_is_taken_once(self, store):
        taken(store, NOW)
        with ThreadPoolExecutor(6) as pool:
            done = list(pool.map(lambda _: taken(store, NOW + DAY), range(6)))
        assert sorted(done) == [False] * 5 + [True]

    def test_is_taken_again_from_who_was_killed_over_it(self, store):
        taken(store, NOW)
        assert taken(store, NOW + DAY)
        assert not taken(store, NOW + DAY + LEFT_AFTER // 2)
        assert taken(store, NOW + DAY + LEFT_AFTER + 1)

    def test_is_done_though_the_clock_was_ahead_when_it_was_first_seen(self, store):
        taken(store, NOW + 3_650 * DAY)
        assert taken(store, NOW)


def close_an_order(database: Database) -> str:
    bakery = Bakery(database, Clockwork(NOW, 77))
    order = bakery.take_in(docket("20001", cake())).order_id
    assert order is not None
    bakery.must(CancelOrder(order, "never mind"), SUE)
    with database.transaction():
        for notice in bakery.all(Notice):
            apply(database, Change(Notice, (notice.id,), {"acknowledged_at": NOW}))
        database.run("UPDATE ticket SET in_queue = ?", (False,))
    return order


class TestTheNight:
    def test_comes_once_and_tells_those_whose_orders_leave(self, store, nights, clock, told):
        order = store.write(ORGANIZATION, close_an_order)
        store.write(ORGANIZATION, _versioned)
        assert nights.look(store) == [], "the first night is still to come"
        clock.at = NOW + 20 * DAY
        (kept,) = nights.look(store)

        assert kept.rows["archived"] == 1
        assert told == [(ORGANIZATION, ("bannos", "flourlane"))]
        assert nights.look(store) == []
        assert store.read(ORGANIZATION, lambda database: rows_of(database, [order])), "the hub keeps it"
        done = store.read(ORGANIZATION, lambda database: chore(database, NIGHT))
        assert done is not None
        assert done.done_at == clock.at

    def test_by_hand_comes_at_once(self, store):
        (kept,) = by_hand(store, NOW)
        assert kept.organization == ORGANIZATION
        assert kept.rows["archived"] == 0

    def test_ends_with_its_process(self, clock, nights):
        with nights.watched():
            assert any(thread.name == "nights" for thread in threading.enumerate())
        assert not any(thread.name == "nights" for thread in threading.enumerate())


def _versioned(database: Database) -> None:
    """The hub has had versions for a while."""
    with database.transaction():
        for scope in ("bannos", "flourlane"):
            database.run("INSERT INTO sync_head (scope, ver, tag) VALUES (?, 1, 'first')", (scope,))
            database.run("INSERT INTO sync_mark (scope, ver, tag, at) VALUES (?, 1, 'first', ?)", (scope, NOW))


@pytest.fixture
def waiting(store: HubStore) -> HubStore:
    """Restored: two nodes have not pushed again."""
    put(store, Awaited("one", NOW), Awaited("two", NOW))
    return store


class TestARestoredHub:
    def test_says_that_it_waits_and_for_how_many(self, waiting: HubStore, hub: Hub, url: str):
        told = httpx.get(f"{url}/readyz").json()
        assert (told["status"], told["awaited"]) == ("degraded", 2)
        assert "2 nodes have not pushed again" in told["says"]
        assert "bakeline_hub_awaited_nodes 2.0" in httpx.get(f"{url}/metrics").text

    def test_says_so_until_they_have_pushed(self, waiting: HubStore, url: str, replica):
        terminal: Replica = replica("one")
        terminal.exchange()
        terminal.exchange()
        assert httpx.get(f"{url}/readyz").json()["awaited"] == 1
        assert waiting.write(ORGANIZATION, wait_no_more)
        assert httpx.get(f"{url}/readyz").json() == {
            "status": "ok",
            "awaited": 0,
            "schema_version": SCHEMA_VERSION,
            "says": "",
        }
