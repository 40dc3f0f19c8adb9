"""An order of a shop is one order, whichever way it comes: told once, twice, late, in any order, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.core.clock import HOUR
from data.kitchen.ticket import Ticket
from data.orders.order import DeadLetter, Order, Transaction
from data.shops.connecting import SetShopState
from data.shops.kept import WebhookDelivery, WebhookGap
from sync_agent.demo_shop.outbox import LOST
from sync_agent.shops.trouble import Unavailable
from tests.contract.bench import Bench, content
from tests.shops.shopify.bench import ShopifyBench
from tests.shops.square.bench import SquareBench
from tests.sync_agent.work.rig import SellingHub, database_in

pytestmark = pytest.mark.long


@pytest.fixture(params=[("shopify", ShopifyBench), ("square", SquareBench)], ids=lambda param: param[0])
def hub(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SellingHub]:
    name, make = request.param
    bench: Bench = make()
    bench.faults.all_off()
    selling = SellingHub(database_in(tmp_path), bench, name)
    with closing(selling.store):
        yield selling


def placed(hub: SellingHub, many: int = 1) -> list[str]:
    made = []
    for _ in range(many):
        made.append(hub.bench.place_order())
        hub.bench.clock.pass_by(60)
    return made


def known(hub: SellingHub) -> dict[str, str]:
    """Every order and sale that is here, by its gid."""
    orders = {order.gid: order.status for order in hub.all(Order)}
    return orders | {sale.gid: "sold" for sale in hub.all(Transaction) if sale.gid not in orders}


def test_what_a_webhook_tells_is_an_order_with_its_tickets(hub):
    (gid,) = placed(hub)
    assert all(hub.hears(post) for post in hub.bench.posts())
    assert hub.takes_in() > 0

    assert set(known(hub)) == {gid}
    assert hub.all(Ticket) or known(hub)[gid] != "CONFIRMED"
    assert not hub.all(DeadLetter) or known(hub)[gid] == "PENDING"
    assert {one.state for one in hub.all(WebhookDelivery)} == {"taken"}


def test_the_same_delivery_twice_is_one_and_a_poll_brings_nothing_new(hub):
    placed(hub, 3)
    posts = hub.bench.posts()
    assert all(hub.hears(post) for post in posts)
    assert not any(hub.hears(post) for post in posts)
    hub.takes_in()
    before = (known(hub), len(hub.all(Ticket)))

    hub.bench.clock.pass_by(900)
    hub.poller.poll(hub.organization, hub.shop)
    assert (known(hub), len(hub.all(Ticket))) == before
    assert hub.all(WebhookGap) == []


def test_a_sale_of_the_till_is_here_as_soon_as_its_payment_is_told_and_polls_and_refunds_find_it_known(hub):
    """Square has no event for such an order: a quarter of an hour would pass until the next poll."""
    if hub.vendor != "square":
        pytest.skip("Shopify tells of a counter sale as of every order")
    hub.poller.poll(hub.organization, hub.shop)
    gid = hub.bench.played.sell_at_the_till()
    assert all(hub.hears(post) for post in hub.bench.posts())
    hub.takes_in()
    assert known(hub) == {gid: "sold"}
    before = hub.all(Transaction)

    for topic, kind in (("payment.updated", "payment"), ("refund.created", "refund")):
        thing = {"id": "R1", "amount_money": {"amount": 1, "currency": "AUD"}, "order_id": gid}
        hub.bench.played.hooks.tell(topic, kind, "R1", {kind: thing})
    assert all(hub.hears(post) for post in hub.bench.posts())
    hub.takes_in()
    hub.bench.clock.pass_by(900)
    assert hub.poller.poll(hub.organization, hub.shop) == 0
    assert hub.all(Transaction) == before
    assert hub.all(WebhookGap) == []


def test_what_no_webhook_told_is_found_by_asking_and_told_as_missed(hub):
    hub.poller.poll(hub.organization, hub.shop)
    hub.bench.faults.switch(LOST, True, 1.0)
    gids = placed(hub, 3)
    hub.bench.clock.pass_by(600)
    assert hub.bench.posts() == []

    assert hub.poller.poll(hub.organization, hub.shop) == 3
    assert set(known(hub)) == set(gids)
    assert {gap.gid for gap in hub.all(WebhookGap)} == set(gids)
    assert hub.poller.poll(hub.organization, hub.shop) == 0


def test_what_no_webhook_told_is_found_though_the_clock_was_set_back_a_day(hub):
    """A hub that began with tomorrow's date would ask for nothing until tomorrow."""
    hub.poller.poll(hub.organization, hub.shop)
    ahead = SetShopState(hub.ident, synced_at=hub.bench.clock() + 24 * HOUR)
    hub.opener.give(hub.organization, hub.shop, ahead)
    (gid,) = placed(hub)
    hub.bench.posts()

    assert hub.poller.due(hub.shop)
    hub.poller.poll(hub.organization, hub.shop)

    assert gid in known(hub)


