"""Every call leaves one record, nobody waits for it, and the percentiles of the table are those of the calls (O60)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from data.ledger import inbox
from data.ledger.housekeeping import keep_house
from data.ledger.timings import KEPT, by_route, trim
from data.shops.kept import ApiLog
from data.store.kinds import kind_of
from data.store.machine import ThisMachine
from sync_agent.hub.bookkeeping import write
from sync_agent.hub.metrics import Metrics
from sync_agent.hub.organizations import DEMO, found, fresh
from sync_agent.hub.quota import Quota
from sync_agent.hub.store import SqliteStore
from sync_agent.hub.timings import MOST, Timings
from tests.bench.figure import percentile_ms
from tests.support.cast import NOW


@pytest.fixture
def store(sqlite_file: Path):
    made = SqliteStore(sqlite_file)
    found(made, "Cakes", ThisMachine(), DEMO)
    yield made
    made.close()


def rows_of(store: SqliteStore) -> list[ApiLog]:
    kind = kind_of(ApiLog)
    return store.read("", lambda database: [kind.row(record) for record in database.rows(kind.select)])


def test_the_percentiles_of_the_table_are_those_of_the_calls(store: SqliteStore):
    timings, dice = Timings(Metrics(), lambda: NOW), random.Random(3)
    spent = [dice.expovariate(20) for _ in range(1_000)]
    for n, seconds in enumerate(spent):
        timings.note("/webhooks/{vendor}/{store_id}", seconds, ok=n % 100 > 0, code="" if n % 100 else "not_recorded")
    assert write(store, timings) == 1_000

    (route,) = store.read("", lambda database: by_route(database, NOW - 1))
    assert (route.calls, route.ok) == (1_000, 990)
    for percent, told in ((50, route.p50), (95, route.p95), (99, route.p99)):
        assert told == round(percentile_ms(spent, percent)), percent
    assert store.read("", lambda database: by_route(database, NOW + 1)) == []


def test_of_a_storm_so_many_are_kept_and_they_stand_for_all(store: SqliteStore):
    timings = Timings(Metrics(), lambda: NOW, random.Random(5))
    for n in range(5 * MOST):
        timings.note("/x", n / 1000, ok=True)
    assert write(store, timings) == MOST
    mean = sum(row.t_ms for row in rows_of(store)) / MOST
    assert mean == pytest.approx(5 * MOST / 2, rel=0.05)
    assert write(store, timings) == 0


def test_what_is_old_or_too_many_goes(store: SqliteStore):
    at, timings = [NOW], Timings(Metrics(), lambda: at[0])
    for age in (KEPT + 1_000, KEPT - 1_000, 2_000, 1_000, 0):
        at[0] = NOW - age
        timings.note("/x", age / 1000, ok=True)
    write(store, timings)
    assert store.write("", lambda database: trim(database, NOW)) == 1
    assert store.write("", lambda database: trim(database, NOW, most=2)) == 2
    assert sorted(row.at for row in rows_of(store)) == [NOW - 1_000, NOW]


class TestQuota:
    """What waits of one shop is bounded, and of another it is nobody's business."""

    def kept(self, store: SqliteStore, shop: str, n: int, size: int) -> None:
        row = inbox.delivery(shop, "bannos", "shopify", (str(n), str(n), "x"), {}, bytes(size), NOW)
        store.write("", lambda database: inbox.keep(database, [row]))

    def test_by_rows_and_by_bytes(self, store: SqliteStore):
        at = [0.0]
        quota = Quota(store, lambda: at[0], most_rows=3, most_bytes=1_000)
        for n in range(2):
            self.kept(store, "one", n, 10)
        assert [quota.take("", "one", 10) for _ in range(3)] == [True, False, False]
        assert quota.take("", "two", 900)
        assert not quota.take("", "two", 101)
        assert quota.take("", "two", 100)

    def test_there_is_room_again_when_somebody_has_taken_in(self, store: SqliteStore):
        at = [0.0]
        quota = Quota(store, lambda: at[0], most_rows=1)
        self.kept(store, "one", 1, 10)
        assert not quota.take("", "one", 10)
        (came,) = store.write("", lambda database: inbox.lease(database, 5, NOW))
        with store.door("") as database, database.transaction():
            inbox.settle(database, came, "done")
        assert not quota.take("", "one", 10), "it looks every two seconds"
        at[0] += 2.1
        assert quota.take("", "one", 10)


def test_a_night_lets_old_deliveries_go_on_which_a_word_was_said(store: SqliteStore):
    for n, age in enumerate((0, 31, 31)):
        at = NOW - age * 24 * 3_600_000
        row = inbox.delivery("one", "bannos", "shopify", (str(n), str(n), "x"), {}, b"{}", at)
        with store.door("") as database:
            inbox.keep(database, [row])
    with store.door("") as database:
        for came in inbox.lease(database, 2, NOW):
            with database.transaction():
                inbox.settle(database, came, "done", dead=came.delivery_id == "2")
        assert keep_house(database, NOW, fresh)["webhooks"] == 1
        assert len(database.rows("SELECT id FROM webhook_inbox")) == 2
