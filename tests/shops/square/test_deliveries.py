"""What Square tells us is believed by its signature alone, and every event that it publishes is understood."""

from __future__ import annotations

import base64
import hmac
import json
from hashlib import sha1
from pathlib import Path

import pytest

from sync_agent.shops.square.deliveries import TOPICS, read_delivery, read_told
from sync_agent.shops.square.signature import HEADER, NOBODYS, RETIRED, signature
from sync_agent.shops.trouble import Forged, Unreadable
from sync_agent.shops.vendor import Left, Nothing, OrderNamed, StockSeen

WEBHOOKS = Path(__file__).parents[2] / "fixtures" / "square" / "webhooks"
URL, KEY = "https://hub.example/webhooks/square/bannos", "the signature key"

ORDER = "eA3vssLHKJrv9H0IdJCM3gNqfdcZY"
COUNTED_AT = 1_572_374_325_102
EXPECTED = {
    "order.created": (OrderNamed(ORDER, 1),),
    "order.updated": (OrderNamed(ORDER, 2),),
    "order.fulfillment.updated": (OrderNamed(ORDER, 6),),
    "payment.created": (OrderNamed("03O3USaPaAaFnI6kkwB1JxGgBsUZY", None),),
    "payment.updated": (OrderNamed("03O3USaPaAaFnI6kkwB1JxGgBsUZY", None),),
    "refund.created": (OrderNamed("haOyDuHiqtAXMk0d8pDKXpL7Jg4F", None),),
    "refund.updated": (OrderNamed("haOyDuHiqtAXMk0d8pDKXpL7Jg4F", None),),
    "inventory.count.updated": (StockSeen("FGQ5JJWT2PYTHF35CKZ2DSKP", "YYQR03DGCTXA4", 10, COUNTED_AT),),
    "oauth.authorization.revoked": (Left("The seller has taken the permission back."),),
}
NOT_OURS = {
    "catalog.version.updated": "matched by SKU",
    "customer.created": "told by the order",
    "customer.deleted": "told by the order",
    "customer.updated": "told by the order",
    "location.created": "asked for when",
    "location.updated": "asked for when",
    "loyalty.account.created": "Points",
    "loyalty.account.deleted": "Points",
    "loyalty.account.updated": "Points",
    "loyalty.event.created": "Points",
    "loyalty.program.created": "Points",
    "loyalty.program.updated": "Points",
    "loyalty.promotion.created": "Points",
    "loyalty.promotion.updated": "Points",
}


def event(topic: str) -> bytes:
    return (WEBHOOKS / f"{topic}.json").read_bytes()


def signed(raw: bytes, url: str = URL, key: str = KEY) -> dict[str, str]:
    return {HEADER: signature(url, raw, key).decode()}


class TestEveryEventThatSquarePublishes:
    def test_is_named_here(self):
        assert {path.stem for path in WEBHOOKS.glob("*.json")} == EXPECTED.keys() | NOT_OURS.keys()

    @pytest.mark.parametrize("topic", [*EXPECTED, *NOT_OURS])
    def test_names_itself_and_its_seller(self, topic):
        raw = event(topic)
        delivery = read_delivery(signed(raw), raw, [KEY], URL)

        assert (delivery.topic, delivery.id) == (topic, delivery.event_id)
        assert delivery.account == json.loads(raw)["merchant_id"]
        assert delivery.made_at is not None

    @pytest.mark.parametrize("topic", EXPECTED)
    def test_tells_what_it_says(self, topic):
        assert tuple(read_told(topic, event(topic))) == EXPECTED[topic]

    @pytest.mark.parametrize("topic", NOT_OURS)
    def test_that_is_not_ours_is_nothing_and_says_why(self, topic):
        (told,) = read_told(topic, event(topic))

        assert isinstance(told, Nothing)
        assert NOT_OURS[topic] in told.why

    def test_that_we_ask_for_tells_something(self):
        assert set(TOPICS) == EXPECTED.keys()


