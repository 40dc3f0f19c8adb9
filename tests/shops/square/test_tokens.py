"""Square's two ways to say yes: with the application's secret a refresh token lasts, by PKCE it works once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from data.core.clock import HOUR
from sync_agent.demo_shop.faults import ROTATED
from sync_agent.shops.square.oauth import challenge
from sync_agent.shops.trouble import Disconnected, Forged, Rejected
from sync_agent.shops.vendor import Left, Token
from tests.shops.square.bench import REDIRECT, VERIFIER, SquareBench

DAY = 24 * HOUR


@pytest.fixture
def secret_bench():
    made = SquareBench(secret=True)
    yield made
    assert made.played.violations == []


def test_a_challenge_is_spelled_as_the_standards_own_example():
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_owner_is_sent_with_a_challenge_by_pkce_and_without_one_beside_a_secret(bench, secret_bench):
    by_pkce = parse_qs(urlsplit(bench.vendor.authorize_url("", "s", REDIRECT, VERIFIER)).query)
    by_secret = parse_qs(urlsplit(secret_bench.vendor.authorize_url("", "s", REDIRECT, VERIFIER)).query)

    assert by_pkce["code_challenge"] == [challenge(VERIFIER)]
    assert "code_challenge" not in by_secret
    assert by_pkce["session"] == ["false"]
    assert "ORDERS_READ" in by_pkce["scope"][0].split()


def test_by_pkce_a_refresh_token_works_once_and_ends_after_ninety_days(bench):
    token = bench.first_token()
    fresh = bench.vendor.refreshed(bench.account, token, bench.clock())

    assert fresh.refresh != token.refresh
    assert (token.refresh_until, token.expires_at) == (bench.clock() + 90 * DAY, bench.clock() + 30 * DAY)
    assert bench.faults.counts[ROTATED] == 1
    with pytest.raises(Disconnected):
        bench.vendor.refreshed(bench.account, token, bench.clock())
    assert bench.vendor.refreshed(bench.account, fresh, bench.clock()).access


def test_a_token_is_to_be_renewed_every_week_though_it_lives_a_month(bench):
    token = bench.first_token()
    bench.clock.pass_by(6 * 24 * 3600)
    fresh = bench.vendor.refreshed(bench.account, token, bench.clock())

    assert token.renew_at == bench.clock() + DAY
    assert fresh.renew_at == bench.clock() + 7 * DAY


def test_with_a_secret_the_same_refresh_token_comes_back_and_lasts(secret_bench):
    token = secret_bench.first_token()
    fresh = secret_bench.vendor.refreshed(secret_bench.account, token, secret_bench.clock())

    assert (fresh.refresh, fresh.refresh_until) == (token.refresh, None)
    assert fresh.access != token.access
    assert secret_bench.faults.counts[ROTATED] == 0


def test_a_code_is_worth_something_once_and_only_to_who_began(bench):
    code = bench.played.grants.agree(REDIRECT, challenge(VERIFIER))
    with pytest.raises(Rejected):
        bench.vendor.exchange("", code, REDIRECT, "another" * 8, bench.clock())
    with pytest.raises(Rejected):
        bench.vendor.exchange("", code, REDIRECT, VERIFIER, bench.clock())
    other = bench.played.grants.agree(REDIRECT, challenge(VERIFIER))
    with pytest.raises(Rejected):
        bench.vendor.exchange("", other, REDIRECT + "/elsewhere", VERIFIER, bench.clock())


def test_a_token_that_opens_another_sellers_shop_is_not_taken(bench):
    token = bench.first_token()
    with pytest.raises(Disconnected) as trouble:
        bench.vendor.refreshed("SOMEBODYELSE", token, bench.clock())

    assert trouble.value.code == "other_account"


@pytest.mark.parametrize(
    "query",
    [
        [],
        [("code", "c")],
        [("state", ""), ("code", "c")],
        [("state", "s")],
        [("state", "s"), ("state", "t"), ("code", "c")],
        [("state", "s"), ("code", "c"), ("code", "d")],
    ],
)
def test_a_callback_that_says_too_little_or_two_things_is_not_squares(bench, query):
    with pytest.raises(Forged):
        bench.vendor.callback(query, bench.clock())


def test_a_seller_who_says_no_is_heard(bench):
    with pytest.raises(Rejected) as trouble:
        bench.vendor.callback([("state", "s"), ("error", "access_denied")], bench.clock())

    assert trouble.value.code == "denied"


def test_the_permission_can_be_given_back(secret_bench):
    with secret_bench.faults.kind():
        token = secret_bench.first_token()
        secret_bench.square.leave(secret_bench.account, "", alone=True)

        with pytest.raises(Disconnected) as trouble:
            secret_bench.shop(token.access).places()
        assert trouble.value.code == "ACCESS_TOKEN_REVOKED"
        with pytest.raises(Disconnected):
            secret_bench.vendor.refreshed(secret_bench.account, token, secret_bench.clock())


def test_without_a_secret_only_the_seller_can_take_it_back(bench):
    with pytest.raises(Rejected):
        bench.square.leave(bench.account, "", alone=True)


def test_a_refresh_that_gives_no_new_one_keeps_the_old(secret_bench, monkeypatch):
    real = secret_bench.played.grants.token
    monkeypatch.setattr(
        secret_bench.played.grants,
        "token",
        lambda asked: {k: v for k, v in real(asked).items() if k != "refresh_token"},
    )
    token = Token("a", _first_refresh(secret_bench), None, None)

    assert secret_bench.vendor.refreshed(secret_bench.account, token, secret_bench.clock()).refresh == token.refresh


def _first_refresh(bench: SquareBench) -> str:
    code = bench.played.grants.agree(None, None)
    asked = {"client_id": bench.app.client_id, "client_secret": bench.app.client_secret, "code": code}
    given = type(bench.played.grants).token(bench.played.grants, {**asked, "grant_type": "authorization_code"})
    return str(given["refresh_token"])


def test_a_seller_who_leaves_is_told_of_and_lets_nobody_in(bench):
    with bench.faults.kind():
        token = bench.first_token()
        shop = bench.shop(token.access)
        shop.subscribe(bench.vendor.topics)
        bench.played.leave()
        (post,) = bench.posts()
        delivery = bench.vendor.delivery(post.headers, post.body, bench.secrets(), bench.hooks)

        assert list(bench.vendor.told(delivery.topic, post.body)) == [Left("The seller has taken the permission back.")]
        with pytest.raises(Disconnected):
            shop.places()
        with pytest.raises(Disconnected):
            bench.vendor.refreshed(bench.account, token, bench.clock())
