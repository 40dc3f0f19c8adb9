"""Who may tell a hub something about a shop's orders, and what becomes of it before anybody has looked at it."""

from __future__ import annotations

import base64
import gzip
import hmac
import json
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import urlsplit

import pytest

from data.orders.order import DeadLetter, Order
from sync_agent.hub.limits import MOST_BYTES
from sync_agent.shops.keys import WEBHOOK, WEBHOOK_BEFORE
from tests.sync_agent.webhooks.rig import CANARY, JSON, OLDER, SECRET, Door

pytestmark = pytest.mark.long


def test_what_is_signed_is_kept_to_the_byte_and_answered_at_once_though_nobody_works(there: Door):
    there.bench.place_order()
    (post, *_) = there.bench.posts()

    answered = there.deliver(post)

    assert (answered.status_code, answered.json()) == (200, {"ok": True, "dedupe": False})
    (row,) = [one for one in there.kept() if bytes(one.raw) == post.body]
    assert (row.state, row.tries, row.provider, row.store_id) == ("new", 0, there.vendor, "bannos")


def test_one_changed_byte_in_body_key_or_url_is_refused_in_one_word(there: Door):
    before, raw = len(there.kept()), there.plain()
    elsewhere = {"x-square-hmacsha256-signature": _square("https://evil.example/webhooks/square/bannos", raw)}
    refused = {
        "body": there.post(raw.replace(b"4711", b"4712"), there.sign(raw)),
        "json written anew": there.post(json.dumps(json.loads(raw), indent=1).encode(), there.sign(raw)),
        "key": there.post(raw, there.sign(raw, SECRET[:-1] + "z")),
        "no signature": there.post(raw, {"Content-Type": JSON}),
        "another store": there.post(raw, there.sign(raw), f"/webhooks/{there.vendor}/flourlane"),
        "nobody": there.post(raw, there.sign(raw), f"/webhooks/{there.vendor}/nowhere"),
        "url": there.post(raw, there.sign(raw, "x") | elsewhere),
        "retired": there.post(raw, {"Content-Type": JSON, "x-square-signature": _sha1(raw)}),
    }
    assert {why: answer.status_code for why, answer in refused.items()} == dict.fromkeys(refused, 401)
    assert {answer.text for answer in refused.values()} == {refused["nobody"].text}, "an answer tells why"
    assert len(there.kept()) == before


def _square(url: str, raw: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), url.encode() + raw, "sha256")).decode()


def _sha1(raw: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), raw, "sha1")).decode()


def test_a_shop_that_signs_for_another_is_refused(there: Door):
    if there.vendor == "shopify":
        raw = there.plain()
        headers = there.sign(raw) | {"X-Shopify-Shop-Domain": "another-cakes.myshopify.com"}
    else:
        raw = there.plain(merchant_id="ANOTHER")
        headers = there.sign(raw)
    assert there.post(raw, headers).status_code == 401


def test_of_what_failed_the_log_has_its_hash_and_length_and_nothing_of_it(there: Door):
    raw, before = there.plain(note="No nuts, " + CANARY), len(there.log())
    assert there.post(raw, there.sign(raw, "wrong")).status_code == 401

    line = there.logged(before)[-1]
    assert (line["bytes"], len(line["sha256"]), line["code"], line["ok"]) == (len(raw), 64, "unauthorized", True)
    assert CANARY not in (there.folder / "log").read_text()


def test_after_a_rotation_both_secrets_hold_and_no_third(there: Door):
    raw = there.plain()
    assert there.post(raw, there.sign(raw, OLDER)).status_code == 401
    there.secrets(**{WEBHOOK: SECRET, WEBHOOK_BEFORE: OLDER})

    assert there.post(raw, there.sign(raw, OLDER)).status_code == 200
    assert there.post(raw, there.sign(raw, SECRET)).status_code == 200
    assert there.post(raw, there.sign(raw, OLDER + "!")).status_code == 401


def test_too_much_the_wrong_kind_and_what_swells_are_refused_before_they_are_read(there: Door):
    large = b" " * (MOST_BYTES + 1)
    bomb = gzip.compress(bytes(200_000_000), 9)

    assert there.post(large, there.sign(large)).status_code == 413
    assert there.post(iter([b" " * 65_536] * 64), there.sign(b"")).status_code == 413
    assert there.post(b"{}", there.sign(b"{}") | {"Content-Type": "text/plain"}).status_code == 415
    assert there.post(bomb, there.sign(bomb) | {"Content-Encoding": "gzip"}).status_code == 415


