"""What a shop is told of stock: each change once, by one worker, the newest only, as fast as the shop lets itself be
asked, and never lost (O31 to O34, O54, C27, C28)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data.core.clock import MINUTE
from data.ledger import leases
from data.ledger.leases import LEASE, Leased
from data.orders.order import DeadLetter
from data.shops.work import DONE, ERROR, RetryFailedSync, Work
from data.stock.commands import CountStock
from data.stock.item import InventoryItem
from sync_agent.demo_shop.faults import DOWN
from sync_agent.shops.trouble import Rejected, Throttled, Unavailable
from sync_agent.shops.vendor import Push, Pushed
from sync_agent.work.pusher import Pusher
from tests.contract.bench import Bench, kind_shop
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.backlog import drained
from tests.sync_agent.work.healing import Healing
from tests.sync_agent.work.rig import SellingHub, database_in

pytestmark = pytest.mark.long
VENDORS = [("shopify", ShopifyBench), ("square", SquareBench)]
CALLED_OFF = 1 / 100


@pytest.fixture(params=VENDORS, ids=lambda param: param[0])
def selling(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Healing]:
    name, make = request.param
    bench: Bench = make()
    bench.faults.all_off()
    hub = SellingHub(database_in(tmp_path), bench, name)
    with closing(hub.store):
        yield Healing(hub)


class Heard:
    """What the shop's door hears of pushes, and what it may do instead of taking them."""

    def __init__(self, selling: Healing, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[list[Push]] = []
        self.trouble: Exception | None = None
        self.before = lambda: None
        shop = type(kind_shop(selling.bench))
        takes = shop.push

        def push(there: Any, pushes: Sequence[Push]) -> Sequence[Pushed]:
            self.calls.append(list(pushes))
            self.before()
            if self.trouble is not None:
                raise self.trouble
            return takes(there, pushes)

        monkeypatch.setattr(shop, "push", push)

    @property
    def told(self) -> list[tuple[str, int]]:
        return [(push.external_id, push.quantity) for call in self.calls for push in call]


@pytest.fixture
def heard(selling: Healing, monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(selling, monkeypatch)


def counts(selling: Healing, *quantities: int) -> str:
    """Of one item, one count after the other within a second; its work's id."""
    before = {one.id: one.version for one in selling.hub.all(Work)}
    item = min(selling.hub.all(InventoryItem), key=lambda one: one.id)
    for quantity in quantities:
        selling.gives(CountStock(item.id, quantity))
        selling.clock.pass_by(0.1)
    (changed,) = [one.id for one in selling.hub.all(Work) if one.version != before[one.id]]
    return changed


def work(selling: Healing, ident: str) -> Work:
    (found,) = [one for one in selling.hub.all(Work) if one.id == ident]
    return found


def test_ten_changes_within_the_window_are_one_push_of_the_last_value(selling, heard):
    counts(selling, *range(30, 40))
    selling.clock.pass_by(3)
    assert selling.hub.pusher.once(selling.hub.organization, selling.hub.shop) == 0
    selling.pushes()

    assert [quantity for _, quantity in heard.told] == [39]
    assert selling.shown() == selling.ours()


def test_of_two_workers_one_pushes(selling, heard):
    hub, other = selling.hub, Pusher(selling.hub.opener, selling.clock.pass_by)
    meanwhile: list[int] = []
    heard.before = lambda: meanwhile.append(other.once(hub.organization, hub.shop))
    counts(selling, 33)
    selling.pushes(1)

    assert meanwhile == [0]
    assert [quantity for _, quantity in heard.told] == [33]


def test_what_a_dead_worker_had_is_taken_over_and_its_late_word_is_not_heard(selling, heard):
    hub, other = selling.hub, Pusher(selling.hub.opener, selling.clock.pass_by)
    ident = counts(selling, 33)
    selling.clock.pass_by(6)
    taken: list[Leased] = hub.store.write(
        hub.organization, lambda d: leases.lease(d, hub.shop.id, "a dead one", 10, selling.clock())
    )
    assert [one.work.id for one in taken] == [ident]
    assert other.once(hub.organization, hub.shop) == 0

    selling.clock.pass_by(LEASE / 1000 + 1)
    assert other.once(hub.organization, hub.shop) == 1
    assert [quantity for _, quantity in heard.told] == [33]
    assert work(selling, ident).status == DONE
    assert hub.store.write(hub.organization, lambda d: leases.still_held(d, taken, "a dead one")) == []


def test_a_shop_that_does_not_answer_is_left_alone_for_a_minute_and_nothing_is_given_up_for_it(selling, heard):
    hub = selling.hub
    ident = counts(selling, 33)
    selling.bench.faults.switch(DOWN, True, 1.0)
    before = selling.bench.faults.counts[DOWN]
    for _ in range(60 * 60):
        selling.clock.pass_by(1)
        hub.pusher.once(hub.organization, hub.shop)
    asked = selling.bench.faults.counts[DOWN] - before
    # Where it says with its 503 how long to wait, it is asked then.
    assert 55 <= asked <= 200
    assert work(selling, ident).retry_count == 0

    selling.bench.faults.switch(DOWN, False)
    selling.clock.pass_by(MINUTE / 1000)
    hub.pusher.once(hub.organization, hub.shop)
    assert selling.shown() == selling.ours()


def test_what_always_fails_stops_at_its_last_try_and_is_tried_again_when_somebody_says_so(selling, heard):
    hub = selling.hub
    ident = counts(selling, 33)
    heard.trouble = Unavailable("It was not taken", "http_500")
    for _ in range(400):
        selling.clock.pass_by(30)
        hub.pusher.once(hub.organization, hub.shop)
    failed = work(selling, ident)
    assert (failed.status, failed.next_retry_at, failed.says) == (ERROR, None, "It was not taken")
    assert len(heard.calls) == failed.max_retries + 1
    assert [one.id for one in hub.all(DeadLetter) if one.closed_at is None] == [ident]

    heard.trouble = None
    hub.opener.give(hub.organization, hub.shop, RetryFailedSync(hub.ident, (ident,)))
    selling.pushes()
    assert work(selling, ident).status == DONE
    assert [one for one in hub.all(DeadLetter) if one.closed_at is None] == []
    assert selling.shown() == selling.ours()


def test_a_third_try_that_succeeds_is_told_in_the_log_and_nobody_has_to_do_anything(selling, heard, caplog):
    """C25."""
    caplog.set_level("INFO")
    hub, ident = selling.hub, counts(selling, 33)
    heard.trouble = Unavailable("It was not taken", "http_500")
    while len(heard.calls) < 2:
        selling.clock.pass_by(6)
        hub.pusher.once(hub.organization, hub.shop)
    heard.trouble = None
    selling.pushes()

    (said,) = [one for one in caplog.records if one.message == "recovered"]
    assert (said.thing, said.tries) == (work(selling, ident).subject, 3)
    assert work(selling, ident).status == DONE
    assert hub.all(DeadLetter) == []


def test_a_shop_that_asks_to_wait_is_told_without_a_person_and_each_time_stands_in_the_log(selling, heard, caplog):
    """C27, C28."""
    caplog.set_level("INFO")
    hub, ident = selling.hub, counts(selling, 33)
    heard.trouble = Throttled("Slowly", 40.0)
    asked = []
    for _ in range(150):
        selling.clock.pass_by(2)
        before = len(heard.calls)
        hub.pusher.once(hub.organization, hub.shop)
        asked += [selling.clock()] * (len(heard.calls) - before)
    pauses = [(later - sooner) / 1000 for sooner, later in pairwise(asked)]
    assert pauses
    assert min(pauses) >= 40
    assert sum(one.message == "throttled" for one in caplog.records) == len(asked)
    assert work(selling, ident).retry_count == 0

    heard.trouble = None
    selling.clock.pass_by(60)
    hub.pusher.once(hub.organization, hub.shop)
    assert work(selling, ident).status == DONE


def test_what_a_shop_will_never_take_is_asked_once(selling, heard):
    hub = selling.hub
    ident = counts(selling, 33)
    heard.trouble = Rejected("There is no such thing")
    for _ in range(100):
        selling.clock.pass_by(60)
        hub.pusher.once(hub.organization, hub.shop)

    assert len(heard.calls) == 1
    assert (work(selling, ident).status, work(selling, ident).next_retry_at) == (ERROR, None)


def test_a_backlog_drains_at_the_pace_that_the_shop_tells(tmp_path):
    told = drained(tmp_path, 600)
    assert told.asked >= 12
    assert told.refused <= max(1, told.asked * CALLED_OFF)
    assert told.seconds >= told.least_seconds


@pytest.mark.proof
def test_a_backlog_of_ten_thousand_drains_with_at_most_one_call_in_a_hundred_refused(tmp_path):
    told = drained(tmp_path, 10_000)
    assert told.asked >= 200
    assert told.refused <= told.asked * CALLED_OFF, told
