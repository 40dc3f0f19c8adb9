"""Shopify's signatures, by values that were reckoned by hand and not by the code that they check (T18)."""

from __future__ import annotations

import hmac

import pytest

from sync_agent.shops.shopify import signature
from sync_agent.shops.shopify.signature import query_signature, query_signed, signed, webhook_signature

# printf '{"id":820982911946154508}' | openssl dgst -sha256 -hmac hush -binary | base64
RAW, SECRET, SIGNATURE = b'{"id":820982911946154508}', "hush", "qBvrsZF7RfB1iS6BX6IHqJTp5L911P7intnPeTPsH0I="
# printf %s 'code=0907a61c&shop=some-shop.myshopify.com&state=a%20b%2F%C3%A9&timestamp=1337178173' |
#   openssl dgst -sha256 -hmac hush
QUERY = [("code", "0907a61c"), ("shop", "some-shop.myshopify.com"), ("state", "a b/é"), ("timestamp", "1337178173")]
QUERY_SIGNATURE = "1c165349f990bd285fbee293ee812ca9e0aeeab1cffeb561ff31e7b49b81edbc"


class TestAWebhook:
    def test_is_signed_as_openssl_signs_it(self):
        assert webhook_signature(RAW, SECRET).decode() == SIGNATURE
        assert signed(RAW, SIGNATURE, [SECRET])

    def test_that_only_decodes_to_the_same_bytes_is_refused(self):
        last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(SIGNATURE[-2])
        other = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[last ^ 1]

        assert not signed(RAW, SIGNATURE[:-2] + other + "=", [SECRET])

    @pytest.mark.parametrize("secrets", [[], ["one"], ["one", "two"]])
    def test_takes_the_same_work_whether_there_is_a_shop_and_a_second_secret_or_not(self, secrets, monkeypatch):
        reckoned = []
        true_digest = hmac.digest

        def counted(*given):
            reckoned.append(given)
            return true_digest(*given)

        monkeypatch.setattr(hmac, "digest", counted)

        assert not signed(RAW, SIGNATURE, secrets)
        assert len(reckoned) == 2

    def test_by_the_secret_that_stands_for_a_missing_one_is_refused(self):
        given = webhook_signature(RAW, signature._NOBODYS).decode()

        assert not signed(RAW, given, [])
        assert not signed(RAW, given, [SECRET])


class TestACallback:
    def test_is_signed_as_openssl_signs_its_sorted_query(self):
        assert query_signature(QUERY[::-1], SECRET) == QUERY_SIGNATURE
        assert query_signed([("hmac", QUERY_SIGNATURE), *QUERY], SECRET)

    def test_without_a_signature_or_with_another_secret_is_refused(self):
        assert not query_signed(QUERY, SECRET)
        assert not query_signed([*QUERY, ("hmac", "")], SECRET)
        assert not query_signed([*QUERY, ("hmac", QUERY_SIGNATURE.upper())], SECRET)
        assert not query_signed([*QUERY, ("hmac", QUERY_SIGNATURE)], "other")
