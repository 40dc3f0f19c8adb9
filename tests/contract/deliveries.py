"""Webhooks: nobody but the vendor can tell us anything, and whatever the vendor tells is understood or kept."""

from __future__ import annotations

import random

import pytest

from sync_agent.shops.trouble import Forged, Unreadable
from sync_agent.shops.vendor import OrderNamed, OrderSeen, Told
from tests.contract.bench import Bench, arrival, content, kind_shop

SECRET, OLDER = "the secret of today", "the secret until the rotation"


class DeliveryContract:
    """A vendor that inherits this has a topic of orders named `order_topic`."""

    order_topic: str
    plain: bytes = b'{"id": 1}'
    """A body that names what must be named in it."""

    def signed(self, bench: Bench, raw: bytes = b'{"id": 1}', secret: str = SECRET) -> dict[str, str]:
        return bench.sign(self.order_topic, raw, secret)

    def test_a_delivery_that_the_vendor_signed_names_itself_its_topic_and_its_account(self, bench: Bench):
        raw = self.plain

        delivery = bench.vendor.delivery(self.signed(bench, raw), raw, [SECRET], bench.hooks)

        assert delivery.id
        assert delivery.event_id
        assert delivery.topic == self.order_topic

    def test_the_names_of_headers_may_be_spelled_in_any_case(self, bench: Bench):
        raw = self.plain
        headers = {name.swapcase(): value for name, value in self.signed(bench, raw).items()}

        assert bench.vendor.delivery(headers, raw, [SECRET], bench.hooks).topic == self.order_topic

    def test_both_secrets_hold_after_a_rotation_and_only_the_new_one_later(self, bench: Bench):
        raw = self.plain
        headers = self.signed(bench, raw, OLDER)

        bench.vendor.delivery(headers, raw, [SECRET, OLDER], bench.hooks)
        with pytest.raises(Forged):
            bench.vendor.delivery(headers, raw, [SECRET], bench.hooks)

    def test_without_any_secret_nothing_is_believed(self, bench: Bench):
        for secret in ("", SECRET, "None"):
            with pytest.raises(Forged):
                bench.vendor.delivery(self.signed(bench, b"{}", secret), b"{}", [], bench.hooks)

    def test_one_bit_of_the_body_changes_everything(self, bench: Bench):
        raw = b'{"id": 450789469, "note": "No nuts"}'
        headers = self.signed(bench, raw)
        for at in range(len(raw) * 8):
            forged = bytearray(raw)
            forged[at // 8] ^= 1 << at % 8

            with pytest.raises(Forged):
                bench.vendor.delivery(headers, bytes(forged), [SECRET, OLDER], bench.hooks)

    def test_the_same_json_written_anew_is_not_what_was_signed(self, bench: Bench):
        headers = self.signed(bench, b'{"id": 1}')

        for raw in (b'{"id":1}', b'{"id": 1}\n', b"\xef\xbb\xbf" + b'{"id": 1}', b""):
            with pytest.raises(Forged):
                bench.vendor.delivery(headers, raw, [SECRET], bench.hooks)

    def test_ten_thousand_changed_signatures_are_refused(self, bench: Bench):
        dice, raw = random.Random(7), b'{"id": 1}'
        headers = self.signed(bench, raw)
        (name,) = self.differing(bench, raw)
        for _ in range(10_000):
            said = list(headers[name])
            at = dice.randrange(len(said))
            said[at] = dice.choice([c for c in map(chr, range(1, 256)) if c != said[at]])

            with pytest.raises(Forged):
                bench.vendor.delivery(headers | {name: "".join(said)}, raw, [SECRET], bench.hooks)

    def test_a_signature_that_is_cut_lengthened_or_missing_is_refused(self, bench: Bench):
        raw = b"{}"
        headers = self.signed(bench, raw)
        (name,) = self.differing(bench, raw)
        for said in ("", headers[name][:-1], headers[name] + "=", headers[name] + ", " + headers[name], "ключ"):
            with pytest.raises(Forged):
                bench.vendor.delivery(headers | {name: said}, raw, [SECRET], bench.hooks)
        with pytest.raises(Forged):
            bench.vendor.delivery({n: v for n, v in headers.items() if n != name}, raw, [SECRET], bench.hooks)

    @pytest.mark.parametrize(
        "raw", [b"", b"not json", b"[]", b"null", b"7", b'{"a":', b"\xff\xfe", b"[" * 100_000, b"1" * 5_000]
    )
    def test_garbage_that_is_signed_is_unreadable_and_never_a_crash(self, bench: Bench, raw: bytes):
        with pytest.raises(Unreadable):
            bench.vendor.told(self.order_topic, raw)

    def test_a_topic_that_nobody_asked_for_is_understood_as_nothing(self, bench: Bench):
        try:
            told = bench.vendor.told("themes/publish", b'{"id": 1}')
        except Unreadable:
            return
        assert not [one for one in told if isinstance(one, OrderSeen | OrderNamed)]

    def test_what_the_played_shop_sends_holds_and_tells_of_the_order(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            shop.subscribe(bench.vendor.topics)
            gid = bench.place_order()
            bench.edit_order(gid)
            bench.cancel_order(gid)
            told: list[Told] = []
            for post in bench.posts():
                delivery = bench.vendor.delivery(post.headers, post.body, bench.secrets(), bench.hooks)
                told += bench.vendor.told(delivery.topic, post.body)

            orders = [one for one in told if isinstance(one, OrderSeen | OrderNamed)]
            assert {one.gid for one in orders} == {gid}
            assert len(orders) >= 3

    def test_webhook_and_fetch_of_one_order_make_the_same_order(self, bench: Bench):
        with bench.faults.kind():
            shop = kind_shop(bench)
            shop.subscribe(bench.vendor.topics)
            gid = bench.place_order()
            fetched = shop.order(gid)
            assert fetched is not None
            seen = [one for post in bench.posts() for one in bench.vendor.told(self.topic_of(bench, post), post.body)]
            for one in seen:
                if isinstance(one, OrderSeen):
                    assert arrival(bench, one).payload_of == arrival(bench, fetched).payload_of
                    assert content(bench, one) == content(bench, fetched)

    def topic_of(self, bench: Bench, post) -> str:
        return bench.vendor.delivery(post.headers, post.body, bench.secrets(), bench.hooks).topic

    def differing(self, bench: Bench, raw: bytes) -> set[str]:
        """The header that the secret decides: the signature."""
        one, other = self.signed(bench, raw), self.signed(bench, raw, OLDER)
        return {name for name in one if one[name] != other[name]}