def test_whoever_hangs_up_in_the_middle_is_no_fault_of_the_hubs(there: Door):
    """What fails is counted against the hub's own target: nobody without a signature may spoil it."""
    before, address = len(there.log()), urlsplit(there.url)
    head = f"POST {there.path} HTTP/1.1\r\nHost: hub\r\nContent-Type: {JSON}\r\n"
    for rest in ('Content-Length: 100\r\n\r\n{"a":', "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"):
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=20) as line:
            line.sendall((head + rest).encode())
    lines = there.logged(before, 2)

    assert [(one["code"], one["ok"]) for one in lines] == [("cut_off", True)] * 2
    assert '"level": "error"' not in (there.folder / "log").read_text()


def test_compressed_in_any_way_it_is_not_what_was_signed(there: Door):
    raw = there.plain()
    for encoding in ("gzip", "GZIP", "br", "deflate", "zstd", "gzip, identity"):
        assert there.post(raw, there.sign(raw) | {"Content-Encoding": encoding}).status_code == 415, encoding
    assert there.post(raw, there.sign(raw) | {"Content-Type": f"{JSON}; charset=utf-8"}).status_code == 200


STRANGE = [
    b"",
    b"not json",
    b"null",
    b"7",
    b'"\\ud800"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    b'{"id": NaN, "event_id": Infinity}',
    b'{"id": 1e999, "event_id": 1e999}',
    b"1" * 5_000,
    b"\xef\xbb\xbf{}",
]


def test_what_is_signed_and_is_nothing_lies_where_a_person_sees_it_one_letter_each(there: Door):
    """Never 4xx or 5xx, which the vendor would send again for hours (X3); never a word that nobody hears."""
    for raw in STRANGE:
        assert there.post(raw, there.sign(raw)).status_code == 200, raw[:20]
    there.hub.takes_in()

    rows = {bytes(one.raw): one for one in there.kept()}
    assert [(raw[:20], rows[raw].state) for raw in STRANGE] == [(raw[:20], "dead") for raw in STRANGE]
    letters = {one.payload_sha256: one for one in there.hub.all(DeadLetter)}
    assert all(letters[sha256(raw).hexdigest()].says for raw in STRANGE)


def test_of_two_members_of_one_name_the_last_counts_at_the_door_and_behind_it(there: Door):
    """Whoever reads the first at one place and the last at another can be told two things by one signature."""
    if there.vendor == "square":
        before = len(there.kept())
        raw = b'{"merchant_id": "M1", "event_id": "e", "type": "x", "merchant_id": "ANOTHER"}'
        assert there.post(raw, there.sign(raw)).status_code == 401
        assert len(there.kept()) == before
        return
    raw = b'{"id": 1, "id": 9007199254740993, "name": "#7"}'
    assert there.post(raw, there.sign(raw)).status_code == 200
    there.hub.takes_in()
    assert "gid://shopify/Order/9007199254740993" in {one.gid for one in there.hub.all(Order)}


def test_a_vendor_that_nobody_speaks_is_not_found(there: Door):
    raw = there.plain()
    assert there.post(raw, there.sign(raw), "/webhooks/etsy/bannos").status_code == 404
    assert there.http.get(there.path).status_code == 405


def test_a_hundred_copies_at_once_are_one_row_and_ninety_nine_lines_that_say_so(there: Door):
    raw = there.plain()
    headers, seen = there.sign(raw), len(there.log())
    before = len(there.kept())
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: there.post(raw, headers), range(100)))

    assert {answer.status_code for answer in answers} == {200}
    assert Counter(answer.json()["dedupe"] for answer in answers) == {True: 99, False: 1}
    assert len(there.kept()) == before + 1
    lines = [one for one in there.logged(seen, 100) if "dedupe" in one]
    assert Counter(one["dedupe"] for one in lines) == {True: 99, False: 1}


def test_the_two_addresses_without_a_store_find_whose_it_is_by_the_signature(there: Door):
    path = {"shopify": "/webhooks/inventory", "square": "/api/v1/webhooks/square"}[there.vendor]
    before, raw = len(there.kept()), there.plain()

    assert there.post(raw, there.sign(raw, "wrong"), path).status_code == 401
    assert there.post(raw, there.sign(raw), path).status_code == 200
    assert len(there.kept()) == before + 1


def test_names_that_no_index_holds_are_kept_by_their_hash(there: Door):
    if there.vendor == "shopify":
        raw = there.plain()
        signed = [(raw, there.sign(raw) | {"X-Shopify-Webhook-Id": "x" * 9_000, "X-Shopify-Event-Id": "y" * 9_000})]
    else:
        bodies = [there.plain(event_id="x" * 9_000), there.plain(event_id="half \ud800"), there.plain(type="\x00 zero")]
        signed = [(raw, there.sign(raw)) for raw in bodies]
    assert [there.post(raw, headers).status_code for raw, headers in signed] == [200] * len(signed)
