"""Connecting to Shopify: the domain, the callback, the minute, and the tokens that follow (F05-F07)."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from data.core.clock import Instant
from sync_agent.demo_shop.door import Answer, Asked, as_transport
from sync_agent.demo_shop.faults import ROTATED
from sync_agent.shops.line import Line
from sync_agent.shops.shopify.app import App
from sync_agent.shops.shopify.oauth import read_callback
from sync_agent.shops.shopify.signature import query_signature
from sync_agent.shops.shopify.vendor import Shopify
from sync_agent.shops.trouble import Disconnected, Forged, Rejected, Throttled, Unavailable
from sync_agent.shops.vendor import Token
from tests.shops.shopify.bench import REDIRECT, ShopifyBench
from tests.support.cast import NOW

APP = App("client", "hush")
SHOP = "cakes.myshopify.com"
TOKEN = Token("old", "refresh", None, None)


def callback(*, shop: str = SHOP, at: Instant = NOW, **changed: str) -> list[tuple[str, str]]:
    """A query that Shopify itself would sign."""
    said = {"code": "c0de", "shop": shop, "state": "st&te 1", "timestamp": str(at // 1000), "host": "YWI/Yw=="}
    query = list((said | changed).items())
    return [*query, ("hmac", query_signature(query, APP.client_secret))]


def answering(*answers: Answer) -> tuple[Shopify, list[Asked]]:
    """Shopify that gives these answers, one after the other, and what it was asked."""
    asked: list[Asked] = []
    waiting = list(answers)

    def serve(one: Asked) -> Answer:
        asked.append(one)
        return waiting.pop(0)

    return Shopify(APP, Line(as_transport(serve))), asked


class TestTheOwner:
    def test_is_sent_to_her_own_shop_with_what_we_want_to_do(self):
        vendor, _ = answering()
        url = urlsplit(vendor.authorize_url(SHOP, "s", REDIRECT, ""))
        asked = parse_qs(url.query)

        assert (url.scheme, url.netloc, url.path) == ("https", SHOP, "/admin/oauth/authorize")
        assert asked["redirect_uri"] == [REDIRECT]
        assert asked["client_id"] == ["client"]
        assert {"read_orders", "write_inventory"} <= set(asked["scope"][0].split(","))

    @pytest.mark.parametrize(
        "account",
        [
            "",
            "cakes",
            "cakes.example",
            "-a.myshopify.com",
            "a.b.myshopify.com",
            "CAKES.myshopify.com",
            "cakes.myshopify.com.evil.example",
            "evil.example/cakes.myshopify.com",
            "evil@cakes.myshopify.com",
            "cakes.myshopify.com\n",
            "cakes.myshopify.com:444",
            "сakes.myshopify.com",
        ],
    )
    def test_is_sent_nowhere_else_and_neither_is_a_secret(self, account: str):
        vendor, asked = answering()
        for ask in (
            lambda: vendor.authorize_url(account, "s", REDIRECT, ""),
            lambda: vendor.exchange(account, "code", REDIRECT, "", NOW),
            lambda: vendor.refreshed(account, TOKEN, NOW),
            lambda: vendor.open(account, "token", REDIRECT),
        ):
            with pytest.raises(Rejected):
                ask()
        assert asked == []


class TestTheCallback:
    def test_gives_state_code_and_shop(self):
        assert read_callback(APP, callback(), NOW) == ("st&te 1", "c0de", SHOP)

    def test_holds_for_ninety_seconds_either_way(self):
        for late in (-90_000, 0, 90_000):
            assert read_callback(APP, callback(at=NOW + late), NOW)[1] == "c0de"
        for late in (-91_000, 91_000, 10**12):
            with pytest.raises(Forged):
                read_callback(APP, callback(at=NOW + late), NOW)

    @pytest.mark.parametrize("timestamp", ["", "soon", "-5", "1e9", "٣", "9" * 40])
    def test_with_a_time_that_is_none_is_refused(self, timestamp: str):
        with pytest.raises(Forged):
            read_callback(APP, callback(timestamp=timestamp), NOW)

    @pytest.mark.parametrize("shop", ["", "evil.example", "cakes.myshopify.com.evil.example", "a b.myshopify.com"])
    def test_for_what_is_no_shop_is_refused_though_it_is_signed(self, shop: str):
        with pytest.raises(Forged):
            read_callback(APP, callback(shop=shop), NOW)

    def test_without_what_it_is_for_is_refused(self):
        for query in (callback(code=""), callback(state="")):
            with pytest.raises(Forged):
                read_callback(APP, query, NOW)

    def test_in_which_anything_was_changed_added_or_left_out_is_refused(self):
        true = callback()
        forged = [[(name, value + "x"), *true[:n], *true[n + 1 :]] for n, (name, value) in enumerate(true)]
        forged += [true[:n] + true[n + 1 :] for n in range(len(true))]
        forged += [[*true, ("extra", "1")], [*true, ("hmac", "0" * 64)]]
        for query in forged:
            with pytest.raises(Forged):
                read_callback(APP, query, NOW)

    def test_that_says_a_thing_twice_is_refused_though_it_is_signed(self):
        query = [*callback()[:-1], ("code", "other")]
        with pytest.raises(Forged):
            read_callback(APP, [*query, ("hmac", query_signature(query, APP.client_secret))], NOW)


class TestTokens:
    def test_a_code_is_asked_for_a_token_that_ends_and_can_be_renewed(self):
        told = {"access_token": "a", "expires_in": 3600, "refresh_token": "r", "refresh_token_expires_in": 7_776_000}
        vendor, asked = answering(Answer(200, json.dumps(told).encode()))

        token = vendor.exchange(SHOP, "c0de", REDIRECT, "", NOW)

        assert token == Token("a", "r", NOW + 3_600_000, NOW + 7_776_000_000)
        assert asked[0].path == "/admin/oauth/access_token"
        said = {"client_id": "client", "client_secret": "hush", "code": "c0de", "expiring": "1"}
        assert json.loads(asked[0].body) == said

    def test_a_private_apps_token_never_ends(self):
        vendor, _ = answering(Answer(200, b'{"access_token": "a", "scope": "read_orders"}'))

        assert vendor.exchange(SHOP, "c0de", REDIRECT, "", NOW) == Token("a", None, None, None)

    @pytest.mark.parametrize("ends", [2**63, -1, True, "soon", 1e9])
    def test_a_token_whose_end_is_no_time_is_kept_all_the_same(self, ends):
        """No table holds such an end: the token would be lost, and the one before it is worth nothing any more."""
        vendor, _ = answering(Answer(200, json.dumps({"access_token": "a", "expires_in": ends}).encode()))

        assert vendor.exchange(SHOP, "c0de", REDIRECT, "", NOW) == Token("a", None, None, None)

    def test_a_code_works_once(self, bench: ShopifyBench):
        with bench.faults.kind():
            code = bench.played.door.code()
            bench.vendor.exchange(bench.account, code, REDIRECT, "", bench.clock())
            with pytest.raises(Rejected):
                bench.vendor.exchange(bench.account, code, REDIRECT, "", bench.clock())

    def test_a_lost_answer_to_a_refresh_is_asked_for_again_until_the_new_pair_is_used(self, bench: ShopifyBench):
        with bench.faults.kind():
            bench.faults.switch(ROTATED, on=True)
            old = bench.first_token()
            lost = bench.vendor.refreshed(bench.account, old, bench.clock())
            again = bench.vendor.refreshed(bench.account, old, bench.clock())
            assert (again.access, again.refresh) == (lost.access, lost.refresh)
            assert again.refresh != old.refresh

            assert bench.shop(again.access).places()
            with pytest.raises(Disconnected):
                bench.vendor.refreshed(bench.account, old, bench.clock())
            assert bench.vendor.refreshed(bench.account, again, bench.clock()).access != again.access

    @pytest.mark.parametrize(
        ("answer", "trouble"),
        [
            (Answer(400, b'{"error": "invalid_grant"}'), Disconnected),
            (Answer(401, b""), Disconnected),
            (Answer(429, b"", {"Retry-After": "7"}), Throttled),
            (Answer(503, b"", {"Retry-After": "7"}), Throttled),
            (Answer(500, b""), Unavailable),
            (Answer(302, b"", {"Location": "https://evil.example"}), Unavailable),
            (Answer(200, b"<html>"), Unavailable),
            (Answer(200, b"{}"), Unavailable),
            (Answer(200, b'{"access_token": 7}'), Unavailable),
        ],
    )
    def test_a_refresh_ends_in_words_that_say_what_to_do(self, answer: Answer, trouble: type[Exception]):
        vendor, asked = answering(answer)
        with pytest.raises(trouble) as caught:
            vendor.refreshed(SHOP, TOKEN, NOW)

        assert "refresh" not in str(caught.value)
        assert json.loads(asked[0].body)["grant_type"] == "refresh_token"
        assert len(asked) == 1
        assert not isinstance(caught.value, Throttled) or caught.value.wait == 7
