"""What Shopify answers, and what is to be done about it: HTTP 200 alone means nothing."""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx
import pytest

from sync_agent.demo_shop.door import Answer, Asked, as_transport
from sync_agent.shops.line import Line
from sync_agent.shops.shopify.app import App
from sync_agent.shops.shopify.vendor import Shopify
from sync_agent.shops.trouble import (
    Disconnected,
    Rejected,
    ShopTrouble,
    Throttled,
    TokenExpired,
    Unavailable,
)
from sync_agent.shops.vendor import Shop
from tests.contract.bench import Clock

SHOP, TOKEN = "cakes.myshopify.com", "shpat_secret"
PLACES = {"locations": {"nodes": [{"id": "gid://shopify/Location/1", "name": "Bakery"}], "pageInfo": {}}}


def told(data: Any = None, errors: Any = None, cost: Any = None) -> Answer:
    body = {"data": data, "extensions": {"cost": cost}} | ({"errors": errors} if errors else {})
    return Answer(200, json.dumps(body).encode())


def bucket(left: float, need: float = 500, restore: float = 100) -> dict[str, Any]:
    status = {"maximumAvailable": 2000, "currentlyAvailable": left, "restoreRate": restore}
    return {"requestedQueryCost": need, "actualQueryCost": None, "throttleStatus": status}


def shop(*answers: Answer, clock: Clock | None = None) -> tuple[Shop, list[Asked]]:
    asked: list[Asked] = []
    waiting = list(answers)

    def serve(one: Asked) -> Answer:
        asked.append(one)
        return waiting.pop(0)

    vendor = Shopify(App("client", "hush"), Line(as_transport(serve)), (clock or Clock()).seconds)
    return vendor.open(SHOP, TOKEN, "https://hub.example/hooks"), asked


def trouble(answer: Answer) -> ShopTrouble:
    opened, asked = shop(answer)
    with pytest.raises(ShopTrouble) as caught:
        opened.places()
    assert len(asked) == 1
    assert TOKEN not in str(caught.value)
    return caught.value


class TestAQuestion:
    def test_goes_to_the_pinned_version_with_the_token_in_its_header(self):
        opened, every = shop(told(PLACES))

        assert opened.places()[0].name == "Bakery"
        (asked,) = every
        assert (asked.method, asked.path) == ("POST", "/admin/api/2026-07/graphql.json")
        assert asked.headers["x-shopify-access-token"] == TOKEN
        assert asked.headers["host"] == SHOP
        assert set(json.loads(asked.body)) == {"query", "variables"}

    def test_that_asks_for_what_is_given_up_is_logged_without_a_token(self, caplog: pytest.LogCaptureFixture):
        answer = told(PLACES)
        reason = {"X-Shopify-API-Deprecated-Reason": "https://shopify.dev/changelog/x"}
        opened, _ = shop(Answer(200, answer.body, reason))
        with caplog.at_level(logging.WARNING):
            opened.places()

        assert "https://shopify.dev/changelog/x" in caplog.text
        assert TOKEN not in caplog.text


class TestAStatus:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, TokenExpired),
            (402, Disconnected),
            (403, Disconnected),
            (404, Disconnected),
            (423, Disconnected),
            (400, Rejected),
            (406, Rejected),
            (422, Rejected),
            (301, Rejected),
            (307, Rejected),
            (408, Unavailable),
            (500, Unavailable),
            (502, Unavailable),
            (503, Unavailable),
            (504, Unavailable),
            (429, Throttled),
        ],
    )
    def test_says_what_is_to_be_done(self, status: int, kind: type[ShopTrouble]):
        found = trouble(Answer(status, b"<html>", {"Location": "https://evil.example/"}))

        assert type(found) is kind
        assert str(found)

    @pytest.mark.parametrize("status", [429, 503])
    def test_tells_how_long_to_wait(self, status: int):
        found = trouble(Answer(status, b"", {"Retry-After": "2.5"}))

        assert isinstance(found, Throttled)
        assert found.wait == 2.5

    @pytest.mark.parametrize("said", ["soon", "-1", "nan", "inf", "1e99", "Fri, 27 Nov 2026 10:00:00 GMT"])
    def test_with_a_wait_that_is_no_number_still_has_one(self, said: str):
        found = trouble(Answer(429, b"", {"Retry-After": said}))

        assert isinstance(found, Throttled)
        assert 0 < found.wait < 60


