"""Every order and every event that the vendors publish goes through the door and gets its word: it is taken, or it lies
as a dead letter that says why."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from data.orders.order import DeadLetter, Order, Transaction
from data.shops.kept import DEAD, TAKEN
from tests.shops.shopify.test_deliveries import TOLD
from tests.sync_agent.webhooks.rig import Door

pytestmark = pytest.mark.long

FIXTURES = Path(__file__).parents[2] / "fixtures"
_NO_ORDERS = {"inventory_levels_list", "refunds_list"}


def _shopify() -> list[tuple[str, str, bytes]]:
    orders = sorted((FIXTURES / "shopify_orders" / "contract").glob("*.json"))
    events = sorted((FIXTURES / "shopify_webhooks").glob("*.json"))
    found = [(path.stem, "orders/create", path.read_bytes()) for path in orders]
    # A shop that leaves comes last: nobody is at home for what would follow.
    events.sort(key=lambda path: path.stem == "app_uninstalled")
    return found + [(path.stem, TOLD[path.stem][0], path.read_bytes()) for path in events]


def _square(account: str) -> list[tuple[str, str, bytes]]:
    events = sorted((FIXTURES / "square" / "webhooks").glob("*.json"))
    events.sort(key=lambda path: path.stem == "oauth.authorization.revoked")
    found = []
    for path in events:
        # Several of the published examples bear one event's id: the second would be known already.
        event = json.loads(path.read_bytes()) | {"merchant_id": account, "event_id": path.stem}
        found.append((path.stem, event["type"], json.dumps(event).encode()))
    return found


def test_every_published_file_is_answered_kept_and_gets_its_word(there: Door):
    files = _shopify() if there.vendor == "shopify" else _square(there.bench.account)
    assert len(files) > 15
    known = {one.id for one in there.kept()}
    for _, topic, raw in files:
        assert there.post(raw, there.sign(raw, topic=topic)).status_code == 200
    there.hub.takes_in()

    rows = [one for one in there.kept() if one.id not in known]
    name_of = {raw: name for name, _, raw in files}
    words = {name_of[bytes(row.raw)]: (row.state, row.says) for row in rows}
    assert set(words) == {name for name, _, _ in files}
    assert all(state in (TAKEN, DEAD) and says for state, says in words.values()), words
    dead = {name for name, (state, _) in words.items() if state == DEAD}
    assert dead == (_NO_ORDERS if there.vendor == "shopify" else set()), Counter(words.values())
    letters = [one for one in there.hub.all(DeadLetter) if one.order_id is None]
    assert len(letters) == len(dead)
    if there.vendor == "shopify":
        gids = {one.gid for one in there.hub.all(Order)} | {one.gid for one in there.hub.all(Transaction)}
        wanted = {json.loads(raw)["admin_graphql_api_id"] for name, _, raw in files if name.startswith("order_")}
        assert gids == wanted
    assert there.hub.shop.status == "DISCONNECTED", "the last of them takes the permission back"
