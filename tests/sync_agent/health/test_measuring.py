"""One sync of sales is one metric, whichever way they came and whoever measures; a store that cannot be measured holds
up no other (F31)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.core.clock import HOUR, MINUTE
from data.health import judging
from data.health.metric import DataHealthAlert, DataHealthMetric, HealthCheckDue, Part
from data.ledger import health
from data.orders.order import Transaction
from data.store.database import Database
from data.store.errors import NotRecorded
from sync_agent.health import measuring
from sync_agent.health.due import sale_told
from sync_agent.health.measuring import Measurer
from tests.shops.shopify.bench import ShopifyBench
from tests.sync_agent.work.rig import BOTH, SellingHub, database_of

pytestmark = pytest.mark.long


class Measured(SellingHub):
    """A hub whose shop sells, and who measures it."""

    def __init__(self, database: str) -> None:
        bench = ShopifyBench()
        bench.faults.all_off()
        super().__init__(database, bench, "shopify")
        self.measurer = Measurer(self.store, bench.clock, self._told)

    def sells(self, many: int = 1) -> None:
        for _ in range(many):
            self.bench.place_order()
            self.bench.clock.pass_by(5)

    def measures(self) -> int:
        return self.measurer.once(self.organization)

    def looks_again(self) -> int:
        return self.measurer.look_again(self.organization)

    def metrics(self) -> list[DataHealthMetric]:
        return sorted(self.all(DataHealthMetric), key=lambda metric: (metric.at, metric.id))


@pytest.fixture(params=BOTH)
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Measured]:
    measured = Measured(database_of(request, request.param, tmp_path))
    with closing(measured.store):
        yield measured


def test_each_sync_of_a_shop_is_one_metric_with_the_score_before(hub):
    hub.sells(3)
    hub.poller.poll(hub.organization, hub.shop)
    assert hub.measures() == 1
    hub.bench.clock.pass_by(900)
    hub.poller.poll(hub.organization, hub.shop)
    hub.bench.clock.pass_by(900)
    hub.poller.sweep(hub.organization, hub.shop)
    assert [hub.measures(), hub.measures()] == [2, 0]

    metrics = hub.metrics()
    assert sorted(metric.cause for metric in metrics) == ["first_sync", "poll", "sweep"]
    assert [metric.previous_score for metric in metrics] == [None, metrics[0].score, metrics[1].score]
    assert hub.all(HealthCheckDue) == []
    assert ("bannos",) in hub.told


def test_the_webhooks_of_one_minute_are_one_sync(hub):
    hub.sells(4)
    for post in hub.bench.posts():
        hub.hears(post)
    hub.takes_in()
    assert len(hub.all(Transaction)) == 4
    assert hub.measures() == 0, "more may come while the minute lasts"

    hub.bench.clock.pass_by(61)
    assert [hub.measures(), hub.measures()] == [1, 0]
    assert [metric.cause for metric in hub.metrics()] == ["webhooks"]


def test_a_delivery_that_brings_no_sale_is_no_sync(hub):
    hub.sells()
    posts = hub.bench.posts()
    for _ in range(2):
        for post in posts:
            hub.hears(post)
        hub.takes_in()
        hub.bench.clock.pass_by(61)
        hub.measures()

    assert len(hub.metrics()) == 1


def test_a_store_of_which_nothing_was_measured_for_an_hour_is_looked_at_again(hub):
    assert hub.looks_again() == 1, "the first one of a day"
    assert hub.looks_again() == 0
    hub.bench.clock.pass_by(3_700)
    before = hub.metrics()[0]
    written = hub.looks_again()

    assert written == int(before.parts != hub.metrics()[-1].parts), "only where it comes out different"
    hub.bench.clock.pass_by(24 * 3_600)
    assert hub.looks_again() == 1, "the first one of the next day"
    assert hub.metrics()[-1].cause == "nightly"


def test_a_fall_is_one_alert(hub, monkeypatch):
    scores = iter((0, 15, 15, 15))

    def judged(_: object) -> tuple[Part, ...]:
        return (Part("gaps", "Days without a sale", next(scores), "Import them", 15),)

    monkeypatch.setattr(measuring, "judged", judged)
    for _ in range(4):
        hub.bench.clock.pass_by(900)
        hub.measurer.by_hand(hub.organization, "bannos")

    (alert,) = hub.all(DataHealthAlert)
    assert (alert.previous_score, alert.score) == (100, 85)
    assert [metric.alerted_at is not None for metric in hub.metrics()] == [False, True, False, False]


def test_two_who_find_the_same_check_due_write_one_metric(hub):
    other = Measurer(hub.store, hub.bench.clock, hub._told)
    hub.sells()
    hub.poller.poll(hub.organization, hub.shop)
    (due,) = hub.all(HealthCheckDue)

    assert [other.check(hub.organization, due) is None, hub.measurer.check(hub.organization, due) is None] == [
        False,
        True,
    ]
    assert len(hub.metrics()) == 1


def test_a_store_over_which_it_breaks_holds_up_no_other_and_is_measured_later(hub, monkeypatch):
    real, broken = judging.judged, [True]

    def judged(seen):
        if broken:
            raise ZeroDivisionError
        return real(seen)

    hub.sells()
    hub.poller.poll(hub.organization, hub.shop)
    monkeypatch.setattr(measuring, "judged", judged)
    assert hub.measures() == 0
    (due,) = hub.all(HealthCheckDue)
    assert due.at == hub.bench.clock() + 10 * MINUTE
    broken.clear()
    hub.bench.clock.pass_by(601)
    assert hub.measures() == 1


def test_a_check_of_a_store_that_is_gone_is_forgotten(hub):
    def work(database: Database) -> None:
        with database.transaction():
            health.put_down(database, HealthCheckDue("gone", "gone", "poll", 0))

    hub.store.write(hub.organization, work)
    assert hub.measures() == 0
    assert hub.all(HealthCheckDue) == []
    with pytest.raises(LookupError):
        hub.measurer.by_hand(hub.organization, "gone")


def test_where_the_sale_is_not_taken_there_is_nothing_to_measure(hub):
    def work(database: Database) -> None:
        with database.transaction():
            sale_told(database, "bannos", hub.bench.clock())
            raise NotRecorded("the disk is full")

    with pytest.raises(NotRecorded):
        hub.store.write(hub.organization, work)
    assert hub.all(HealthCheckDue) == []


def test_below_a_hub_nothing_is_measured(hub):
    def work(database: Database) -> None:
        with database.transaction():
            database.run("UPDATE sync_node SET upstream = ?", (True,))

    hub.store.write(hub.organization, work)
    hub.bench.clock.pass_by(HOUR // 1_000)
    assert hub.looks_again() == hub.measures() == 0
    assert hub.measurer.by_hand(hub.organization, "bannos") is None
    assert hub.metrics() == []