class TestErrorsBesideData:
    def test_throttled_waits_for_what_is_missing_in_the_bucket(self):
        found = trouble(told(errors=[{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], cost=bucket(80)))

        assert isinstance(found, Throttled)
        assert found.wait == pytest.approx(4.2)

    def test_throttled_is_found_wherever_it_stands(self):
        errors = [{"message": "x"}, {"message": "Throttled", "extensions": {"code": "THROTTLED"}}]

        assert isinstance(trouble(told(errors=errors, cost=bucket(80))), Throttled)

    @pytest.mark.parametrize(
        "cost", [None, [], {"requestedQueryCost": "a lot"}, bucket(80, restore=0), bucket(2000), bucket(-5)]
    )
    def test_throttled_without_a_cost_that_tells_waits_a_little_and_not_for_ever(self, cost: Any):
        found = trouble(told(errors=[{"extensions": {"code": "THROTTLED"}}], cost=cost))

        assert isinstance(found, Throttled)
        assert 0 < found.wait <= 1

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("INTERNAL_SERVER_ERROR", Unavailable),
            ("SHOP_INACTIVE", Disconnected),
            ("ACCESS_DENIED", Rejected),
            ("MAX_COST_EXCEEDED", Rejected),
            (None, Rejected),
        ],
    )
    def test_have_words_and_a_kind_though_data_came_with_them(self, code: str | None, kind: type[ShopTrouble]):
        found = trouble(told(PLACES, errors=[{"message": "Why not", "extensions": {"code": code}}]))

        assert type(found) is kind
        assert "Why not" in str(found)

    @pytest.mark.parametrize("errors", ["Not Found", {"base": ["no"]}, [None], [[]], [{"extensions": 7}]])
    def test_of_any_shape_are_no_crash(self, errors: Any):
        assert isinstance(trouble(told(errors=errors)), Rejected)

    @pytest.mark.parametrize(
        "body",
        [b"", b"<html>", b"[]", b"null", b"{}", b'{"data": null}', b'{"data": []}', b"[" * 100_000],
    )
    def test_an_answer_that_is_none_is_asked_for_again(self, body: bytes):
        assert type(trouble(Answer(200, body))) is Unavailable

    @pytest.mark.parametrize("data", [{}, {"locations": None}, {"locations": {"nodes": "x"}}])
    def test_a_list_that_is_missing_is_not_taken_for_an_empty_one(self, data: Any):
        assert type(trouble(told(data))) is Unavailable


class TestPages:
    def test_that_lead_to_themselves_end(self):
        page = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "same"}}
        opened, asked = shop(*[told({"locations": page})] * 30)
        with pytest.raises(Unavailable):
            opened.places()

        assert len(asked) == 2

    def test_that_go_on_for_ever_end(self):
        pages = [{"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": f"c{n}"}} for n in range(500)]
        opened, asked = shop(*[told({"locations": page}) for page in pages])
        with pytest.raises(Unavailable):
            opened.places()

        assert len(asked) <= 50


class TestTheBudget:
    def test_what_it_cannot_pay_is_not_asked_until_enough_came_back(self):
        clock = Clock()
        opened, asked = shop(told(PLACES, cost=bucket(100, need=300)), told(PLACES), clock=clock)
        opened.places()
        with pytest.raises(Throttled) as caught:
            opened.places()
        assert len(asked) == 1
        assert caught.value.wait == pytest.approx(2.0 + 2.0)  # and a tenth of the bucket is left for others

        clock.pass_by(caught.value.wait)
        opened.places()
        assert len(asked) == 2

    def test_is_that_of_a_shop_and_not_of_one_opening_of_it(self):
        vendor = Shopify(
            App("client", "hush"),
            Line(as_transport(lambda _: told(PLACES, cost=bucket(0, need=300)))),
            Clock().seconds,
        )
        vendor.open(SHOP, TOKEN, "").places()
        with pytest.raises(Throttled):
            vendor.open(SHOP, "another token", "").places()

        assert vendor.open("other.myshopify.com", TOKEN, "").places()

    def test_that_could_never_pay_lets_the_shop_itself_say_so(self):
        cost = {**bucket(0, need=5000)}
        opened, asked = shop(told(PLACES, cost=cost), told(PLACES, cost=cost))
        opened.places()
        opened.places()

        assert len(asked) == 2


class TestTheLine:
    def test_that_is_lost_leaves_it_open_whether_it_was_done(self):
        def lost(_: httpx.Request) -> httpx.Response:
            raise httpx.ReadError("reset by peer")

        vendor = Shopify(App("client", "hush"), Line(httpx.MockTransport(lost)))
        with pytest.raises(Unavailable):
            vendor.open(SHOP, TOKEN, "").places()

    def test_refuses_an_answer_that_is_larger_than_anything_asked_for(self):
        vendor = Shopify(App("client", "hush"), Line(as_transport(lambda _: Answer(200, b"x" * 2000)), most_bytes=1999))
        with pytest.raises(Rejected) as caught:
            vendor.open(SHOP, TOKEN, "").places()

        assert caught.value.code == "too_large"
