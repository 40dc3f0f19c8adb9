"""Webhooks of the played Square: subscriptions of the application, and thin events signed for each of them."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from data.core.clock import Instant, iso
from sync_agent.demo_shop.outbox import Outbox, Post
from sync_agent.demo_shop.square.contract import check_event, version
from sync_agent.demo_shop.square.names import Names
from sync_agent.demo_shop.square.refusals import Refusal

_MOST_KEY = 45


class Hooks:
    """What is told, and to whom."""

    def __init__(self, names: Names, outbox: Outbox, clock: Callable[[], Instant], merchant_id: str) -> None:
        """Nobody has subscribed."""
        self._names, self._outbox, self._clock, self._merchant_id = names, outbox, clock, merchant_id
        self.subscriptions: dict[str, dict[str, Any]] = {}
        self._keys: dict[str, str] = {}

    def switch_off(self, ident: str) -> None:
        """Whoever does not answer for long enough is told nothing more."""
        if ident in self.subscriptions:
            self.subscriptions[ident]["enabled"] = False

    def listed(self, *, with_disabled: bool) -> list[dict[str, Any]]:
        """ListWebhookSubscriptions, before it is cut into pages; keys are told one by one."""
        return [_keyless(one) for one in self.subscriptions.values() if with_disabled or one["enabled"]]

    def retrieve(self, ident: str) -> dict[str, Any]:
        """RetrieveWebhookSubscription."""
        if ident not in self.subscriptions:
            raise Refusal(404, "NOT_FOUND", "No such subscription.")
        return {"subscription": self.subscriptions[ident]}

    def create(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """CreateWebhookSubscription."""
        key = asked.get("idempotency_key")
        if key is not None and not 1 <= len(key) <= _MOST_KEY:
            raise Refusal(400, "VALUE_TOO_LONG", "idempotency_key is 1 to 45 characters.")
        if key in self._keys:
            return {"subscription": self.subscriptions.get(self._keys[key], {})}
        about = dict(asked["subscription"])
        if not about.get("event_types") or not str(about.get("notification_url", "")).startswith("http"):
            raise Refusal(400, "MISSING_REQUIRED_PARAMETER", "event_types and notification_url.")
        ident, now = f"wbhk_{self._names.fresh('subscription', 32).lower()}", iso(self._clock())
        made = {"id": ident, "signature_key": self._names.fresh("signature", 22), "created_at": now, "updated_at": now}
        self.subscriptions[ident] = {"enabled": True, "api_version": version(), **about, **made}
        if key is not None:
            self._keys[key] = ident
        return {"subscription": self.subscriptions[ident]}

    def update(self, ident: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """UpdateWebhookSubscription; Square does not tell the key again."""
        if ident not in self.subscriptions:
            raise Refusal(404, "NOT_FOUND", "No such subscription.")
        self.subscriptions[ident] |= {**asked["subscription"], "updated_at": iso(self._clock())}
        return {"subscription": _keyless(self.subscriptions[ident])}

    def remove(self, ident: str) -> dict[str, Any]:
        """DeleteWebhookSubscription."""
        if self.subscriptions.pop(ident, None) is None:
            raise Refusal(404, "NOT_FOUND", "No such subscription.")
        return {}

    def order(self, topic: str, order: Mapping[str, Any]) -> None:
        """One of the three events of an order."""
        about = {name: order[name] for name in ("location_id", "state", "version", "created_at")}
        about |= {"order_id": order["id"]} | ({} if topic == "order.created" else {"updated_at": order["updated_at"]})
        kind = topic.replace(".", "_")
        self.tell(topic, kind, order["id"], {kind: about})

    def payment(self, order: Mapping[str, Any]) -> None:
        """What is told of an order that was rung up on the till: its payment."""
        (tender,) = order["tenders"]
        about = {"id": tender["id"], "amount_money": tender["amount_money"], "status": "COMPLETED"}
        about |= {"order_id": order["id"], "location_id": order["location_id"], "created_at": order["created_at"]}
        self.tell("payment.created", "payment", tender["id"], {"payment": about})

    def counts(self, counts: Sequence[Mapping[str, Any]]) -> None:
        """What a shelf shows now."""
        self.tell("inventory.count.updated", "inventory_counts", self._names.event(), {"inventory_counts": counts})

    def left(self) -> None:
        """The seller has taken the permission back."""
        revocation = {"revoked_at": iso(self._clock()), "revoker_type": "MERCHANT"}
        self.tell("oauth.authorization.revoked", "revocation", self._names.event(), {"revocation": revocation})

    def tell(self, topic: str, kind: str, ident: str, thing: Mapping[str, Any]) -> None:
        """One event, signed for everybody who asked for it. The same event has one id for all of them."""
        event = {
            "merchant_id": self._merchant_id,
            "type": topic,
            "event_id": self._names.event(),
            "created_at": iso(self._clock()),
            "data": {"type": kind, "id": ident, "object": thing},
        }
        check_event(topic, event)
        body = json.dumps(event, ensure_ascii=False).encode()
        for one in self.subscriptions.values():
            if one["enabled"] and topic in one["event_types"]:
                url = one["notification_url"]
                self._outbox.put(Post(url, _headers(url, body, one["signature_key"]), body, one["id"]))


def _headers(url: str, body: bytes, key: str) -> dict[str, str]:
    """As Square describes it, and not by the adapter's own hand: what is judged does not judge."""
    signed = hmac.new(key.encode(), url.encode() + body, sha256).digest()
    return {
        "content-type": "application/json",
        "square-environment": "Production",
        "x-square-hmacsha256-signature": base64.b64encode(signed).decode(),
    }


def _keyless(subscription: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in subscription.items() if name != "signature_key"}
