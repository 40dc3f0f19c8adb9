"""Permission: it is given once, lasts a while, is renewed by one refresher, and may be taken back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from sync_agent.shops.trouble import Disconnected, TokenExpired
from tests.contract.bench import Bench

REDIRECT = "https://hub.example/integrations/callback"
VERIFIER = "v" * 43


class TokenContract:
    """What connecting and staying connected needs."""

    def test_the_owner_is_sent_to_the_vendor_with_our_state_and_our_way_back(self, bench: Bench):
        url = bench.vendor.authorize_url(bench.account, "st&te/1", REDIRECT, VERIFIER)
        asked = parse_qs(urlsplit(url).query)

        assert asked["state"] == ["st&te/1"]
        assert asked["client_id"]
        assert asked.get("redirect_uri", [REDIRECT]) == [REDIRECT]

    def test_the_first_token_opens_the_shop(self, bench: Bench):
        with bench.faults.kind():
            assert bench.shop(bench.first_token().access).places()

    def test_a_token_that_nobody_gave_out_opens_nothing(self, bench: Bench):
        with bench.faults.kind(), pytest.raises((TokenExpired, Disconnected)):
            bench.shop("made up").places()

    def test_a_token_says_when_it_ends_and_is_then_refused_and_renewed(self, bench: Bench):
        with bench.faults.kind():
            token = bench.first_token()
            assert token.expires_at is not None
            bench.clock.at = token.expires_at + 1
            with pytest.raises(TokenExpired):
                bench.shop(token.access).places()

            fresh = bench.vendor.refreshed(bench.account, token, bench.clock())

            assert fresh.access != token.access
            assert bench.shop(fresh.access).places()

    def test_a_refresh_that_was_made_up_means_that_a_person_must_connect_again(self, bench: Bench):
        with bench.faults.kind():
            token = bench.first_token()
            false = type(token)(token.access, "made up", token.expires_at, token.refresh_until)

            with pytest.raises(Disconnected):
                bench.vendor.refreshed(bench.account, false, bench.clock())

    def test_a_token_without_a_refresh_cannot_be_renewed(self, bench: Bench):
        token = bench.first_token()

        with pytest.raises(Disconnected):
            bench.vendor.refreshed(bench.account, type(token)(token.access, None, None, None), bench.clock())

    def test_no_token_is_seen_where_something_is_printed(self, bench: Bench):
        with bench.faults.kind():
            token = bench.first_token()
            shop = bench.shop(token.access)

            for printed in (repr(shop), repr(bench.vendor), repr(token)):
                assert token.access not in printed
                assert token.refresh is None or token.refresh not in printed
