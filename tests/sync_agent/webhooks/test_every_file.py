"""Every file that the vendors publish goes through the door of a real hub, signed, and ends as `fates` says: as an
order or a sale, as a dead letter with its reason, or noted with why there is nothing to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import Any

import pytest

from data.orders.order import DeadLetter, Order, Transaction
from data.shops.kept import DEAD, WebhookDelivery
from tests.sync_agent.webhooks.fates import FIXTURES, FOLDERS, LAST, POLLED, Fate
from tests.sync_agent.webhooks.rig import Door

pytestmark = pytest.mark.long
_NUMBERS = count(7_000_000_000_001)
_OBJECTS = FIXTURES / "square" / "objects"
_WEB_ORDER = json.loads((_OBJECTS / "RetrieveOrderResponse.json").read_bytes())["order"]
_TILL_ORDER = json.loads((_OBJECTS / "BatchRetrieveOrdersResponse.json").read_bytes())["orders"][0]


@dataclass(frozen=True, slots=True)
class File:
    """One of them as it is sent; `gid` is the order that it is about, if it is."""

    name: str
    fate: Fate
    topic: str
    raw: bytes
    gid: str | None


def files(there: Door) -> Iterator[File]:
    """In the order of the table, those that end a connection last."""
    read = _shopify if there.vendor == "shopify" else _square
    named = [
        read(there, name, fate, (FIXTURES / folder / f"{name}.json").read_bytes())
        for folder, fates in FOLDERS[there.vendor].items()
        for name, fate in fates.items()
    ]
    yield from sorted(named, key=lambda one: one.name in LAST)


def _shopify(there: Any, name: str, fate: Fate, raw: bytes) -> File:
    about = json.loads(raw)
    if not name.startswith("order_"):
        gid = f"gid://shopify/Order/{about['order_edit']['order_id']}" if name == "orders_edited" else None
        if gid is not None:
            there.bench.played.put_order(json.loads(_order_of_its_own("order_authorized", gid.rpartition("/")[2])))
        return File(name, fate, fate.topic, raw, gid)
    # Three of the samples are forms of one order, and each is to be judged by itself.
    own = _order_of_its_own(name, str(next(_NUMBERS)))
    return File(name, fate, fate.topic, own, json.loads(own)["admin_graphql_api_id"])


def _order_of_its_own(name: str, number: str) -> bytes:
    raw = (FIXTURES / "shopify_orders" / "contract" / f"{name}.json").read_bytes()
    before = json.loads(raw)["admin_graphql_api_id"].rpartition("/")[2]
    return raw.replace(before.encode(), number.encode())


def _square(there: Any, name: str, fate: Fate, raw: bytes) -> File:
    event = json.loads(raw)
    if "event_id" not in event:
        return File(name, fate, "", raw, None)
    # Several of the published examples bear one event's id: the second would be known already.
    event |= {"merchant_id": there.bench.account, "event_id": f"{name}-of-{there.url}"}
    gid = None
    if fate.order is not None:
        (thing,) = event["data"]["object"].values()
        gid = thing["order_id"]
        order = _WEB_ORDER | {"source": {"name": "Square Online"}} if fate.order == "PENDING" else _TILL_ORDER
        _in_the_shop(there, order, gid)
    return File(name, fate, event["type"], json.dumps(event).encode(), gid)


def _in_the_shop(there: Any, order: dict[str, Any], ident: str) -> None:
    times = {"created_at": "2026-11-20T01:00:00.000Z", "updated_at": "2026-11-20T01:00:00.000Z"}
    here = {"id": ident, "location_id": there.hub.shop.location} | times
    there.bench.played.till.orders[ident] = order | here


def _stands(there: Door) -> dict[str, str]:
    orders = {one.gid: one.status for one in there.hub.all(Order)}
    return {one.gid: "sold" for one in there.hub.all(Transaction)} | orders


def test_the_table_names_every_file(there: Door):
    for folder, fates in FOLDERS[there.vendor].items():
        assert {path.stem for path in (FIXTURES / folder).glob("*.json")} == set(fates), folder


def test_every_published_file_ends_as_the_table_says(there: Door):
    sent = list(files(there))
    for one in sent:
        assert there.post(one.raw, there.sign(one.raw, topic=one.topic)).status_code == 200, one.name
    there.hub.takes_in()

    said = {bytes(row.raw): row for row in there.hub.all(WebhookDelivery)}
    stands, letters = _stands(there), there.hub.all(DeadLetter)
    for one in sent:
        row = said[one.raw]
        assert (row.state, one.fate.says in str(row.says)) == (one.fate.state, True), (one.name, row.state, row.says)
        assert one.gid is None or stands[one.gid] == one.fate.order, one.name
        if one.fate.state == DEAD:
            assert [x.reason for x in letters if x.payload_sha256 == _mark(one.raw)] == [one.fate.letter], one.name
    gids = {one.gid for one in sent if one.gid is not None}
    assert set(stands) == gids, "something was made of a file that is no order"
    held = {one.gid: one.fate.letter for one in sent if one.fate.order == "PENDING"}
    by_id = {one.id: one.gid for one in there.hub.all(Order)}
    assert {by_id[x.order_id]: x.reason for x in letters if x.order_id is not None} == held
    assert there.hub.shop.status == "BROKEN", "the last of them takes the permission back"


def _mark(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def test_each_refund_and_each_level_of_the_lists_is_understood_by_itself(there: Door):
    """The lists are answers; what is in them is what the topics carry."""
    if there.vendor != "shopify":
        pytest.skip("Shopify's lists")
    folder = FIXTURES / "shopify_orders" / "contract"
    levels = json.loads((folder / "inventory_levels_list.json").read_bytes())["inventory_levels"]
    refunds = json.loads((folder / "refunds_list.json").read_bytes())["refunds"]
    sent = [("inventory_levels/update", one, "It shows") for one in levels]
    sent += [("refunds/create", one, "The shop has no such order for this store") for one in refunds]
    words = {json.dumps(one).encode(): says for _, one, says in sent}
    for topic, one, _ in sent:
        raw = json.dumps(one).encode()
        assert there.post(raw, there.sign(raw, topic=topic)).status_code == 200
    there.hub.takes_in()
    there.bench.clock.pass_by(60)
    there.hub.takes_in()

    said = {bytes(row.raw): str(row.says) for row in there.hub.all(WebhookDelivery)}
    assert [raw for raw, says in words.items() if says not in said[raw]] == []


def test_the_orders_in_squares_answers_are_found_by_a_poll(there: Door):
    if there.vendor != "square":
        pytest.skip("Square's answers")
    for name in POLLED:
        answer = json.loads((_OBJECTS / f"{name}.json").read_bytes())
        order = answer["order"] if "order" in answer else answer["orders"][0]
        order |= {"source": {"name": "Square Online"}} if POLLED[name] == "PENDING" else {}
        _in_the_shop(there, order, name)
    there.hub.poller.poll(there.hub.organization, there.hub.shop)

    stands = _stands(there)
    assert {name: stands.get(name) for name in POLLED} == POLLED
