"""A shop that answers 429 with Retry-After is asked once in that time, by whichever of a process's workers comes first:
each for itself they asked twice as often as they were let (C27)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from data.stock.commands import CountStock
from data.stock.item import InventoryItem
from sync_agent.shops.trouble import Throttled
from sync_agent.work.opening import Opener
from sync_agent.work.patience import PatientOpener
from sync_agent.work.poller import Poller
from tests.contract.bench import kind_shop
from tests.shops.shopify.bench import ShopifyBench
from tests.sync_agent.work.healing import Healing
from tests.sync_agent.work.rig import SellingHub, database_in


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[SellingHub]:
    bench = ShopifyBench()
    bench.faults.all_off()
    selling = SellingHub(database_in(tmp_path), bench, "shopify")
    with closing(selling.store):
        yield selling


class Busy:
    """A shop's work that is asked to wait, and counts how often it asked."""

    def __init__(self, wait: float) -> None:
        self.wait, self.asked = wait, 0

    def __call__(self, shop: Any) -> str:
        self.asked += 1
        raise Throttled("Too much", self.wait)


def tried(opener: Opener, hub: SellingHub, busy: Busy) -> float:
    """Seconds that it is told to wait."""
    with pytest.raises(Throttled) as told:
        opener.with_shop(hub.organization, hub.shop, busy)
    return told.value.wait


def test_what_one_worker_is_told_holds_for_the_others(hub: SellingHub):
    one, busy = hub.opener, Busy(60)
    other = PatientOpener.over(one, lambda _: True)
    assert tried(one, hub, busy) == 60
    hub.bench.clock.pass_by(59)
    assert 0 < tried(other, hub, busy) <= 1
    assert busy.asked == 1
    hub.bench.clock.pass_by(1)
    tried(other, hub, busy)
    assert busy.asked == 2


def test_a_short_wait_is_of_one_question_alone(hub: SellingHub):
    dear, cheap = Busy(1), Busy(1)
    tried(hub.opener, hub, dear)
    tried(hub.opener, hub, cheap)
    assert cheap.asked == 1


def test_in_an_hour_it_is_asked_about_sixty_times_though_pushes_and_polls_are_due(
    hub: SellingHub, monkeypatch: pytest.MonkeyPatch
):
    selling, asked = Healing(hub), list[str]()
    item = min(hub.all(InventoryItem), key=lambda one: one.id)
    selling.gives(CountStock(item.id, 33))

    def busy(name: str) -> Any:
        def ask(*_: object) -> object:
            asked.append(name)
            raise Throttled("Too much", 60)

        return ask

    for name in ("orders", "stock", "push"):
        monkeypatch.setattr(type(kind_shop(hub.bench)), name, busy(name))
    poller = Poller(PatientOpener.over(hub.opener, lambda _: True))
    hub.bench.clock.pass_by(900)
    for _ in range(360):
        hub.bench.clock.pass_by(10)
        hub.pusher.once(hub.organization, hub.shop)
        with suppress(Throttled):
            poller.poll(hub.organization, hub.shop)
    assert 55 <= len(asked) <= 65
