"""The played Shopify is strict where the real one is, unkind by switches, and the same by the same seed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from sync_agent.demo_shop.door import Asked, as_app
from sync_agent.demo_shop.outbox import LOST
from sync_agent.demo_shop.shopify.played import ANSWER_LOST, UNKIND, PlayedShopify
from sync_agent.shops.line import Line
from sync_agent.shops.shopify.app import App
from sync_agent.shops.shopify.vendor import Shopify
from sync_agent.shops.trouble import Disconnected, Rejected, Unavailable
from tests.contract.bench import Patience, all_pages, gids, kind_shop
from tests.shops.shopify.bench import REDIRECT, ShopifyBench

HOOKS = "https://hub.example/hooks"


def graphql(played: PlayedShopify, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer to a question, asked with a token that holds."""
    status, told = played.door.answer(
        {
            "client_id": "played-client",
            "client_secret": played.client_secret,
            "code": played.door.code(),
            "expiring": "1",
        }
    )
    assert status == 200
    headers = {"x-shopify-access-token": told["access_token"]}
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    answer = played.serve(Asked("POST", "/admin/api/2026-07/graphql.json", "", headers, body))
    said: dict[str, Any] = json.loads(answer.body)
    return said


@pytest.fixture
def played() -> Iterator[PlayedShopify]:
    shop = PlayedShopify()
    with shop.faults.kind():
        yield shop


class TestItIsStrict:
    @pytest.mark.parametrize(
        "query",
        [
            "{ orders(first: 1, sortKey: UPDATED_AT) { nodes { xx } } }",
            "mutation { inventoryActivate(inventoryItemId: 1, locationId: 2) { userErrors { message } } }",
        ],
    )
    def test_about_documents(self, played: PlayedShopify, query: str):
        assert graphql(played, query)["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert len(played.refused) == 1

    @pytest.mark.parametrize("query", ["updated_at>=yesterday", "", "updated_at:>=2026-01-01", "status:any"])
    def test_about_searches_that_the_real_one_would_quietly_ignore(self, played: PlayedShopify, query: str):
        text = "query($q: String) { orders(first: 1, sortKey: UPDATED_AT, query: $q) { nodes { id } } }"

        assert "does not understand" in graphql(played, text, {"q": query})["errors"][0]["message"]

    def test_about_what_it_does_not_play(self, played: PlayedShopify):
        answer = graphql(played, "{ shop { name } }")

        assert "The played shop has no" in answer["errors"][0]["message"]

    def test_about_questions_that_cost_too_much(self, played: PlayedShopify):
        text = "{ productVariants(first: 250) { nodes { product { id } inventoryItem { id } media(first: 9) { nodes "
        answer = graphql(played, text + "{ id } } } } }")

        assert answer["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"

    def test_about_the_secret_of_an_app(self, played: PlayedShopify):
        vendor = Shopify(App("played-client", "wrong"), Line(httpx.MockTransport(lambda _: httpx.Response(401))))
        with pytest.raises(Rejected):
            vendor.exchange(played.account, "code", REDIRECT, "", 0)
        assert played.door.answer({"client_id": "played-client", "client_secret": "wrong"})[0] == 401


class TestItIsUnkind:
    def test_in_every_way_that_it_names(self, bench: ShopifyBench):
        patience, since = Patience(bench), bench.clock()
        patience.do(lambda shop: shop.subscribe(bench.vendor.topics))
        things, _ = patience.do(lambda shop: shop.sellables(None))
        place = patience.do(lambda shop: shop.places())[0].id
        for _ in range(150):
            bench.place_order()
            patience.do(lambda shop: shop.stock([things[0].external_id], place))
        for _ in range(4):
            all_pages(lambda after: patience.do(lambda shop: shop.orders(since, bench.clock(), after)))

        counts = bench.faults.counts
        assert {name for name in UNKIND if not counts[name]} <= {"stock_changed"}
        assert bench.played.refused == []

    def test_the_same_way_by_the_same_seed(self):
        def a_morning() -> tuple[list[str], dict[str, int]]:
            bench = ShopifyBench(seed=5)
            patience = Patience(bench)
            patience.do(lambda shop: shop.subscribe(bench.vendor.topics))
            for _ in range(20):
                bench.edit_order(bench.place_order())
            return [post.headers["X-Shopify-Webhook-Id"] for post in bench.posts()], dict(bench.faults.counts)

        assert a_morning() == a_morning()

    def test_an_answer_that_was_lost_had_been_done(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            bench.faults.switch(ANSWER_LOST, on=True, chance=1.0)
            with pytest.raises(Unavailable):
                shop.subscribe(["orders/create"])
            bench.faults.switch(ANSWER_LOST, on=False)

            assert shop.subscriptions() == ["orders/create"]
            shop.subscribe(["orders/create"])
            assert shop.subscriptions() == ["orders/create"]


class TestItsPost:
    def test_who_does_not_answer_loses_his_subscription_and_can_have_it_again(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            shop.subscribe(["orders/create", "orders/updated"])
            bench.place_order()
            with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as http:
                for _ in range(9):
                    bench.played.outbox.send(http)
            assert shop.subscriptions() == ["orders/updated"]

            shop.subscribe(bench.vendor.topics)
            assert sorted(shop.subscriptions()) == sorted(bench.vendor.topics)

    def test_nobody_is_told_who_did_not_subscribe_to_it(self, bench: ShopifyBench):
        with bench.faults.kind():
            kind_shop(bench).subscribe(["orders/cancelled"])
            gid = bench.place_order()
            bench.cancel_order(gid)

        assert [post.headers["X-Shopify-Topic"] for post in bench.posts()] == ["orders/cancelled"]

    def test_a_subscription_at_another_address_is_not_ours(self, bench: ShopifyBench):
        with bench.faults.kind():
            token = bench.first_token()
            bench.vendor.open(bench.account, token.access, "https://other.example/hooks").subscribe(["orders/create"])

            assert bench.shop(token.access).subscriptions() == []

    def test_lost_webhooks_are_all_found_by_paging(self, bench: ShopifyBench):
        with bench.faults.kind():
            shop, since = kind_shop(bench), bench.clock()
            shop.subscribe(["orders/create"])
            bench.faults.switch(LOST, on=True, chance=0.5)
            placed = [bench.place_order() for _ in range(20)]
            heard = {json.loads(post.body)["admin_graphql_api_id"] for post in bench.posts()}
            found = gids(all_pages(lambda after: shop.orders(since, bench.clock(), after)))

        assert heard < set(placed) == set(found)


@contextmanager
def on_loopback(played: PlayedShopify) -> Iterator[str]:
    """Its address, while a server of its own serves it."""
    server = uvicorn.Server(uvicorn.Config(as_app(played.serve), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            thread.join(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def test_over_loopback_it_connects_sells_and_is_pushed_to_as_in_one_process(played: PlayedShopify):
    with on_loopback(played) as base:
        line = Line()
        vendor = Shopify(App("played-client", played.client_secret, base=base), line)
        now = played.state.now()
        url = vendor.authorize_url(played.account, "state-7", REDIRECT, "")
        back = httpx.URL(httpx.get(url, trust_env=False).headers["location"])
        state, code, account = vendor.callback(back.params.multi_items(), now)
        shop = vendor.open(account, vendor.exchange(account, code, REDIRECT, "", now).access, HOOKS)
        gid = played.place_order()
        seen = shop.order(gid)
        with pytest.raises(Disconnected):
            Shopify(App("c", "s", base=f"{base}/nothing"), line).open(account, "t", HOOKS).places()
        line.close()

    assert state == "state-7"
    assert seen is not None
    assert seen.gid == gid