@pytest.mark.parametrize("answers", [True, False])
def test_of_two_forms_of_one_second_the_newer_is_known_by_asking_whichever_comes_last(hub, monkeypatch, answers):
    """An order is made, paid and changed in one second, which is as fine as Shopify tells the time: the one that was
    not paid yet, come last, would hold it until the next poll."""
    gid = hub.bench.place_order()
    hub.bench.edit_order(gid)
    wanted = hub.opener.with_shop(hub.organization, hub.shop, lambda there: there.order(gid))
    if not answers:
        monkeypatch.setattr(hub.bench.vendor, "open", _nobody_answers)
    for post in reversed(hub.bench.posts()):
        hub.hears(post)
        hub.takes_in()
    if not answers:
        monkeypatch.undo()
        hub.bench.clock.pass_by(900)
        hub.poller.poll(hub.organization, hub.shop)

    hub.bench.clock.pass_by(60)
    hub.takes_in()
    (order,) = hub.all(Order)
    assert order.content_hash == content(hub.bench, wanted)


def _nobody_answers(*_: object, **__: object):
    raise Unavailable("Nobody answers")


def test_in_any_order_of_arrival_the_orders_end_the_same(hub, tmp_path):
    gids = placed(hub, 2)
    hub.bench.edit_order(gids[0])
    hub.bench.clock.pass_by(60)
    hub.bench.cancel_order(gids[1])
    posts = hub.bench.posts()
    for post in reversed(posts):
        hub.hears(post)
        hub.takes_in()
    backwards = known(hub)

    hub.bench.clock.pass_by(120)
    hub.poller.poll(hub.organization, hub.shop)
    assert known(hub) == backwards
    assert known(hub)[gids[1]] == "CANCELLED"


def test_a_signed_delivery_that_is_nothing_lies_where_a_person_sees_it_and_those_behind_it_go_on(hub):
    topic = next(topic for topic in hub.bench.vendor.topics if topic.startswith("order"))
    raw = b'{"type": "order.updated", "event_id": "1", "merchant_id": "x", "data": []}'
    headers = hub.bench.sign(topic, raw, hub.bench.secrets()[0])
    from sync_agent.demo_shop.outbox import Post

    hub.hears(Post(hub.bench.hooks, headers, raw, ""))
    (gid,) = placed(hub)
    for post in hub.bench.posts():
        hub.hears(post)
    hub.takes_in()

    assert gid in known(hub)
    assert "dead" in {one.state for one in hub.all(WebhookDelivery)}
    assert [letter for letter in hub.all(DeadLetter) if letter.closed_at is None]


def test_a_token_that_has_ended_costs_one_refresh(hub):
    hub.bench.end_access()
    (gid,) = placed(hub)

    assert hub.poller.poll(hub.organization, hub.shop) == 1
    assert gid in known(hub)
    assert hub.shop.status == "CONNECTED"


def test_where_nothing_waits_nobody_takes_a_turn(hub, monkeypatch):
    """Asked every second, it must cost the hub's writers nothing."""
    monkeypatch.setattr(hub.store, "write", lambda *_: pytest.fail("it took a turn"))

    assert hub.inbox.once(hub.organization) == 0
    assert hub.pusher.once(hub.organization, hub.shop) == 0


def test_a_token_is_renewed_before_it_ends_and_nobody_is_refused(hub):
    """Shopify's lives an hour; Square wants its own renewed every week, though it lives a month."""
    before = hub.secrets()
    hub.bench.clock.pass_by(8 * 24 * 3600 if hub.vendor == "square" else 50 * 60)
    hub.opener.with_shop(hub.organization, hub.shop, lambda there: there.places())
    after = hub.secrets()

    assert after != before
    hub.opener.with_shop(hub.organization, hub.shop, lambda there: there.places())
    assert hub.secrets() == after


def test_a_renewal_that_fails_for_a_day_is_an_alarm_while_the_token_still_serves(hub, monkeypatch, caplog):
    if hub.vendor != "square":
        pytest.skip("Shopify's token ends within the hour: then the shop itself says so")
    monkeypatch.setattr(hub.bench.vendor, "refreshed", _nobody_answers)
    alarms = []
    for days in (7.5, 0.4, 0.4):
        hub.bench.clock.pass_by(days * 24 * 3600)
        caplog.clear()
        assert hub.opener.with_shop(hub.organization, hub.shop, lambda there: there.places())
        alarms.append([one.message for one in caplog.records if one.levelname == "ERROR"])

    assert alarms == [[], [], ["a permission is not renewed"]]