class TestTheSignature:
    def test_is_what_squares_own_library_reckons(self):
        known = base64.b64encode(hmac.digest(b"key", b"https://example.com/hook{}", "sha256"))

        assert signature("https://example.com/hook", b"{}", "key") == known

    @pytest.mark.parametrize(
        "url",
        [URL + "/", URL.replace("https", "http"), URL.replace("hub.example", "HUB.example"), URL + "?", "", URL[:-1]],
    )
    def test_holds_for_the_configured_url_only_to_the_byte(self, url):
        raw = event("order.created")
        with pytest.raises(Forged):
            read_delivery(signed(raw, url), raw, [KEY], URL)

    def test_the_retired_one_is_refused_though_it_holds(self):
        raw = event("order.created")
        old = base64.b64encode(hmac.new(KEY.encode(), URL.encode() + raw, sha1).digest()).decode()
        with pytest.raises(Forged, match="retired"):
            read_delivery({RETIRED: old}, raw, [KEY], URL)

    def test_the_retired_one_beside_the_new_changes_nothing(self):
        raw = event("order.created")

        assert read_delivery({**signed(raw), RETIRED: "x"}, raw, [KEY], URL).topic == "order.created"

    def test_as_much_is_reckoned_without_a_key_as_with_one(self, monkeypatch):
        reckoned: list[bytes] = []
        real = hmac.digest

        def digest(key: bytes, message: bytes, name: str) -> bytes:
            reckoned.append(key)
            return real(key, message, name)

        monkeypatch.setattr(hmac, "digest", digest)
        for keys in ([], [KEY], [KEY, "older"]):
            with pytest.raises(Forged):
                read_delivery({HEADER: "no"}, b"{}", keys, URL)

        assert len(reckoned) == 3 * 2

    def test_the_key_that_stands_in_for_none_opens_nothing(self):
        with pytest.raises(Forged):
            read_delivery(signed(b"{}", key=NOBODYS), b"{}", [], URL)

    def test_nothing_is_parsed_before_it_holds(self, monkeypatch):
        monkeypatch.setattr(json, "loads", lambda _: pytest.fail("parsed"))
        with pytest.raises(Forged):
            read_delivery({HEADER: "no"}, b"{}", [KEY], URL)


class TestWhatIsSignedAndStillUnreadable:
    @pytest.mark.parametrize("raw", [b"{}", b'{"event_id": "e"}', b'{"type": "order.created"}', b'{"event_id": 7}'])
    def test_a_delivery_that_does_not_name_itself(self, raw):
        with pytest.raises(Unreadable):
            read_delivery(signed(raw), raw, [KEY], URL)

    @pytest.mark.parametrize("raw", [b"{}", b'{"order": {"id": "A1"}}', b"not json"])
    def test_and_is_a_letter_for_a_person_rather_than_something_that_nobody_asked_for(self, raw):
        with pytest.raises(Unreadable):
            read_told("", raw)

    @pytest.mark.parametrize(
        "thing",
        [
            {},
            None,
            [],
            {"order_created": {}},
            {"order_created": None},
            {"order_created": {"order_id": 7}},
            {"order_created": {"order_id": "../../v2/payments"}},
        ],
    )
    def test_an_order_that_is_not_named(self, thing):
        raw = json.dumps({"data": {"object": thing}}).encode()
        with pytest.raises(Unreadable):
            read_told("order.created", raw)

    @pytest.mark.parametrize("thing", [{}, {"payment": None}, {"payment": {}}, {"refund": {"order_id": 7}}])
    def test_money_that_is_not_told_or_names_no_order_that_could_be(self, thing):
        raw = json.dumps({"data": {"object": thing}}).encode()
        with pytest.raises(Unreadable):
            read_told("refund.updated", raw)

    @pytest.mark.parametrize("order", [{}, {"order_id": None}, {"order_id": ""}])
    def test_but_money_without_an_order_is_nothing(self, order):
        raw = json.dumps({"data": {"object": {"payment": {"id": "P1"} | order}}}).encode()
        (told,) = read_told("payment.created", raw)

        assert isinstance(told, Nothing)

    @pytest.mark.parametrize("version", [None, "3", True, 1.5])
    def test_but_an_order_without_a_version_is_fetched(self, version):
        raw = json.dumps({"data": {"object": {"order_updated": {"order_id": "A1", "version": version}}}}).encode()

        assert list(read_told("order.updated", raw)) == [OrderNamed("A1", None)]

    @pytest.mark.parametrize(
        "counts",
        [
            None,
            [],
            [{"state": "IN_STOCK", "quantity": "1"}],
            [{"state": "IN_STOCK", "catalog_object_id": "A", "location_id": "L", "quantity": "many"}],
        ],
    )
    def test_a_count_that_says_nothing(self, counts):
        raw = json.dumps({"data": {"object": {"inventory_counts": counts}}}).encode()
        with pytest.raises(Unreadable):
            read_told("inventory.count.updated", raw)

    def test_counts_are_whole_units_and_may_be_below_nothing(self):
        def count(quantity, state="IN_STOCK"):
            return {"catalog_object_id": "A", "location_id": "L", "state": state, "quantity": quantity}

        counts = [count("2.75"), count("-1.5"), count("9", "WASTE")]
        raw = json.dumps({"data": {"object": {"inventory_counts": counts}}}).encode()

        told = read_told("inventory.count.updated", raw)

        assert list(told) == [StockSeen("A", "L", 2, None), StockSeen("A", "L", -2, None)]

    def test_a_count_of_waste_alone_is_nothing(self):
        counts = [{"catalog_object_id": "A", "location_id": "L", "state": "WASTE", "quantity": "9"}]
        raw = json.dumps({"data": {"object": {"inventory_counts": counts}}}).encode()

        assert [type(one) for one in read_told("inventory.count.updated", raw)] == [Nothing]
