"""Our subscription: there is one, with all that we want to know, and it comes back when Square has dropped it."""

from __future__ import annotations

import json

import httpx
import pytest

from sync_agent.shops.line import Line
from sync_agent.shops.square.app import App
from sync_agent.shops.square.vendor import Square
from sync_agent.shops.trouble import Rejected, Unavailable
from tests.contract.bench import kind_shop


def ours(bench):
    return list(bench.played.hooks.subscriptions.values())


def test_one_subscription_carries_every_topic_and_its_key(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        assert shop.subscriptions() == []

        keys = shop.subscribe(bench.vendor.topics)

        assert [one["signature_key"] for one in ours(bench)] == list(keys)
        assert set(shop.subscriptions()) == set(bench.vendor.topics)
        assert shop.subscribe(bench.vendor.topics) == keys
        assert len(ours(bench)) == 1


def test_one_that_square_switched_off_is_switched_on_again_with_its_key(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        keys = shop.subscribe(bench.vendor.topics)
        bench.played.hooks.switch_off(ours(bench)[0]["id"])
        assert shop.subscriptions() == []

        assert shop.subscribe(bench.vendor.topics) == keys
        assert set(shop.subscriptions()) == set(bench.vendor.topics)


def test_one_that_was_removed_is_made_anew_with_another_key(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        keys = shop.subscribe(bench.vendor.topics)
        bench.played.hooks.remove(ours(bench)[0]["id"])

        assert shop.subscribe(bench.vendor.topics) != keys
        assert set(shop.subscriptions()) == set(bench.vendor.topics)


def test_one_that_lacks_a_topic_is_completed_and_loses_none(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        shop.subscribe(["order.created", "payment.created"])

        shop.subscribe(["order.created", "order.updated"])

        assert shop.subscriptions() == ["order.created", "payment.created", "order.updated"]
        assert len(ours(bench)) == 1


def test_where_two_tell_us_the_keys_of_both_are_known(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        shop.subscribe(["order.created"])
        bench.played.hooks.create(
            {"subscription": {"event_types": ["payment.created"], "notification_url": bench.hooks, "enabled": True}}
        )

        keys = shop.subscribe(bench.vendor.topics)

        assert sorted(keys) == sorted(one["signature_key"] for one in ours(bench))
        assert len(set(keys)) == 2


def test_an_own_token_that_opens_nothing_breaks_no_sellers_connection(bench, monkeypatch):
    with bench.faults.kind():
        app = App(bench.app.client_id, own_token="EAAA-nobodys", base=bench.app.base)
        shop = Square(app, bench.line, bench.clock).open(bench.account, bench.first_token().access, bench.hooks)
        monkeypatch.setattr(bench.played.grants, "check_own", bench.played.grants.check)
        with pytest.raises(Rejected) as trouble:
            shop.subscriptions()

        assert trouble.value.code == "UNAUTHORIZED"
        assert shop.places()


def test_those_of_another_url_are_not_ours(bench):
    with bench.faults.kind():
        access = bench.first_token().access
        bench.vendor.open(bench.account, access, bench.hooks + "/").subscribe(["order.created"])

        assert bench.shop(access).subscriptions() == []


def test_a_lost_answer_makes_no_second_one(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        bench.faults.switch("answer_lost", True, 1.0)
        with pytest.raises(Unavailable):
            shop.subscribe(bench.vendor.topics)
        bench.faults.switch("answer_lost", False)

        (key,) = shop.subscribe(bench.vendor.topics)

        assert [one["signature_key"] for one in ours(bench)] == [key]


def test_only_the_application_itself_may_subscribe(bench):
    with bench.faults.kind():
        app = App(bench.app.client_id, base=bench.app.base)
        shop = Square(app, bench.line, bench.clock).open(bench.account, bench.first_token().access, bench.hooks)
        with pytest.raises(Rejected) as trouble:
            shop.subscribe(bench.vendor.topics)

        assert trouble.value.code == "FORBIDDEN"


def test_a_shop_that_never_answers_is_told_nothing_more_until_it_is_switched_on_again(bench):
    with bench.faults.kind():
        shop = kind_shop(bench)
        shop.subscribe(bench.vendor.topics)
        bench.place_order()
        nobody = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(503)))
        while len(bench.played.outbox):
            assert bench.played.outbox.send(nobody) == 0
        nobody.close()

        assert shop.subscriptions() == []
        shop.subscribe(bench.vendor.topics)
        assert set(shop.subscriptions()) == set(bench.vendor.topics)


@pytest.mark.parametrize("told", [True, "all", {"a": 1}, [None, 7, {"id": "\ud800"}]])
def test_a_list_of_subscriptions_that_is_none_breaks_nobody(told):
    """Whoever looks after a shop looks after all of them: an answer that nobody expected must not end that."""
    answer = httpx.MockTransport(lambda _: httpx.Response(200, content=json.dumps({"subscriptions": told})))
    shop = Square(App("client", None, "own-token", base="https://square.example"), Line(answer), lambda: 0).open(
        "ML7", "token", "https://hub.example/webhooks/square/bannos"
    )

    assert shop.subscriptions() == []
