"""The played shop's post: every payload signed, to whoever subscribed to its topic."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

from sync_agent.demo_shop.outbox import Outbox, Post
from sync_agent.demo_shop.shopify.menu import FIRST_ID
from sync_agent.demo_shop.shopify.selling import written
from sync_agent.demo_shop.shopify.state import State


def headers_of(topic: str, raw: bytes, secret: str, shop: str, id_: str, event_id: str, at: str) -> dict[str, str]:
    """What Shopify sends beside the body."""
    signature = base64.b64encode(hmac.digest(secret.encode(), raw, "sha256")).decode()
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": shop,
        "X-Shopify-API-Version": "2026-07",
        "X-Shopify-Webhook-Id": id_,
        "X-Shopify-Event-Id": event_id,
        "X-Shopify-Triggered-At": at,
        "X-Shopify-Hmac-Sha256": signature,
    }


def post_all(state: State, outbox: Outbox, secret: str, shop: str) -> None:
    """Puts into the post what happened since the last time."""
    for topic, payload in state.told:
        event = f"event-{state.number('event', FIRST_ID)}"
        for one in state.subscriptions.values():
            if one.topic == topic.replace("/", "_").upper():
                outbox.put(_post(state, one.uri, one.id, topic, payload, secret, shop, event))
    state.told.clear()


def _post(state: State, uri: str, about: str, topic: str, payload: Any, secret: str, shop: str, event: str) -> Post:
    raw = json.dumps(payload, ensure_ascii=False).encode()
    id_ = f"delivery-{state.number('delivery', FIRST_ID)}"
    return Post(uri, headers_of(topic, raw, secret, shop, id_, event, written(state.now())), raw, about)
