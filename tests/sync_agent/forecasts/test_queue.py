"""The queue: batches of ten, gone only when all is committed, and a fence against whoever is too slow (F11)."""

from __future__ import annotations

from contextlib import closing

import pytest

from data.core.clock import MINUTE, plus_days
from data.forecasts.forecast import Forecast
from sync_agent.forecasts.queue import BATCH, LEASE, lease, put, requests, waiting
from sync_agent.forecasts.schedule import schedule
from sync_agent.hub.store import PostgresStore
from tests.support.bakery import Bakery
from tests.support.cast import TODAY
from tests.support.past_sales import sell
from tests.sync_agent.forecasts.alone import PLACE, Alone
from tests.sync_agent.hub.rig import founded

NOW = 1_800_000_000_000


class TestOnAServer:
    """Several hub processes make one hub's forecasts."""

    pytestmark = pytest.mark.postgres

    def test_what_one_is_about_to_lease_is_passed_over_by_another(self, postgres_url, postgres):
        with closing(PostgresStore(postgres_url)) as store:
            store.write("cakes", lambda database: twenty_three(Bakery(database)))
            with store.door("cakes") as one, one.transaction():
                mine = one.rows("SELECT id FROM forecast_queue ORDER BY id LIMIT 20 FOR UPDATE")
                theirs = store.write("cakes", lambda database: lease(database, "w2", NOW))

        assert len(theirs) == 3
        assert not {ident for (ident,) in mine} & {each.request.id for each in theirs}

    def test_a_hub_on_a_server_makes_its_forecasts(self, postgres):
        bakery = founded(postgres)
        alone = Alone(bakery)
        sell(postgres, plus_days(TODAY, -1), 120)
        assert schedule(postgres, alone.at) == ["bannos", "flourlane"]
        assert alone.worker().until_none() == 2
        first = bakery.all(Forecast)
        alone.maker().make(PLACE, TODAY)

        assert len(first) == 14 * 3
        assert bakery.all(Forecast) == first
        assert requests(postgres) == []


def twenty_three(bakery: Bakery) -> None:
    with bakery.database.transaction():
        for n in range(23):
            put(bakery.database, f"s{n:02d}", "2026-11-21", NOW)


def test_twenty_three_are_leased_as_ten_ten_and_three(bakery):
    twenty_three(bakery)

    batches = [lease(bakery.database, f"w{n}", NOW) for n in range(4)]

    assert [len(batch) for batch in batches] == [BATCH, BATCH, 3, 0]
    assert len({one.request.id for batch in batches for one in batch}) == 23


def test_what_is_put_twice_waits_once_and_an_older_day_no_more(bakery):
    with bakery.database.transaction():
        put(bakery.database, "a", "2026-11-20", NOW)
        put(bakery.database, "a", "2026-11-21", NOW)
        put(bakery.database, "a", "2026-11-21", NOW)

    assert [one.forecast_date for one in requests(bakery.database)] == ["2026-11-21"]


def test_nothing_goes_before_it_is_acknowledged(bakery):
    twenty_three(bakery)
    batch = lease(bakery.database, "w", NOW)
    assert len(requests(bakery.database)) == 23

    for one in batch:
        assert one.acknowledge(bakery.database)

    assert len(requests(bakery.database)) == 13


def test_what_a_dead_worker_had_comes_again(bakery):
    twenty_three(bakery)
    first = lease(bakery.database, "dead", NOW)
    assert waiting(bakery.database, NOW + LEASE - 1) == 13

    again = lease(bakery.database, "alive", NOW + LEASE)

    assert [one.request.id for one in again] == [one.request.id for one in first]
    assert {one.request.tries for one in again} == {2}


def test_a_slow_worker_is_fenced_off(bakery):
    twenty_three(bakery)
    (slow, *_) = lease(bakery.database, "same name", NOW)
    (quick, *_) = lease(bakery.database, "same name", NOW + LEASE)

    assert not slow.holds(bakery.database)
    assert not slow.renew(bakery.database, NOW + LEASE)
    assert not slow.acknowledge(bakery.database)
    assert quick.holds(bakery.database)
    assert quick.acknowledge(bakery.database)


def test_a_lease_is_renewed_by_who_has_it(bakery):
    twenty_three(bakery)
    (mine, *_) = lease(bakery.database, "w", NOW)
    assert mine.renew(bakery.database, NOW + 9 * MINUTE)

    again = lease(bakery.database, "x", NOW + LEASE, 23)

    assert mine.request.id not in {one.request.id for one in again}
